// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// What is known of a call that is not decided yet.
struct CallEvidence: Sendable {
  let attempt: String
  let line: String?
  /// What the call is made of, in one line.
  let chain: String
  private(set) var answeredAt: SampleTime?
  private(set) var events: [CallEvent] = []
  private(set) var isRinging = false

  init(attempt: String, line: String? = nil, chain: String = "") {
    self.attempt = attempt
    self.line = line
    self.chain = chain
  }

  mutating func answered(at time: SampleTime) { answeredAt = answeredAt ?? time }

  /// Nobody has answered, or what was taken for an answer was none.
  mutating func unanswered() { answeredAt = nil }

  /// Keeps `event`; the oldest go first where there are too many. True at the first ringback.
  mutating func hear(_ event: CallEvent) -> Bool {
    if events.count == CallOutcome.evidenceLimit { events.removeFirst() }
    events.append(event)
    guard !isRinging else { return false }
    isRinging =
      switch event.kind {
      case .tone: event.name == Outcome.ringback.rawValue
      case .signalling: event.name == CallEvidence.alerting
      default: false
      }
    return isRinging
  }

  /// SIP's 180 Ringing.
  static let alerting = "180"

  /// The outcome by the analyzer's verdict.
  func outcome(_ verdict: Verdict, _ profile: CallProfile) -> CallOutcome {
    let answeredAt = verdict.answeredAt ?? answeredAt
    var verdict = verdict
    if verdict.outcome == .unknown, isRinging, answeredAt == nil {
      // The network said that it rings, and sent no ringback to be heard.
      verdict.outcome = .ringback
      verdict.confidence = 0.9
      verdict.reason = "it was signalled as ringing, and nobody answered"
    }
    return CallOutcome(
      attempt: attempt, outcome: verdict.outcome,
      callResult: profile.callResult(of: verdict.outcome, answered: answeredAt != nil),
      confidence: verdict.confidence, decidedAt: verdict.decidedAt, answeredAt: answeredAt,
      line: line, reason: verdict.reason, events: events, chain: chain)
  }

  /// The outcome of a call that the network refused.
  func outcome(_ clearing: Clearing, heard: Verdict?, at time: SampleTime) -> CallOutcome {
    let weighed = clearing.weigh(heard: heard)
    return CallOutcome(
      attempt: attempt, outcome: weighed.outcome, callResult: weighed.callResult,
      confidence: weighed.confidence, decidedAt: time, answeredAt: answeredAt, line: line,
      reason: weighed.reason, events: events, chain: chain)
  }

  /// The outcome where there is no verdict. `callResult` nil: the table's.
  func undecided(
    at time: SampleTime, callResult: CallResult? = nil, reason: String
  ) -> CallOutcome {
    CallOutcome(
      attempt: attempt, outcome: .unknown,
      callResult: callResult ?? Outcome.unknown.callResult(answered: answeredAt != nil),
      confidence: 0, decidedAt: time, answeredAt: answeredAt, line: line, reason: reason,
      events: events, chain: chain)
  }
}
