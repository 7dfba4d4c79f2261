// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct FrameModelTests {
  @Test func `a unit of the first layer passes through one of the second`() {
    var model = FrameModel()
    // The first layer's unit 9: 2 + 3 * input 20; the second's unit 4: 5 + 7 times that; the sum: 1 - 0.5 times that.
    model.parameters[1][1] = 2
    model.parameters[FrameModel.vectors * 21 + 1][1] = 3
    model.parameters[FrameModel.second][4] = 5
    model.parameters[FrameModel.second + 1 + 9][4] = 7
    model.parameters[FrameModel.last][4] = -0.5
    model.parameters[FrameModel.last + 1][0] = 1
    var inputs = SpeechInputs()
    inputs[20] = 4
    #expect(model.odds(inputs) == -50.5)
    // What a unit would take from zero is cut off.
    inputs[20] = -4
    #expect(model.odds(inputs) == -1.5)
  }

  @Test func `all inputs and units are weighed`() {
    var model = FrameModel()
    var random = SplitMix64(seed: 3)
    for index in model.parameters.indices {
      for lane in 0..<8 { model.parameters[index][lane] = .random(in: -1...1, using: &random) }
    }
    var inputs = SpeechInputs()
    for index in 0..<SpeechInputs.count { inputs[index] = .random(in: -1...1, using: &random) }
    func unit(_ bias: Float, _ terms: [(Float, Float)]) -> Float {
      var sum = bias
      for (weight, value) in terms { sum += weight * value }
      return sum
    }
    let parameters = model.parameters
    let first = (0..<16).map { number in
      let (vector, lane) = (number / 8, number % 8)
      let terms = (0..<SpeechInputs.count).map {
        (parameters[2 * (1 + $0) + vector][lane], inputs[$0])
      }
      return max(0, unit(parameters[vector][lane], terms))
    }
    let second = (0..<8).map { lane in
      let terms = first.indices.map { (parameters[FrameModel.second + 1 + $0][lane], first[$0]) }
      return max(0, unit(parameters[FrameModel.second][lane], terms))
    }
    let odds = unit(
      parameters[FrameModel.last + 1][0],
      second.indices.map { (parameters[FrameModel.last][$0], second[$0]) })
    #expect(abs(model.odds(inputs) - odds) < 1e-4)
  }
}
