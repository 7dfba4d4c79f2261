// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// The one outcome of a call, with the evidence that decided it.
public struct CallOutcome: Sendable, Hashable {
  public var attempt: String
  public var outcome: Outcome
  public var callResult: CallResult
  /// Probability, 0...1, that the outcome is right.
  public var confidence: Double
  /// Places in the call's audio.
  public var decidedAt: SampleTime
  public var answeredAt: SampleTime?
  /// The line it was placed on; nil where none was seized.
  public var line: String?
  /// Why, in one line for people.
  public var reason: String
  /// What was heard up to the decision, the oldest first, at most `evidenceLimit` events.
  public var events: [CallEvent]
  /// What the call was made of, in one line.
  public var chain: String

  public static let evidenceLimit = 64

  public init(
    attempt: String, outcome: Outcome, callResult: CallResult, confidence: Double,
    decidedAt: SampleTime, answeredAt: SampleTime? = nil, line: String? = nil,
    reason: String, events: [CallEvent] = [], chain: String = ""
  ) {
    self.attempt = attempt
    self.outcome = outcome
    self.callResult = callResult
    self.confidence = confidence
    self.decidedAt = decidedAt
    self.answeredAt = answeredAt
    self.line = line
    self.reason = reason
    self.events = events
    self.chain = chain
  }
}
