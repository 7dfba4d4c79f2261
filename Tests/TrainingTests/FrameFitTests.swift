// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Detection
@testable import Training

struct FrameFitTests {
  private static func frames(_ seed: UInt64, _ odds: (Float) -> Double) -> [FrameFit.Frame] {
    var random = Randomness(seed: seed, index: 0)
    return (0..<4000).map { _ in
      var inputs = SpeechInputs()
      inputs[4] = Float(random.uniform(-5, 25))
      inputs[9] = Float(random.uniform(0, 20))
      let probability = 1 / (1 + exp(-odds(inputs[4])))
      return FrameFit.Frame(inputs: inputs, isTrue: random.happens(probability))
    }
  }

  @Test func `it finds the odds that frames were drawn by, and their bend`() {
    // Flat up to 8 dB over the floor, then 0.5 a dB.
    let odds = { (excess: Float) in -2 + 0.5 * Double(max(0, excess - 8)) }
    let model = FrameFit.fit([FrameFitTests.frames(1, odds)])
    for excess: Float in [-3, 2, 8, 12, 16] {
      var inputs = SpeechInputs()
      inputs[4] = excess
      inputs[9] = 10
      #expect(abs(Double(model.odds(inputs)) - odds(excess)) < 0.6)
    }
  }

  @Test func `it finds what only two inputs together tell`() {
    var random = Randomness(seed: 5, index: 0)
    let frames = (0..<4000).map { _ in
      var inputs = SpeechInputs()
      inputs[0] = Float(random.uniform(0, 30))
      inputs[30] = Float(random.uniform(-60, 0))
      return FrameFit.Frame(inputs: inputs, isTrue: inputs[0] > 15 && inputs[30] < -30)
    }
    let model = FrameFit.fit([frames])
    #expect(frames.count { (model.odds($0.inputs) > 0) == $0.isTrue } > 3900)
  }

  @Test func `batches are one heap`() {
    let frames = FrameFitTests.frames(2) { Double($0) / 5 - 1 }
    let whole = FrameFit.fit([frames])
    let parts = FrameFit.fit([Array(frames[..<1000]), [], Array(frames[1000...])])
    #expect(whole.parameters == parts.parameters)
  }

  @Test func `of nothing it learns nothing`() {
    #expect(FrameFit.fit([]).parameters == FrameModel().parameters)
  }
}
