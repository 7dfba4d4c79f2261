// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Testing

@testable import Training

struct TreeFitTests {
  /// Machines are those whose feature 3 exceeds a half while feature 5 does not; the others are noise.
  private static func calls(_ count: Int, seed: UInt64) -> [TreeFit.Rows] {
    (0..<count).map { index in
      var random = Randomness(seed: seed, index: index)
      let high = random.happens(0.5)
      let odd = random.happens(0.5)
      let rows = (0..<6).map { _ in
        var features = GreetingModel.Features(repeating: 0)
        for place in features.indices { features[place] = Float(random.uniform(0, 1)) }
        features[3] = Float(high ? random.uniform(0.5, 1) : random.uniform(0, 0.5))
        features[5] = Float(odd ? random.uniform(0.5, 1) : random.uniform(0, 0.5))
        return features
      }
      return TreeFit.Rows(features: rows, isMachine: high && !odd, weight: 1)
    }
  }

  private static let model: GreetingModel = {
    var fit = TreeFit()
    fit.trees = 60
    var model = GreetingModel()
    fit.fit(calls(400, seed: 1), into: &model)
    return model
  }()

  @Test func `it learns a rule of two features for calls that it has not seen`() {
    let others = TreeFitTests.calls(200, seed: 2)
    let right = others.count { call in
      call.features.allSatisfy { (TreeFitTests.model.machine($0) > 0) == call.isMachine }
    }
    #expect(right >= 190)
  }

  @Test func `the first tree asks for nothing that tells nothing`() {
    let first = TreeFitTests.model.trees[0]
    let asked = (0..<GreetingModel.Tree.depth).filter { first.cuts[$0] < .greatestFiniteMagnitude }
      .map { Int(first.features[$0]) }
    #expect(!Set(asked).isDisjoint(with: [3, 5]))
  }

  @Test func `persons and machines weigh alike however many there are`() {
    let calls = TreeFitTests.calls(400, seed: 3)
    let few = calls.filter { !$0.isMachine } + calls.filter(\.isMachine).prefix(20)
    var fit = TreeFit()
    fit.trees = 0
    var model = GreetingModel()
    fit.fit(few, into: &model)
    #expect(abs(model.base) < 1e-4)
  }
}
