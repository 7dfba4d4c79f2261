// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct SpeechModelTests {
  @Test func `a unit of the first layer passes through one of the second`() {
    var model = SpeechModel()
    // The first layer's unit 9: 2 + 3 * input 20; the second's unit 4: 5 + 7 times that; the sum: 1 - 0.5 times that.
    model.parameters[1][1] = 2
    model.parameters[SpeechModel.vectors * 21 + 1][1] = 3
    model.parameters[SpeechModel.second][4] = 5
    model.parameters[SpeechModel.second + 1 + 9][4] = 7
    model.parameters[SpeechModel.last][4] = -0.5
    model.parameters[SpeechModel.last + 1][0] = 1
    var inputs = VoiceActivity.Inputs(repeating: 0)
    inputs[20] = 4
    #expect(model.odds(inputs) == 1 - 0.5 * (5 + 7 * 14))
    // What a unit would take from zero is cut off.
    inputs[20] = -4
    #expect(model.odds(inputs) == 1 - 0.5 * 5)
  }

  @Test func `all inputs and units are weighed`() {
    var model = SpeechModel()
    var random = SplitMix64(seed: 3)
    for index in model.parameters.indices {
      for lane in 0..<8 { model.parameters[index][lane] = .random(in: -1...1, using: &random) }
    }
    var inputs = VoiceActivity.Inputs(repeating: 0)
    for index in inputs.indices { inputs[index] = .random(in: -1...1, using: &random) }
    let first = (0..<16).map { unit in
      let (vector, lane) = (unit / 8, unit % 8)
      return max(
        0,
        inputs.indices.reduce(model.parameters[vector][lane]) {
          $0 + inputs[$1] * model.parameters[2 * (1 + $1) + vector][lane]
        })
    }
    let second = (0..<8).map { unit in
      max(
        0,
        first.indices.reduce(model.parameters[SpeechModel.second][unit]) {
          $0 + first[$1] * model.parameters[SpeechModel.second + 1 + $1][unit]
        })
    }
    let odds = second.indices.reduce(model.parameters[SpeechModel.last + 1][0]) {
      $0 + second[$1] * model.parameters[SpeechModel.last][$1]
    }
    #expect(abs(model.odds(inputs) - odds) < 1e-4)
  }
}
