// SPDX-License-Identifier: GPL-3.0-or-later

/// The log-odds of something in a frame, speech or music: a net of two layers of rectified sums, of 16 and 8 units, over ``SpeechInputs``.
package struct FrameModel: Sendable {
  package static let units = (first: 16, second: 8)

  /// By eight units at a time: the biases of the first layer and its weights, input by input; the same of the second
  /// layer; the weights of the second layer's units; and the bias of their sum in the first lane.
  package var parameters = [SIMD8<Float>](repeating: .zero, count: count)

  package static let vectors = units.first / 8
  package static let second = vectors * (1 + SpeechInputs.count)
  package static let last = second + 1 + units.first
  package static let count = last + 2

  /// Where the first layer's weights of an input are.
  package static func weights(of input: Int) -> Int { vectors * (1 + input) }

  /// Knows nothing.
  package init() {}

  /// The log-odds in a frame.
  package func odds(_ inputs: SpeechInputs) -> Float { pass(inputs).odds }

  /// The same, with what the units of both layers are.
  package func pass(
    _ inputs: SpeechInputs
  ) -> (first: InlineArray<2, SIMD8<Float>>, second: SIMD8<Float>, odds: Float) {
    let parameters = parameters.span
    // Two sums of every unit, so that one need not wait for the other.
    var low = parameters[0]
    var high = parameters[1]
    var otherLow = SIMD8<Float>()
    var otherHigh = SIMD8<Float>()
    var place = FrameModel.weights(of: 0)
    for row in inputs.rows.indices {
      let values = inputs.rows[row]
      for lane in stride(from: 0, to: 16, by: 2) {
        low += parameters[place] * values[lane]
        high += parameters[place + 1] * values[lane]
        otherLow += parameters[place + 2] * values[lane + 1]
        otherHigh += parameters[place + 3] * values[lane + 1]
        place += 2 * FrameModel.vectors
      }
    }
    low += otherLow
    high += otherHigh
    let first: InlineArray<2, SIMD8<Float>> = [
      low.replacing(with: 0, where: low .< 0), high.replacing(with: 0, where: high .< 0),
    ]
    var second = parameters[FrameModel.second]
    place = FrameModel.second + 1
    for vector in first.indices {
      for lane in 0..<8 {
        second += parameters[place] * first[vector][lane]
        place += 1
      }
    }
    second.replace(with: 0, where: second .< 0)
    let sum = (parameters[FrameModel.last] * second).sum()
    return (first, second, sum + parameters[FrameModel.last + 1][0])
  }
}
