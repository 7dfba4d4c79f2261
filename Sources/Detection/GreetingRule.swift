// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// A person or a machine, by the timing of what is said after the answer.
///
/// A person says a few words and waits; a machine talks on. The longer somebody has talked, the longer a pause must be
/// to be a person's: `waits` gives the pause for each length of talk. Talk beyond `monologue` is a machine.
struct GreetingRule: Sendable {
  /// Seconds of talk up to which a pause, in seconds, means that a person waits for an answer.
  struct Wait: Sendable {
    var talk: Double
    var pause: Double
    var confidence: Double
  }

  static let waits = [
    Wait(talk: 0.7, pause: 0.75, confidence: 0.95),
    Wait(talk: 1.2, pause: 0.9, confidence: 0.92),
    Wait(talk: 2.2, pause: 1.2, confidence: 0.85),
    Wait(talk: 4.0, pause: 1.6, confidence: 0.75),
  ]
  static let monologue = 4.0
  /// Seconds after the answer at which continual talk is a machine's even when it has not added up to a monologue.
  static let silence = 6.0

  struct Decision {
    var outcome: Outcome
    var confidence: Double
    var reason: String
  }

  private(set) var talk: Double = 0
  private(set) var stretches = 0
  private(set) var lastEnd: SampleTime?

  mutating func add(_ start: SampleTime, _ end: SampleTime) {
    talk += Double(end - start) / Double(SampleTime.rate)
    stretches += 1
    lastEnd = end
  }

  /// What the talk so far says at `now`; `open` is where the stretch under way began.
  func decide(at now: SampleTime, open: SampleTime?) -> Decision? {
    let current = open.map { Double(now - $0) / Double(SampleTime.rate) } ?? 0
    let total = talk + current
    if total >= GreetingRule.monologue {
      return Decision(
        outcome: .answeringMachine, confidence: 0.9,
        reason: "\(total.tenths) s of talk in \(stretches + (open == nil ? 0 : 1)) stretches")
    }
    guard open == nil, let lastEnd, talk > 0.1 else { return nil }
    let pause = Double(now - lastEnd) / Double(SampleTime.rate)
    guard let wait = GreetingRule.waits.first(where: { talk <= $0.talk }), pause >= wait.pause
    else { return nil }
    return Decision(
      outcome: .liveVoice, confidence: wait.confidence,
      reason: "\(talk.hundredths) s of talk, then \(pause.hundredths) s of waiting")
  }
}

extension Double {
  var tenths: String { "\((self * 10).rounded() / 10)" }
  var hundredths: String { "\((self * 100).rounded() / 100)" }
}
