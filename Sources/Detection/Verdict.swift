// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// The one decision on which a line acts (connect or hang up). It never changes once given.
public struct Verdict: Sendable, Hashable {
  public var outcome: Outcome
  /// When it was decided, in audio time: the last sample heard before the decision.
  public var decidedAt: SampleTime
  /// When the call was answered, as signalled or as inferred; nil where no answer is known.
  public var answeredAt: SampleTime?
  /// Probability, 0...1, that the outcome is right.
  public var confidence: Double
  /// Why, in one line for people: "one word of 0.42 s, then 0.9 s of waiting".
  public var reason: String

  public init(
    outcome: Outcome, decidedAt: SampleTime, answeredAt: SampleTime?, confidence: Double,
    reason: String
  ) {
    self.outcome = outcome
    self.decidedAt = decidedAt
    self.answeredAt = answeredAt
    self.confidence = confidence
    self.reason = reason
  }
}
