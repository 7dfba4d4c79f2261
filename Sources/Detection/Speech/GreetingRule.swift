// SPDX-License-Identifier: GPL-3.0-or-later

/// A person or a machine, by the timing of what is said after the answer.
///
/// A person says a few words and waits; a machine talks on. The longer somebody has talked, the longer a pause must be
/// to be a person's. A monologue is a machine's.
enum GreetingRule {
  /// Seconds of talk up to which a pause, in seconds, means that a person waits for an answer.
  struct Wait: Sendable {
    var talk: Double
    var pause: Double
    var confidence: Double
  }

  static let waits = [
    Wait(talk: 0.6, pause: 0.8, confidence: 0.95),
    Wait(talk: 1.0, pause: 1.2, confidence: 0.90),
    Wait(talk: 1.6, pause: 1.6, confidence: 0.85),
    Wait(talk: 3.0, pause: 1.9, confidence: 0.75),
  ]
  /// Seconds of talk: shorter is a click or a cough, longer a monologue.
  static let word = 0.16
  static let monologue = 3.0
  /// Seconds of quiet behind the answer after which nobody is there: the slowest people speak after 3.5 s.
  static let silence = 6.0

  struct Decision {
    var outcome: Outcome
    var confidence: Double
    var reason: String
  }

  static func decide(talk: Double, pause: Double?) -> Decision? {
    if talk >= monologue {
      return Decision(
        outcome: .answeringMachine, confidence: 0.9,
        reason: "\(talk.rounded(toDecimals: 1)) s of talk without a wait")
    }
    guard talk >= word, let pause, let wait = waits.first(where: { talk <= $0.talk }),
      pause >= wait.pause
    else { return nil }
    return Decision(
      outcome: .liveVoice, confidence: wait.confidence,
      reason:
        "\(talk.rounded(toDecimals: 2)) s of talk, then \(pause.rounded(toDecimals: 2)) s of waiting"
    )
  }
}
