// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Testing

@testable import Training

struct TrainerTests {
  private static func result(threads: Int, seed: UInt64 = 1) -> Trainer.Result {
    var trainer = Trainer(threads: threads)
    trainer.composed = 60
    trainer.seed = seed
    trainer.trees.trees = 12
    return trainer.train(on: SmallCallSet.make())
  }

  private static let result = result(threads: 2)

  @Test func `the same set gives the same bytes on one thread and on two`() {
    let text = TrainerTests.result.model.text
    // Worked out first: a failure would print all of it.
    let isSameOnOne = TrainerTests.result(threads: 1).model.text == text
    let isSameOnTwo = TrainerTests.result(threads: 2).model.text == text
    #expect(isSameOnOne && isSameOnTwo)
  }

  @Test func `another seed gives another model`() {
    #expect(
      TrainerTests.result(threads: 2, seed: 2).model.text != TrainerTests.result.model.text)
  }

  @Test func `the file that it writes is read as the same model`() throws {
    let text = TrainerTests.result.model.text
    let model = try GreetingModel(text, file: "greeting.model")
    #expect(model.text == text)
    for steps in TrainerTests.result.steps {
      for step in steps {
        #expect(model.machine(step.features) == TrainerTests.result.model.machine(step.features))
      }
    }
  }

  @Test func `each fold has a model of its own, of the others' calls`() {
    let result = TrainerTests.result
    #expect(result.withoutFold.count == 2)
    #expect(result.withoutFold[0].text != result.withoutFold[1].text)
    #expect(result.withoutFold[0].text != result.model.text)
    for (call, steps) in zip(result.calls, result.steps) {
      for step in steps {
        #expect(step.odds == result.withoutFold[call.fold].machine(step.features))
      }
    }
  }

  @Test func `cross-validation decides every call, by the model without its fold`() throws {
    let result = TrainerTests.result
    let costs = DecisionProfile.balanced.costs
    let trials = CrossValidation(result, costs: costs, threads: 2).trials
    #expect(trials.count == result.calls.count)
    for (trial, call) in zip(trials, result.calls).prefix(8) {
      let ear = Ear(result.withoutFold[call.fold], costs: costs)
      #expect(trial.verdict == ear.verdict(on: call, isVerdictEnough: true))
      #expect(trial.call.samples.isEmpty)
    }
  }
}
