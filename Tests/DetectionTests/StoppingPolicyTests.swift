// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct StoppingPolicyTests {
  /// A greeting of one phrase: `speaking` or paused, for `seconds`.
  static func greeting(speaking: Bool, seconds: Float) -> GreetingModel.Features {
    var features = GreetingModel.Features(repeating: 0)
    features[1] = speaking ? 1 : 0
    features[7] = speaking ? seconds : 0.5
    features[8] = features[7]
    features[10] = 1
    features[14] = speaking ? 0 : seconds
    return features
  }

  static func action(
    _ profile: DecisionProfile, speaking: Bool, seconds: Float, odds: Float
  ) -> StoppingPolicy.Action {
    let chain = GreetingModel.builtIn.chain
    let state = chain.state(greeting(speaking: speaking, seconds: seconds), machine: odds)
    return StoppingPolicy.of(profile.costs).action(in: state)
  }

  @Test(arguments: DecisionProfile.allCases)
  func `sure of a person it decides in the pause, not in the word`(profile: DecisionProfile) {
    #expect(
      StoppingPolicyTests.action(profile, speaking: false, seconds: 1.5, odds: -4.5) == .person)
    #expect(StoppingPolicyTests.action(profile, speaking: true, seconds: 0.5, odds: -4.5) == .wait)
  }

  @Test func `sure of a machine it does not wait for the end`() {
    #expect(
      StoppingPolicyTests.action(.balanced, speaking: true, seconds: 4.5, odds: 6) == .machine)
    #expect(StoppingPolicyTests.action(.balanced, speaking: true, seconds: 1, odds: 0) == .wait)
  }

  @Test func `what a mistake costs decides when there is no more waiting`() {
    #expect(StoppingPolicy.of(DecisionProfile.balanced.costs).finalAction(machine: 0.9) == .machine)
    #expect(StoppingPolicy.of(DecisionProfile.cautious.costs).finalAction(machine: 0.9) == .person)
  }

  @Test func `costless waiting is not ended by a doubt`() {
    let costs = DecisionCosts(
      machineTakenForPerson: 10, personTakenForMachine: 10, waitingSecond: 0, lineSecond: 0)
    let policy = StoppingPolicy(GreetingModel.builtIn.chain, costs: costs)
    let state = GreetingModel.builtIn.chain.state(
      StoppingPolicyTests.greeting(speaking: false, seconds: 0.3), machine: 0)
    #expect(policy.action(in: state) == .wait)
  }
}
