// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Detection

struct GreetingModelTests {
  @Test func `a tree's six questions number its leaves, the first the highest bit`() {
    var model = GreetingModel()
    var tree = GreetingModel.Tree()
    tree.features = [0, 1, 2, 3, 4, 5]
    for level in 0..<6 { tree.cuts[level] = Float(10 * (level + 1)) }
    for leaf in 0..<64 { tree.leaves[leaf] = Int16(leaf - 20) }
    model.trees = [tree]
    model.base = 100
    for leaf in 0..<64 {
      var features = GreetingModel.Features(repeating: 0)
      for level in 0..<6 where leaf >> (5 - level) & 1 == 1 {
        features[level] = tree.cuts[level] + 1
      }
      #expect(model.machine(features) == 100 + Float(leaf - 20) / 10_000)
    }
  }
}
