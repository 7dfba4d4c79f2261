// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// What a leg tells of its call, in order, with its place in the call's audio.
public enum LegEvent: Sendable, Hashable {
  /// The number has been dialed, or what was taken for an answer was none; the far end may ring from here on.
  case dialed(at: SampleTime)
  /// The far end answered, as the line signals it.
  case answered(at: SampleTime)
  case heard(CallEvent)
  case decided(Verdict)
  /// A screener asks who is calling, and is to be told: the call is listened to on, as if it were answered now.
  case screened(Verdict)
  case limit(Limit, at: SampleTime)
  /// Nothing comes after it.
  case ended(EndCause, at: SampleTime)

  public enum Limit: String, Sendable, Hashable {
    /// Nobody answered within the profile's ring time.
    case ring
    /// The call was answered and is undecided at the end of the profile's analysis time.
    case analysis
    /// A person is up, and nobody was given to him within the profile's agent wait.
    case agentWait
  }

  /// Its place in the call's audio.
  public var time: SampleTime {
    switch self {
    case .dialed(let time), .answered(let time), .limit(_, let time), .ended(_, let time): time
    case .heard(let event): event.end ?? event.at
    case .decided(let verdict), .screened(let verdict): verdict.decidedAt
    }
  }
}

/// Why a leg ended.
public enum EndCause: Sendable, Hashable {
  /// The far end hung up.
  case remote
  /// We hung up.
  case local
  /// The network refused the call before it was answered. `heard` is what was heard until then, where it says something.
  case refused(Clearing, heard: Verdict? = nil)
  case failed(TrunkError)
}
