// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
package import Detection

/// What the analyzer makes of calls whose speakers and sources its parameters were not learnt from.
package struct CrossValidation: Sendable {
  /// A call and the verdict on it, with times in seconds from the start.
  package struct Trial: Sendable {
    package var call: TrainingCall
    package var outcome: Outcome?
    package var decidedAt: Double
    package var confidence: Double

    /// Seconds from the answer, from the end of the greeting, and from its beginning.
    package var sinceAnswer: Double { decidedAt - call.answeredAt }
    package var sinceEnd: Double? { call.greetingEnd.map { decidedAt - $0 } }
    package var sinceStart: Double? { call.greetingStart.map { decidedAt - $0 } }
  }

  package var trials: [Trial]
  /// The probability of a machine that each step of each call was given, and whether it was one.
  package var calibration: [TrainingCall.Origin: Calibration]

  /// Decides every call of `result` by the model without its fold.
  package init(_ result: Trainer.Result, costs: DecisionCosts, map: ParallelMap) {
    let ears = result.withoutFold.map { Ear($0, costs: costs) }
    trials = map(result.calls) { _, call in
      let verdict = ears[call.fold].verdict(on: call)
      var bare = call
      bare.samples = []
      bare.voice = []
      let end = Double(call.samples.count) / 8000
      return Trial(
        call: bare, outcome: verdict?.outcome, decidedAt: verdict?.decidedAt.seconds ?? end,
        confidence: verdict?.confidence ?? 0)
    }
    var calibration: [TrainingCall.Origin: Calibration] = [:]
    for (call, steps) in zip(result.calls, result.steps) {
      guard let isMachine = call.isMachine else { continue }
      for step in steps {
        calibration[call.origin, default: Calibration()].add(odds: step.odds, isMachine: isMachine)
      }
    }
    self.calibration = calibration
  }
}
