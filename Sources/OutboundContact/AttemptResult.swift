// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// What came of one attempt to dial, with the evidence in short: the call result and why.
public struct AttemptResult: Sendable, Hashable, Codable {
  public var callResult: CallResult
  /// Who or what answered, as detection names it ("answering-machine"); nil where nothing was heard.
  public var outcome: String?
  /// Probability, 0...1.
  public var confidence: Double?
  /// Seconds of audio from dialing to the decision.
  public var decidedAt: Double?
  /// Seconds of audio from dialing to the answer.
  public var answeredAt: Double?
  /// Seconds of audio from dialing to the end of the person's greeting, where that was heard before the decision.
  public var greetingEndedAt: Double?
  public var line: String?
  /// Why, in one line for people.
  public var reason: String?

  public init(
    callResult: CallResult, outcome: String? = nil, confidence: Double? = nil,
    decidedAt: Double? = nil, answeredAt: Double? = nil,
    greetingEndedAt: Double? = nil, line: String? = nil, reason: String? = nil
  ) {
    self.callResult = callResult
    self.outcome = outcome
    self.confidence = confidence
    self.decidedAt = decidedAt
    self.answeredAt = answeredAt
    self.greetingEndedAt = greetingEndedAt
    self.line = line
    self.reason = reason
  }

  /// A person: the call stays up and an agent gets it.
  public var isLive: Bool { callResult == .answer }
}
