// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Chance, from a seed.
struct FloorDice: Sendable {
  private var generator: SplitMix64
  /// The second of a pair of normal variates.
  private var spare: Double?

  init(seed: UInt64, stream: UInt64) {
    generator = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 ^ stream &* 0xD1B5_4A32_D192_ED03)
    // The first of neighbouring seeds are neighbours.
    _ = generator.next()
  }

  /// Uniform in 0..<1.
  mutating func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

  mutating func chance(_ share: Double) -> Bool { uniform() < share }

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// Standard normal, by Box and Muller.
  mutating func normal() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  mutating func exponential(_ mean: Double) -> Double { -mean * log(1 - uniform()) }

  mutating func logNormal(_ mean: Double, _ deviation: Double) -> Double {
    let ratio = deviation / mean
    let variance = log(1 + ratio * ratio)
    return exp(log(mean) - variance / 2 + variance.squareRoot() * normal())
  }
}
