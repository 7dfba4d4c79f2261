// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
package import Detection
import Evaluation

/// What the analyzer makes of calls whose speakers and sources its parameters were not learnt from.
package struct CrossValidation: Sendable {
  package struct Trial: Sendable {
    /// Without its samples.
    package var call: TrainingCall
    /// Seconds.
    package var duration: Double
    /// Nil where the analyzer came to none.
    package var verdict: Verdict?
  }

  package var trials: [Trial]

  /// Decides every call of `result` at `costs` by the model without its fold, with the analyzer itself.
  package init(_ result: Trainer.Result, costs: DecisionCosts, threads: Int) {
    let ears = result.withoutFold.map { Ear($0, costs: costs) }
    trials = result.calls.mapInParallel(threads: threads) { call in
      var bare = call
      bare.samples = []
      bare.voice = []
      return Trial(
        call: bare, duration: Double(call.samples.count) / Double(SampleTime.rate),
        verdict: ears[call.fold].verdict(on: call, isVerdictEnough: true))
    }
  }
}
