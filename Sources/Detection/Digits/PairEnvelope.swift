// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The powers of two frequencies, and of everything, every 2.5 ms: the fine look at a digit.
///
/// Windows of 15 ms, the shape of Hann's in steps of ten samples: an edge lies where the amplitude passes half, and lines
/// that lie 133 to 650 Hz apart do not disturb one another.
struct PairEnvelope: Sendable {
  /// Samples in a part, between looks, and in a window.
  static let part = 10
  static let step = 20
  static let window = 120
  static let looks = SampleHistory.block / step

  struct Look {
    var low: Float = 0
    var high: Float = 0
    var total: Float = 0
  }

  /// Weights of a window's twelve parts.
  private static let weights: [Float] = (0..<12).map {
    Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / 12))
  }
  /// A sine's mean square from its squared sum of products: 2 / (Σw)²; any signal's from its weighted squares: 1 / Σw².
  private static let lineScale = 2 / powf(Float(part) * weights.reduce(0, +), 2)
  private static let totalScale = 1 / (Float(part) * weights.reduce(0) { $0 + $1 * $1 })

  /// Cosine and sine of both frequencies for every sample of a frame.
  private let carriers: [SIMD4<Float>]

  init(low: Float, high: Float) {
    carriers = (0..<Spectrum.size).map { index in
      let turns = 2 * Double.pi * Double(index) / Double(SampleTime.rate)
      return SIMD4(
        Float(cos(turns * Double(low))), Float(sin(turns * Double(low))),
        Float(cos(turns * Double(high))), Float(sin(turns * Double(high))))
    }
  }

  /// Looks at a frame of which `samples` are the 320 samples: at its newest eight windows, or at all eleven that it
  /// holds whole; the newest ends with the frame.
  func look(
    _ samples: UnsafePointer<Float>, count: Int, into looks: inout InlineArray<11, Look>
  ) {
    var products = InlineArray<32, SIMD4<Float>>(repeating: .zero)
    var energies = InlineArray<32, Float>(repeating: 0)
    let parts = 12 + 2 * (count - 1)
    let first = Spectrum.size - parts * PairEnvelope.part
    carriers.withUnsafeBufferPointer { carriers in
      guard let carriers = carriers.baseAddress else { return }
      for part in 0..<parts {
        var sum = SIMD4<Float>()
        var squares: Float = 0
        let start = first + part * PairEnvelope.part
        for index in start..<(start + PairEnvelope.part) {
          sum += carriers[index] * samples[index]
          squares += samples[index] * samples[index]
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
        looks[index] = Look(
          low: (powers.x + powers.y) * PairEnvelope.lineScale,
          high: (powers.z + powers.w) * PairEnvelope.lineScale,
          total: squares * PairEnvelope.totalScale)
      }
    }
  }
}
