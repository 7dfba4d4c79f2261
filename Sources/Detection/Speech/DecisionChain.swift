// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What follows what, 60 ms later, while a greeting is heard: a Markov chain over the log-odds of a machine, the pause
/// or the length of the phrase under way, and whether there was but one short phrase. Counted over calls on whose
/// speakers the trees had not been trained.
package struct DecisionChain: Sendable {
  static let mostStates = 8192
  /// Seconds of a first phrase that may be a hello.
  static let hello: Float = 1.1
  /// Calls' worth of belief that a state's probability of a machine is its bin's.
  static let prior: Float = 5

  package struct State: Sendable {
    package var number: Int
    /// Calls, of those met in this state, that were machines'; and that ended here.
    package var machines: Float
    package var ends: Float
    /// States that came next, and how often.
    package var next: [(state: Int32, count: Float)] = []

    package init(
      number: Int, machines: Float, ends: Float, next: [(state: Int32, count: Float)] = []
    ) {
      self.number = number
      self.machines = machines
      self.ends = ends
      self.next = next
    }

    /// How often it was met.
    var count: Float { next.reduce(ends) { $0 + $1.count } }
  }

  /// Edges of the bins: of the log-odds, of pauses and of phrases' lengths in seconds.
  package var odds: [Float] = []
  package var pauses: [Float] = []
  package var lengths: [Float] = []
  /// Those that were met.
  package var states: [State] = []

  package init() {}

  private var moods: Int { pauses.count + 1 + lengths.count + 1 }
  private var bins: Int { odds.count + 1 }
  /// How many states there are.
  package var count: Int { 2 * moods * bins }

  /// Why the parts do not make a chain; nil where they do.
  var fault: String? {
    guard count <= DecisionChain.mostStates else { return "the bins make more than 8192 states" }
    for state in states {
      guard state.number < count, state.next.allSatisfy({ Int($0.state) < count }) else {
        return "a state numbered \(count) or more: the bins make no more than \(count)"
      }
    }
    return nil
  }

  /// The state in which a decision is due.
  package func state(_ features: GreetingModel.Features, machine: Float) -> Int {
    let isSpeaking = features[1] > 0
    let mood =
      isSpeaking
      ? pauses.count + 1 + DecisionChain.bin(features[8], lengths)
      : DecisionChain.bin(features[14], pauses)
    let isShort = features[10] < 2 && features[7] < DecisionChain.hello
    return (mood + (isShort ? moods : 0)) * bins + DecisionChain.bin(machine, odds)
  }

  /// Whether nobody speaks in a state.
  func isPause(_ state: Int) -> Bool { pause(state) != nil }

  /// Seconds of quiet from which on a pause's state is met; nil where somebody speaks.
  func pause(_ state: Int) -> Float? {
    let mood = state / bins % moods
    return mood == 0 ? 0 : mood <= pauses.count ? pauses[mood - 1] : nil
  }

  /// The probability of a machine in the middle of a state's bin of odds.
  func centre(_ state: Int) -> Float {
    let bin = state % bins
    let low = bin > 0 ? odds[bin - 1] : odds[0] - 2
    let high = bin < odds.count ? odds[bin] : odds[odds.count - 1] + 2
    return 1 / (1 + expf(-(low + high) / 2))
  }

  private static func bin(_ value: Float, _ edges: [Float]) -> Int {
    var bin = 0
    while bin < edges.count, edges[bin] < value { bin += 1 }
    return bin
  }
}
