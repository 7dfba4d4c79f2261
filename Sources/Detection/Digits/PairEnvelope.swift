// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The powers of two frequencies, and of everything, every 2.5 ms: the fine look at a digit.
///
/// Under Hann windows of 15 ms two lines 133 Hz apart or more do not disturb one another, and an edge lies where the
/// amplitude passes half.
struct PairEnvelope {
  /// Samples between looks, and in a window.
  static let step = 20
  static let window = 120
  static let steps = SampleHistory.block / step

  struct Look {
    var low: Float = 0
    var high: Float = 0
    var total: Float = 0
  }

  private static let weights: [Float] = (0..<window).map {
    Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(window)))
  }
  /// A sine's mean square from its squared sum of products: 2 / (Σw)²; any signal's from its weighted squares: 1 / Σw².
  private static let lineScale = 2 / (Float(window) / 2 * Float(window) / 2)
  private static let totalScale = 1 / weights.reduce(0) { $0 + $1 * $1 }

  /// Looks at the block of `history` that is `age` blocks old, 0 to 5: each window ends where its step ends.
  static func looks(
    _ history: borrowing SampleHistory, age: Int, low: Float, high: Float,
    each body: (Int, Look) -> Void
  ) {
    let newest = (age + 1) * SampleHistory.block + window - step
    var samples = InlineArray<1120, Float>(repeating: 0)
    do {
      var target = samples.mutableSpan
      history.copyNewest(newest, to: &target)
    }
    let turn = 2 * Float.pi / Float(SampleTime.rate)
    let speed = SIMD4(cosf(low * turn), sinf(low * turn), cosf(high * turn), sinf(high * turn))
    for index in 0..<steps {
      let start = index * step
      // Cosine and sine of both frequencies, turned on by a product a sample.
      var carrier = SIMD4<Float>(1, 0, 1, 0)
      var sum = SIMD4<Float>()
      var squares: Float = 0
      for offset in 0..<window {
        let value = samples[start + offset] * weights[offset]
        sum += carrier * value
        squares += value * value
        let crossed = SIMD4(-carrier.y, carrier.x, -carrier.w, carrier.z)
        carrier =
          carrier * SIMD4(speed.x, speed.x, speed.z, speed.z)
          + crossed * SIMD4(speed.y, speed.y, speed.w, speed.w)
      }
      let powers = sum * sum
      body(
        index,
        Look(
          low: (powers.x + powers.y) * lineScale, high: (powers.z + powers.w) * lineScale,
          total: squares * totalScale))
    }
  }
}
