// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
internal import GreetingParameters

/// The parameters of the decision between a person and a machine: a logistic model of speech by the frame, boosted trees
/// that give the probability of a machine every 100 ms, and the chain of what follows what, from which a
/// ``StoppingPolicy`` learns when to stop waiting.
struct GreetingModel: Sendable {
  typealias Features = InlineArray<42, Float>

  /// What the trees ask for, in the order of ``GreetingMeter/features()``. Times in seconds, levels in dB.
  static let features = [
    "t", "speaking", "s", "p200", "p500", "p1000", "since_onset", "first", "current", "longest",
    "phrases", "bursts", "voiced_time", "ratio", "pause", "max_pause", "last_pause", "delay",
    "mean_pause", "softsum", "pause_sd", "first_pause", "beep", "syl", "syl_rate", "burst_mean",
    "since6", "since12", "since18", "total6", "total12", "total18", "first6", "first12",
    "first18", "cross6", "cross12", "cross18", "range", "pause6", "pause12", "bgrel",
  ]

  /// What an input of the speech model adds for what it exceeds a knot by.
  struct Hinge: Sendable {
    var input: Int
    var knot: Float
    var weight: Float
  }

  /// A tree that asks the same question of all branches of a level: four of them number one of 16 leaves.
  struct Tree: Sendable {
    var features = SIMD4<Int32>()
    var cuts = SIMD4<Float>()
    var leaves = InlineArray<16, Float>(repeating: 0)
  }

  var voiceBias: Float = 0
  var voiceWeights = VoiceActivity.Inputs(repeating: 0)
  var hinges: [Hinge] = []
  var base: Float = 0
  var trees: [Tree] = []
  var chain = DecisionChain()

  /// Knows nothing.
  init() {}

  /// The model that is compiled in. A fault in it is one of the build: it would know nothing, and the tests say so.
  static let builtIn =
    (try? GreetingModel(GreetingParameters.text, file: "greeting.model")) ?? GreetingModel()

  /// Log-odds of speech in a frame.
  func voice(_ inputs: VoiceActivity.Inputs) -> Float {
    var sum = voiceBias
    for index in inputs.indices { sum += voiceWeights[index] * inputs[index] }
    for hinge in hinges { sum += hinge.weight * max(0, inputs[hinge.input] - hinge.knot) }
    return sum
  }

  /// Log-odds of a machine.
  func machine(_ features: Features) -> Float {
    var sum = base
    for index in trees.indices {
      let asked = trees[index].features
      let values = SIMD4<Float>(
        features[Int(asked.x)], features[Int(asked.y)], features[Int(asked.z)],
        features[Int(asked.w)])
      let isOver = values .> trees[index].cuts
      let leaf = SIMD4<Int32>(8, 4, 2, 1).replacing(with: 0, where: .!isOver).wrappedSum()
      sum += trees[index].leaves[Int(leaf)]
    }
    return sum
  }
}
