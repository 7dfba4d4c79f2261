// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The powers of two frequencies, and the share of everything that they are, every 2.5 ms: the fine look at a digit.
///
/// Everything is measured behind a difference over two samples, which takes DC and hum away, and the pair as it would be
/// behind it.
///
/// Windows of 15 ms, the shape of Hann's in steps of ten samples: an edge lies where the amplitude passes half, and lines
/// that lie 133 to 650 Hz apart do not disturb one another.
struct PairEnvelope: Sendable {
  /// Samples in a part, between looks, and in a window.
  static let part = 10
  static let step = 20
  static let window = 120
  static let looks = SampleHistory.block / step
  /// Looks that a digit is begun with, which reach 55 ms back, and the samples that they take.
  static let mostLooks = 19
  static let reach = window + (mostLooks - 1) * step

  struct Look {
    var low: Float = 0
    var high: Float = 0
    /// Share of the line's power that is the pair's.
    var share: Float = 0
  }

  /// Weights of a window's twelve parts.
  private static let weights: [Float] = (0..<12).map {
    Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / 12))
  }
  /// A sine's mean square from its squared sum of products: 2 / (Σw)²; any signal's from its weighted squares: 1 / Σw².
  private static let lineScale = 2 / powf(Float(part) * weights.reduce(0, +), 2)
  private static let totalScale = 1 / (Float(part) * weights.reduce(0) { $0 + $1 * $1 })

  /// Cosine and sine of both frequencies for every sample of the longest look.
  private let carriers: [SIMD4<Float>]
  /// What the difference lets through of their powers.
  private let passed: SIMD2<Float>

  init(low: Float, high: Float) {
    func gain(_ hertz: Float) -> Float {
      let sine = 2 * sin(2 * Float.pi * hertz / Float(SampleTime.rate))
      return sine * sine
    }
    passed = SIMD2(gain(low), gain(high))
    carriers = (0..<PairEnvelope.reach).map { index in
      let turns = 2 * Double.pi * Double(index) / Double(SampleTime.rate)
      return SIMD4(
        Float(cos(turns * Double(low))), Float(sin(turns * Double(low))),
        Float(cos(turns * Double(high))), Float(sin(turns * Double(high))))
    }
  }

  /// Looks at the newest `count` windows of the samples that end before `end`; as many as they need lie before it.
  func look(
    _ end: UnsafePointer<Float>, count: Int, into looks: inout InlineArray<19, Look>
  ) {
    var products = InlineArray<48, SIMD4<Float>>(repeating: .zero)
    var energies = InlineArray<48, Float>(repeating: 0)
    let parts = 12 + 2 * (count - 1)
    let samples = end - parts * PairEnvelope.part
    carriers.withUnsafeBufferPointer { carriers in
      guard let carriers = carriers.baseAddress else { return }
      for part in 0..<parts {
        var sum = SIMD4<Float>()
        var squares: Float = 0
        let start = part * PairEnvelope.part
        for index in start..<(start + PairEnvelope.part) {
          sum += carriers[index] * samples[index]
          let difference = samples[index] - samples[max(0, index - 2)]
          squares += difference * difference
        }
        products[part] = sum
        energies[part] = squares
      }
    }
    PairEnvelope.weights.withUnsafeBufferPointer { weights in
      for index in 0..<count {
        var sum = SIMD4<Float>()
        var squares: Float = 0
        for part in 0..<12 {
          let weight = weights[part]
          sum += products[2 * index + part] * weight
          squares += energies[2 * index + part] * weight * weight
        }
        let powers = sum * sum
        let low = (powers.x + powers.y) * PairEnvelope.lineScale
        let high = (powers.z + powers.w) * PairEnvelope.lineScale
        let total = squares * PairEnvelope.totalScale
        looks[index] = Look(
          low: low, high: high,
          share: (low * passed.x + high * passed.y) / max(total, 1e-3))
      }
    }
  }
}
