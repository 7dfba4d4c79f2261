// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
internal import GreetingParameters

/// The parameters of the decision between a person and a machine: a logistic model of speech by the frame, boosted trees
/// that give the probability of a machine every 60 ms, and the chain of what follows what, from which a
/// ``StoppingPolicy`` learns when to stop waiting.
package struct GreetingModel: Sendable {
  package typealias Features = InlineArray<41, Float>

  /// What the trees ask for, in the order of ``GreetingMeter/features()``. Times in seconds, levels in dB.
  package static let features = [
    "t", "speaking", "s", "p200", "p500", "p1000", "since_onset", "first", "current", "longest",
    "phrases", "bursts", "voiced_time", "ratio", "pause", "max_pause", "last_pause", "delay",
    "mean_pause", "softsum", "pause_sd", "first_pause", "syl", "syl_rate", "burst_mean",
    "since6", "since12", "since18", "total6", "total12", "total18", "first6", "first12",
    "first18", "cross6", "cross12", "cross18", "range", "pause6", "pause12", "bgrel",
  ]

  /// What an input of the speech model adds for what it exceeds a knot by.
  package struct Hinge: Sendable {
    package var input: Int
    package var knot: Float
    package var weight: Float

    package init(input: Int, knot: Float, weight: Float) {
      self.input = input
      self.knot = knot
      self.weight = weight
    }
  }

  /// A tree that asks the same question of all branches of a level: four of them number one of 16 leaves.
  package struct Tree: Sendable {
    package var features = SIMD4<Int32>()
    package var cuts = SIMD4<Float>()
    package var leaves = InlineArray<16, Float>(repeating: 0)

    package init() {}
  }

  package var voiceBias: Float = 0
  package var voiceWeights = VoiceActivity.Inputs(repeating: 0)
  package var hinges: [Hinge] = []
  package var base: Float = 0
  package var trees: [Tree] = []
  package var chain = DecisionChain()

  /// Knows nothing.
  package init() {}

  /// The model that is compiled in. A fault in it is one of the build: it would know nothing, and the tests say so.
  package static let builtIn =
    (try? GreetingModel(GreetingParameters.text, file: "greeting.model")) ?? GreetingModel()

  /// Log-odds of speech in a frame.
  package func voice(_ inputs: VoiceActivity.Inputs) -> Float {
    var sum = voiceBias
    for index in inputs.indices { sum += voiceWeights[index] * inputs[index] }
    for hinge in hinges { sum += hinge.weight * max(0, inputs[hinge.input] - hinge.knot) }
    return sum
  }

  /// Log-odds of a machine.
  package func machine(_ features: Features) -> Float {
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
