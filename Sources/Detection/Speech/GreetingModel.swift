// SPDX-License-Identifier: GPL-3.0-or-later
import CParameters
import Foundation

/// The parameters of the decision between a person and a machine: a ``FrameModel`` of speech and one of music, boosted
/// trees that give the probability of a machine every 60 ms, and the chain of what follows what, from which a
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

  /// A tree that asks the same question of all branches of a level: six of them number one of 64 leaves.
  package struct Tree: Sendable {
    package static let depth = 6
    package static let count = 1 << depth

    /// A question for each level: places of ``GreetingModel/features``, and what they must exceed.
    package var features = InlineArray<6, UInt8>(repeating: 0)
    package var cuts = InlineArray<6, Float>(repeating: .greatestFiniteMagnitude)
    /// In 0.0001.
    package var leaves = InlineArray<64, Int16>(repeating: 0)

    package init() {}
  }

  package var speech = FrameModel()
  package var music = FrameModel()
  package var base: Float = 0
  package var trees: [Tree] = []
  package var chain = DecisionChain()

  /// Knows nothing.
  package init() {}

  /// The model that is compiled in. A fault in it is one of the build: it would know nothing, and the tests say so.
  package static let builtIn =
    (try? GreetingModel(String(cString: parameters_greeting_model()), file: "greeting.model"))
    ?? GreetingModel()

  /// Log-odds of a machine.
  package func machine(_ features: Features) -> Float {
    let values = features.span
    var sum: Int32 = 0
    // By pointer: the tables of a tree are not to be copied for a look at each.
    trees.withUnsafeBufferPointer { trees in
      guard var tree = trees.baseAddress else { return }
      for _ in trees.indices {
        var leaf = 0
        for level in 0..<Tree.depth {
          let value = values[Int(tree.pointee.features[level])]
          leaf = leaf << 1 | (value > tree.pointee.cuts[level] ? 1 : 0)
        }
        sum += Int32(tree.pointee.leaves[leaf])
        tree += 1
      }
    }
    return base + Float(sum) / 10_000
  }
}
