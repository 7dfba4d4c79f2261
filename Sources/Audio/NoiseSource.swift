// SPDX-License-Identifier: GPL-3.0-or-later

/// White, very nearly Gaussian noise from a seed: the same samples on every machine.
public struct NoiseSource: Sendable {
  private var generator: SplitMix64
  /// Standard deviation in 16-bit units.
  private let deviation: Double

  /// - Parameters:
  ///   - level: over the band from 0 to 4 kHz.
  ///   - seed: the same seed, the same noise.
  public init(level: Level, seed: UInt64) {
    generator = SplitMix64(seed: seed)
    deviation = level.meanSquare.squareRoot()
  }

  /// The next sample, in 16-bit units, not rounded.
  public mutating func next() -> Double {
    // Twelve uniform numbers of 16 bits, their mean taken off, have a variance of twelve twelfths
    // (Irwin and Hall), and need no function whose last bit differs between C libraries.
    var sum = 0
    for _ in 0..<3 {
      let bits = generator.next()
      for shift in stride(from: 0, to: 64, by: 16) { sum += Int(bits >> shift & 0xFFFF) }
    }
    return (Double(sum) - 12 * 32767.5) / 65536 * deviation
  }

  /// The next `count` samples.
  public mutating func render(_ count: Int) -> [Int16] {
    (0..<count).map { _ in Int16(saturating: next()) }
  }

  /// Adds noise to every sample, saturating. Sample and noise are rounded once, together.
  public mutating func add(to samples: inout [Int16]) {
    for index in samples.indices {
      samples[index] = Int16(saturating: Double(samples[index]) + next())
    }
  }
}

/// Steele, Lea and Flood's SplitMix64 (OOPSLA 2014): small, fast, and the same everywhere.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
