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

  /// Keeps `event`; the oldest go first where there are too many. True at the first ringback.
  mutating func hear(_ event: CallEvent) -> Bool {
    if events.count == CallOutcome.evidenceLimit { events.removeFirst() }
    events.append(event)
    guard !isRinging, event.kind == .tone, event.name == Outcome.ringback.rawValue else {
      return false
    }
    isRinging = true
    return true
  }

  /// The outcome by the analyzer's verdict.
  func outcome(_ verdict: Verdict, _ profile: CallProfile) -> CallOutcome {
    let answeredAt = verdict.answeredAt ?? answeredAt
    return CallOutcome(
      attempt: attempt, outcome: verdict.outcome,
      callResult: profile.callResult(of: verdict.outcome, answered: answeredAt != nil),
      confidence: verdict.confidence, decidedAt: verdict.decidedAt, answeredAt: answeredAt,
      line: line, reason: verdict.reason, events: events, chain: chain)
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
