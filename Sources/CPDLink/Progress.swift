// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// How a call goes on, before its result and after it.
public struct Progress: Sendable, Hashable {
  public enum State: String, Sendable, Hashable, Codable, CaseIterable {
    case dialing, ringing, answered
    /// Something was heard: `event`.
    case heard
    /// The agent and the customer hear each other.
    case transferred
    /// The agent's place did not answer or could not be called; the customer's call is still up.
    case transferFailed = "transfer-failed"
    /// The message was played to its end.
    case played
    /// The far end pressed the message's digit for no more calls.
    case optedOut = "opted-out"
    /// An engaged telephone is up, and waits. The attempt is the engagement's id.
    case engaged
    /// An engaged telephone did not answer, or was hung up before a call came.
    case disengaged
    /// The live call of an attempt whose result was sent is over: `cause`.
    case released

    var outlivesConnection: Bool {
      switch self {
      case .dialing, .ringing, .answered, .heard, .engaged, .disengaged: false
      case .transferred, .transferFailed, .played, .optedOut, .released: true
      }
    }
  }

  /// Why a live call is over.
  public enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
    /// The customer hung up.
    case remote
    /// A hangup message asked for it.
    case local
    /// The agent hung up.
    case agent
    /// Nobody was given to the customer in the profile's agent wait.
    case abandoned
    /// The line or the server failed.
    case failed
  }

  public var attempt: String
  public var line: String
  public var state: State
  /// Place in the call's audio.
  public var at: SampleTime
  public var event: CallEvent?
  public var cause: Cause?
  /// More for people, where there is more.
  public var text: String?

  public init(
    attempt: String, line: String, state: State, at: SampleTime, event: CallEvent? = nil,
    cause: Cause? = nil, text: String? = nil
  ) {
    self.attempt = attempt
    self.line = line
    self.state = state
    self.at = at
    self.event = event
    self.cause = cause
    self.text = text
  }
}

extension Progress: Codable {
  private enum CodingKeys: String, CodingKey {
    case attempt, line, state
    case at = "at_s"
    case event, cause, text
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      attempt: try values.decodeAttempt(forKey: .attempt),
      line: try values.decode(String.self, forKey: .line),
      state: try values.decode(State.self, forKey: .state),
      at: try values.decodeSeconds(forKey: .at),
      event: try values.decodeIfPresent(CallEvent.self, forKey: .event),
      cause: try values.decodeIfPresent(Cause.self, forKey: .cause),
      text: try values.decodeIfPresent(String.self, forKey: .text))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(attempt, forKey: .attempt)
    try values.encode(line, forKey: .line)
    try values.encode(state, forKey: .state)
    try values.encode(at.roundedSeconds, forKey: .at)
    try values.encodeIfPresent(event, forKey: .event)
    try values.encodeIfPresent(cause, forKey: .cause)
    try values.encodeIfPresent(text, forKey: .text)
  }
}
