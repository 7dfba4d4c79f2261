// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// What a call session tells of its call, in order: one `decided`, and one `released` as the last of all.
public enum CallProgress: Sendable, Hashable {
  /// A line is seized; the number goes out.
  case dialing(line: String)
  /// The first ringback tone was heard; where it starts.
  case ringing(at: SampleTime)
  /// The far end answered, as the line signals it.
  case answered(at: SampleTime)
  case heard(CallEvent)
  case decided(CallOutcome)
  /// The far end and the agent hear each other. `at` is the last place known in the far end's audio.
  case transferred(at: SampleTime)
  /// The agent could not be had. The person is still up, unless `released` follows.
  case transferFailed(TrunkError, at: SampleTime)
  /// The message was played to its end.
  case played(at: SampleTime)
  /// The far end pressed the digit of a message that says: no more calls.
  case optedOut(at: SampleTime)
  /// The call is over. `at` is where its audio ends.
  case released(ReleaseCause, at: SampleTime)
}

/// Who let go of a call.
public enum ReleaseCause: String, Sendable, Hashable, Codable, CaseIterable {
  /// The far end hung up.
  case remote
  /// The agent to whom the call was given hung up.
  case agent
  /// We did: at the outcome, or when asked to.
  case local
  /// We did, because nobody took the person within the profile's `agentWaitSeconds`.
  case abandoned
  /// The line or the board failed, or no line was had.
  case failed
}
