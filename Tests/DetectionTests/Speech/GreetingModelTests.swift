// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Detection

struct GreetingModelTests {
  @Test func `a tree's four questions number its leaves, the first the highest bit`() {
    var model = GreetingModel()
    var tree = GreetingModel.Tree()
    tree.features = SIMD4(0, 1, 2, 3)
    tree.cuts = SIMD4(10, 20, 30, 40)
    for leaf in 0..<16 { tree.leaves[leaf] = Float(leaf) }
    model.trees = [tree]
    model.base = 100
    for leaf in 0..<16 {
      var features = GreetingModel.Features(repeating: 0)
      for level in 0..<4 where leaf >> (3 - level) & 1 == 1 {
        features[level] = tree.cuts[level] + 1
      }
      #expect(model.machine(features) == 100 + Float(leaf))
    }
  }

  @Test func `what exceeds a knot is weighed`() {
    var model = GreetingModel()
    model.voiceBias = 1
    model.voiceWeights[2] = 2
    model.hinges = [GreetingModel.Hinge(input: 2, knot: 5, weight: -1)]
    var inputs = VoiceActivity.Inputs(repeating: 0)
    inputs[2] = 4
    #expect(model.voice(inputs) == 9)
    inputs[2] = 8
    #expect(model.voice(inputs) == 14)
  }
}
