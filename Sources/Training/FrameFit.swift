// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation

/// Fits a ``FrameModel``: descends the logistic loss in small batches, with steps that are as long as each parameter's
/// slope allows (Adam; Kingma and Ba 2015) and grow shorter until the end.
struct FrameFit: Sendable {
  /// Times that each frame is learnt from, and the least steps that few frames make.
  static let passes = 4
  static let leastSteps = 600
  static let batch = 512
  static let rate: Float = 0.003

  /// A frame: what the model weighs, and whether it is what the model tells: speech, or music.
  struct Frame: Sendable {
    var inputs: SpeechInputs
    var isTrue: Bool
    /// The second of its two blocks of 20 ms.
    var block: Int32 = 0
  }

  /// What it learns of the frames of `batches`, taken in their order.
  static func fit(_ batches: [[Frame]]) -> FrameModel {
    let scale = InputScale(batches)
    var frames: [Frame] = []
    frames.reserveCapacity(batches.reduce(0) { $0 + $1.count })
    for frame in batches.joined() {
      frames.append(
        Frame(inputs: scale.applied(to: frame.inputs), isTrue: frame.isTrue))
    }
    guard !frames.isEmpty else { return FrameModel() }
    var random = Randomness(seed: 1, index: 0)
    var descent = Descent(FrameModel(random: &random))
    let steps = max(leastSteps, passes * frames.count / batch)
    var order = Array(frames.indices)
    var place = order.count
    for step in 0..<steps {
      for _ in 0..<min(batch, frames.count) {
        if place == order.count {
          random.shuffle(&order)
          place = 0
        }
        descent.look(frames[order[place]])
        place += 1
      }
      descent.step(rate * (1 - Float(step) / Float(steps)))
    }
    return scale.taken(into: descent.model)
  }
}

/// Means and deviations of the inputs, so that all are alike to the descent.
private struct InputScale {
  private var mean = [Double](repeating: 0, count: SpeechInputs.count)
  private var deviation = [Double](repeating: 1, count: SpeechInputs.count)

  init(_ batches: [[FrameFit.Frame]]) {
    let count = Double(max(1, batches.reduce(0) { $0 + $1.count }))
    var squares = mean
    for frame in batches.joined() {
      for index in mean.indices {
        let value = Double(frame.inputs[index])
        mean[index] += value / count
        squares[index] += value * value / count
      }
    }
    for index in mean.indices {
      deviation[index] = max(0, squares[index] - mean[index] * mean[index]).squareRoot() + 1e-3
    }
  }

  func applied(to inputs: SpeechInputs) -> SpeechInputs {
    var scaled = inputs
    for index in mean.indices {
      scaled[index] = Float((Double(inputs[index]) - mean[index]) / deviation[index])
    }
    return scaled
  }

  /// The same model for inputs as they are measured.
  func taken(into model: FrameModel) -> FrameModel {
    var model = model
    for index in mean.indices {
      for vector in 0..<FrameModel.vectors {
        let place = FrameModel.weights(of: index) + vector
        model.parameters[place] /= Float(deviation[index])
        model.parameters[vector] -= model.parameters[place] * Float(mean[index])
      }
    }
    return model
  }
}

extension FrameModel {
  /// Where a descent begins: weights as large as leaves the spread of what passes through a layer.
  fileprivate init(random: inout Randomness) {
    self.init()
    func draw(_ places: Range<Int>, inputs: Int) {
      let deviation = (2 / Double(inputs)).squareRoot()
      for place in places {
        for lane in 0..<8 { parameters[place][lane] = Float(random.normal(deviation: deviation)) }
      }
    }
    draw(FrameModel.vectors..<FrameModel.second, inputs: SpeechInputs.count)
    draw(FrameModel.second + 1..<FrameModel.last, inputs: FrameModel.units.first)
    draw(FrameModel.last..<FrameModel.last + 1, inputs: FrameModel.units.second)
  }
}

/// A model on its way down.
private struct Descent {
  var model: FrameModel
  private var slope = [SIMD8<Float>](repeating: .zero, count: FrameModel.count)
  private var mean = [SIMD8<Float>](repeating: .zero, count: FrameModel.count)
  private var square = [SIMD8<Float>](repeating: .zero, count: FrameModel.count)
  private var looked: Float = 0
  private var steps: Float = 0

  init(_ model: FrameModel) { self.model = model }

  /// Adds a frame's slope.
  mutating func look(_ frame: FrameFit.Frame) {
    let pass = model.pass(frame.inputs)
    let error = 1 / (1 + exp(-pass.odds)) - (frame.isTrue ? 1 : 0)
    let (second, last) = (FrameModel.second, FrameModel.last)
    slope[last + 1][0] += error
    slope[last] += error * pass.second
    let back = (error * model.parameters[last]).replacing(with: 0, where: pass.second .<= 0)
    slope[second] += back
    for vector in 0..<FrameModel.vectors {
      var first = SIMD8<Float>()
      for lane in 0..<8 {
        let place = second + 1 + 8 * vector + lane
        slope[place] += pass.first[vector][lane] * back
        first[lane] = (model.parameters[place] * back).sum()
      }
      first.replace(with: 0, where: pass.first[vector] .<= 0)
      slope[vector] += first
      for index in 0..<SpeechInputs.count {
        slope[FrameModel.weights(of: index) + vector] += frame.inputs[index] * first
      }
    }
    looked += 1
  }

  /// Takes a step down the slope of the frames looked at.
  mutating func step(_ rate: Float) {
    steps += 1
    let scale = rate * (1 - pow(0.999, steps)).squareRoot() / (1 - pow(0.9, steps))
    for index in slope.indices {
      let value = slope[index] / looked
      mean[index] += 0.1 * (value - mean[index])
      square[index] += 0.001 * (value * value - square[index])
      model.parameters[index] -= scale * mean[index] / (square[index].squareRoot() + 1e-8)
      slope[index] = .zero
    }
    looked = 0
  }
}
