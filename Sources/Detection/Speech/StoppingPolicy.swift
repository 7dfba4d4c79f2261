// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// When to stop listening: in every state of a ``DecisionChain``, whether to wait, to call a person or to call a machine.
///
/// Waiting is worth while where what it costs, and what is expected to be lost later, is less than what would be lost by
/// deciding now (value iteration). Nobody is called a person in the middle of speech, and a person who still speaks is
/// hardly waiting.
package struct StoppingPolicy: Sendable {
  enum Action: UInt8, Sendable { case wait, person, machine }

  /// Seconds from one decision to the next.
  static let step: Float = 0.06
  /// What a second costs while the person speaks, relative to one of waiting.
  static let speaking: Float = 0.1
  /// The same in a pause until `patience` seconds, and behind it: most people are known for what they are by then, and the
  /// few who are not are worth more patience. Half of all people are answered a quarter of a second sooner than if every
  /// second cost the same, with as few of them lost.
  static let early: Float = 3
  static let late: Float = 0.3
  static let patience: Float = 1
  static let sweeps = 300

  private var actions: [Action] = []
  private let costs: DecisionCosts

  /// Of a chain that knows no state: wait.
  package init(_ chain: DecisionChain, costs: DecisionCosts) {
    self.costs = costs
    guard !chain.states.isEmpty else { return }
    let count = chain.count
    var machine = (0..<count).map(chain.centre)
    for state in chain.states {
      machine[state.number] =
        (state.machines + DecisionChain.prior * machine[state.number])
        / (state.count + DecisionChain.prior)
    }
    let wrongPerson = machine.map { $0 * Float(costs.machineTakenForPerson) }
    let wrongMachine = machine.map { (1 - $0) * Float(costs.personTakenForMachine) }
    let last = (0..<count).map { min(wrongPerson[$0], wrongMachine[$0]) }
    let now = (0..<count).map { chain.isPause($0) ? last[$0] : wrongMachine[$0] }
    let delay = (0..<count).map { state in
      let waits =
        chain.pause(state).map {
          $0 < StoppingPolicy.patience ? StoppingPolicy.early : StoppingPolicy.late
        }
        ?? StoppingPolicy.speaking
      return StoppingPolicy.step
        * (Float(costs.waitingSecond) * (1 - machine[state]) * waits
          + Float(costs.lineSecond) * machine[state])
    }
    // A state that was never met stays as it is.
    var later = (0..<count).map { delay[$0] + now[$0] }
    var value = now
    for _ in 0..<StoppingPolicy.sweeps {
      for state in chain.states {
        var sum = state.ends * last[state.number]
        for next in state.next { sum += next.count * value[Int(next.state)] }
        later[state.number] = delay[state.number] + sum / state.count
      }
      for state in 0..<count { value[state] = min(now[state], later[state]) }
    }
    actions = (0..<count).map { state in
      guard now[state] <= later[state] + 1e-6 else { return .wait }
      return chain.isPause(state) && wrongPerson[state] <= wrongMachine[state] ? .person : .machine
    }
  }

  /// What to do in a state.
  func action(in state: Int) -> Action { actions.isEmpty ? .wait : actions[state] }

  /// What to do when there is no more waiting, with this probability of a machine.
  func finalAction(machine: Double) -> Action {
    machine * costs.machineTakenForPerson <= (1 - machine) * costs.personTakenForMachine
      ? .person : .machine
  }

  /// The built-in model's policy for these costs: worked out once, in some milliseconds.
  static func of(_ costs: DecisionCosts) -> StoppingPolicy {
    known.withLock { known in
      if let policy = known[costs] { return policy }
      let policy = StoppingPolicy(GreetingModel.builtIn.chain, costs: costs)
      known[costs] = policy
      return policy
    }
  }

  private static let known = Mutex<[DecisionCosts: StoppingPolicy]>([:])
}
