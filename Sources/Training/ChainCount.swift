// SPDX-License-Identifier: GPL-3.0-or-later
package import Detection

/// Counts what follows what in calls, for a ``DecisionChain``.
package struct ChainCount: Sendable {
  private struct Tally {
    var machines = 0.0
    var ends = 0.0
    var next: [Int: Double] = [:]
  }

  private var chain: DecisionChain
  private var tallies: [Int: Tally] = [:]

  package init() {
    chain = DecisionChain()
    chain.odds = (0..<15).map { -5 + 10 * Float($0) / 14 }
    chain.pauses = [
      0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 1, 1.2, 1.4, 1.7, 2, 2.4, 2.8,
    ]
    chain.lengths = [0.4, 0.8, 1.2, 1.6, 2, 2.6, 3.3, 4, 5]
  }

  /// Takes a call: what was measured at each step, with the log-odds of a machine that somebody gave it who had not
  /// learnt from its speaker. A call that went on behind the last step, because something else decided it, has no end.
  package mutating func count(
    _ steps: [(features: GreetingModel.Features, odds: Float)], isMachine: Bool, weight: Double
  ) {
    let states = steps.map { chain.state($0.features, machine: $0.odds) }
    for (index, state) in states.enumerated() {
      var tally = tallies[state] ?? Tally()
      if isMachine { tally.machines += weight }
      if index + 1 < states.count {
        tally.next[states[index + 1], default: 0] += weight
      } else {
        tally.ends += weight
      }
      tallies[state] = tally
    }
  }

  package var result: DecisionChain {
    var chain = chain
    for (number, tally) in tallies.sorted(by: { $0.key < $1.key }) {
      var state = DecisionChain.State(
        number: number, machines: Float(tally.machines), ends: Float(tally.ends))
      state.next = tally.next.sorted { $0.key < $1.key }
        .map { (Int32($0.key), Float($0.value)) }
      chain.states.append(state)
    }
    return chain
  }
}
