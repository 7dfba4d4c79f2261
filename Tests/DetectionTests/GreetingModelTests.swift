// SPDX-License-Identifier: GPL-3.0-or-later
import GreetingParameters
import Testing

@testable import Detection

struct GreetingModelTests {
  @Test func `the built-in parameters are whole`() throws {
    let model = try GreetingModel(GreetingParameters.text, file: "greeting.model")
    #expect(model.trees.count == 300)
    #expect(model.chain.count == 832)
    #expect(model.hinges.count == 29)
  }

  @Test(arguments: [
    ("voice 1 2", "numbers where 15 are due"), ("voise 1", "none of the words"),
    ("hinge 14 1 1", "from 0 to 13"), ("hinge 1 x 1", "'x' is not a number"),
    ("features t s", "not the features"), ("base nan", "not a number"),
    ("tree 42 1 0 1 0 1 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0", "from 0 to 41"),
    ("odds 1 1", "larger than the one before"), ("state 1 5 1 2:1", "not more often"),
    ("state 1 0 0 2:0", "leave it out"), ("state 9999 0 1", "from 0 to 8191"),
  ])
  func `a damaged line is refused by its number`(line: String, reason: String) {
    let text = "# head\n" + line + "\n"
    let error = #expect(throws: GreetingModelError.self) {
      try GreetingModel(text, file: "a.model")
    }
    #expect(error?.line == 2)
    #expect(error?.description.hasPrefix("a.model:2: ") == true)
    #expect(error?.reason.contains(reason) == true)
  }

  @Test func `a file that ends early is refused`() {
    let half = String(GreetingParameters.text.prefix(30_000))
    let error = #expect(throws: GreetingModelError.self) {
      try GreetingModel(half, file: "a.model")
    }
    #expect(error != nil)
  }

  @Test func `a state beyond the bins is refused`() {
    let text = GreetingParameters.text + "state 832 0 1\n"
    let error = #expect(throws: GreetingModelError.self) {
      try GreetingModel(text, file: "a.model")
    }
    #expect(error?.line == nil)
    #expect(error?.reason.contains("832") == true)
  }

  @Test func `a tree's first question is the highest bit of its leaf`() {
    var model = GreetingModel()
    var tree = GreetingModel.Tree()
    tree.features = SIMD4(0, 1, 2, 3)
    tree.cuts = SIMD4(repeating: 0.5)
    for leaf in 0..<16 { tree.leaves[leaf] = Float(leaf) }
    model.trees = [tree]
    model.base = 100
    var features = GreetingModel.Features(repeating: 0)
    features[0] = 1
    features[3] = 1
    #expect(model.machine(features) == 109)
  }
}
