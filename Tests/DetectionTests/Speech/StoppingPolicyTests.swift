// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct StoppingPolicyTests {
  /// Two bins of log-odds, three of pauses and of lengths.
  private static let bins: DecisionChain = {
    var chain = DecisionChain()
    chain.odds = [-1, 1]
    chain.pauses = [0.3, 1]
    chain.lengths = [0.5, 2]
    return chain
  }()

  private static func features(
    pause: Float? = nil, length: Float = 0.4, phrases: Float = 1
  ) -> GreetingModel.Features {
    var features = GreetingModel.Features(repeating: 0)
    features[1] = pause == nil ? 1 : 0
    features[7] = length
    features[8] = length
    features[10] = phrases
    features[14] = pause ?? 0
    return features
  }

  @Test func `states are told apart by pause, length, odds and the first phrase`() {
    let chain = StoppingPolicyTests.bins
    var states: Set<Int> = []
    for odds: Float in [-3, 0, 3] {
      for pause: Float? in [nil, 0.1, 0.5, 2] {
        for (length, phrases): (Float, Float) in [(0.4, 1), (0.4, 3)] {
          let features = StoppingPolicyTests.features(
            pause: pause, length: length, phrases: phrases)
          let state = chain.state(features, machine: odds)
          #expect(state < chain.count && chain.isPause(state) == (pause != nil))
          states.insert(state)
        }
      }
    }
    #expect(states.count == 24)
  }

  @Test func `it decides at once what waiting will not tell, and waits for what it will`() {
    var chain = StoppingPolicyTests.bins
    let short = chain.state(StoppingPolicyTests.features(pause: 0.1), machine: 0)
    let long = chain.state(StoppingPolicyTests.features(pause: 0.5), machine: -3)
    let talk = chain.state(StoppingPolicyTests.features(length: 3, phrases: 2), machine: 3)
    // After a short pause it shows: half go on as machines, half wait as people do.
    chain.states = [
      DecisionChain.State(
        number: short, machines: 50, ends: 0, next: [(Int32(long), 50), (Int32(talk), 50)]),
      DecisionChain.State(number: long, machines: 0, ends: 50),
      DecisionChain.State(number: talk, machines: 50, ends: 50),
    ]
    let policy = StoppingPolicy(chain, costs: DecisionProfile.balanced.costs)
    #expect(policy.action(in: short) == .wait)
    #expect(policy.action(in: long) == .person)
    #expect(policy.action(in: talk) == .machine)
    // Where waiting is dear it guesses.
    var costs = DecisionProfile.balanced.costs
    costs.waitingSecond = 100_000
    #expect(StoppingPolicy(chain, costs: costs).action(in: short) != .wait)
  }

  @Test func `a second is dearer while most people are still waiting than behind`() {
    var chain = StoppingPolicyTests.bins
    chain.pauses = [0.3, 1.6]
    let talk = chain.state(StoppingPolicyTests.features(length: 3, phrases: 2), machine: 3)
    let quiet = chain.state(StoppingPolicyTests.features(pause: 0.5), machine: -3)
    // The same may be learnt in either pause by as much waiting.
    let pauses: [Float] = [0.1, 2]
    let states = pauses.map { chain.state(StoppingPolicyTests.features(pause: $0), machine: 0) }
    chain.states = [
      DecisionChain.State(number: talk, machines: 50, ends: 50),
      DecisionChain.State(number: quiet, machines: 0, ends: 50),
    ]
    for state in states {
      chain.states.append(
        DecisionChain.State(
          number: state, machines: 500, ends: 0,
          next: [(Int32(state), 960), (Int32(talk), 20), (Int32(quiet), 20)]))
    }
    let costs = DecisionCosts(
      machineTakenForPerson: 1, personTakenForMachine: 1, waitingSecond: 0.4, lineSecond: 0)
    let policy = StoppingPolicy(chain, costs: costs)
    #expect(policy.action(in: states[0]) != .wait)
    #expect(policy.action(in: states[1]) == .wait)
  }

  private static func actions(_ change: (inout DecisionCosts) -> Void) -> [StoppingPolicy.Action] {
    var costs = DecisionProfile.balanced.costs
    change(&costs)
    let chain = GreetingModel.builtIn.chain
    let policy = StoppingPolicy(chain, costs: costs)
    return (0..<chain.count).map(policy.action)
  }

  @Test func `the dearer a person is, the fewer states are called machines`() {
    let counts = [5.0, 20, 80, 320, 1280].map { price in
      StoppingPolicyTests.actions { $0.personTakenForMachine = price }.count { $0 == .machine }
    }
    #expect(counts == counts.sorted(by: >) && Set(counts).count > 2)
  }

  @Test func `the dearer an agent is, the fewer states are called persons`() {
    let counts = [2.0, 10, 50, 250].map { price in
      StoppingPolicyTests.actions { $0.machineTakenForPerson = price }.count { $0 == .person }
    }
    #expect(counts == counts.sorted(by: >) && Set(counts).count > 2)
  }

  @Test func `the dearer waiting is, the fewer states wait`() {
    let counts = [0.1, 1, 10, 100].map { price in
      StoppingPolicyTests.actions {
        $0.waitingSecond = price
        $0.lineSecond = 0.3 * price
      }.count { $0 == .wait }
    }
    #expect(counts == counts.sorted(by: >) && Set(counts).count > 2)
  }

  @Test func `in the end the dearer mistake is avoided`() {
    let cautious = StoppingPolicy.of(DecisionProfile.cautious.costs)
    let quick = StoppingPolicy.of(DecisionProfile.quick.costs)
    #expect(cautious.finalAction(machine: 0.9) == .person)
    #expect(quick.finalAction(machine: 0.9) == .machine)
    #expect(cautious.finalAction(machine: 0.999) == .machine)
    #expect(quick.finalAction(machine: 0.1) == .person)
  }
}
