// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Synchronization

/// What becomes of the calls of a simulated floor, in the order in which they are dialed.
///
/// Each draws from a stream of its own, so that every policy meets the same customers; and who may look ahead in it
/// knows them before they are dialed.
final class CustomerBook: Sendable {
  struct Fate: Sendable {
    /// What the CPD server says.
    var result: CallResult
    /// A person answers, whatever is heard.
    var isPerson: Bool
    /// Seconds from dialing to the result.
    var seconds: Double
  }

  private struct State {
    var dice: FloorDice
    var scenario: FloorScenario
    var hour = 0
    var drawn: [Fate] = []
    var next = 0
  }

  private let state: Mutex<State>

  init(_ scenario: FloorScenario, seed: UInt64) {
    state = Mutex(State(dice: FloorDice(seed: seed, stream: 1), scenario: scenario))
  }

  /// As it now is.
  var scenario: FloorScenario { state.withLock { $0.scenario } }

  /// From now on.
  func change(to scenario: FloorScenario, hour: Int) {
    state.withLock { state in
      state.scenario = scenario
      state.hour = hour
      state.drawn.removeSubrange(state.next...)
    }
  }

  /// The fate of the call that is dialed now.
  func dial() -> Fate {
    state.withLock { state in
      let fate = CustomerBook.fate(state.next, of: &state)
      state.next += 1
      if state.next > 4096 {
        state.drawn.removeFirst(state.next)
        state.next = 0
      }
      return fate
    }
  }

  /// Of the calls that are dialed next: how many nobody answers before one that a person does, and when he is on the
  /// line; `skipping` people before him.
  func nextPerson(skipping: Int) -> (calls: Int, seconds: Double) {
    state.withLock { state in
      var left = skipping
      var index = state.next
      while index < state.next + 2000 {
        let fate = CustomerBook.fate(index, of: &state)
        index += 1
        guard fate.result == .answer else { continue }
        if left == 0 { return (index - state.next, fate.seconds) }
        left -= 1
      }
      return (2000, 30)
    }
  }

  private static func fate(_ index: Int, of state: inout State) -> Fate {
    while state.drawn.count <= index { state.drawn.append(draw(&state)) }
    return state.drawn[index]
  }

  private static func draw(_ state: inout State) -> Fate {
    let scenario = state.scenario
    if state.dice.chance(scenario.liveRateByHour[state.hour] ?? scenario.liveRate) {
      let answer = max(
        scenario.answerLeast, scenario.answerMean + scenario.answerDeviation * state.dice.normal())
      let isMistaken =
        scenario.falseMachineShare > 0 && state.dice.chance(scenario.falseMachineShare)
      return Fate(
        result: isMistaken ? .answeringMachine : .answer, isPerson: true,
        seconds: answer + scenario.analysisSeconds)
    }
    let seconds = state.dice.uniform(scenario.heldLeast, scenario.heldMost)
    let result: CallResult =
      state.dice.chance(scenario.machineShare) ? .answeringMachine : .noAnswer
    return Fate(result: result, isPerson: false, seconds: seconds)
  }
}
