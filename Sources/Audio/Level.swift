// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A level in dBm0, where 0 dBm0 is a sine 3.14 dB below full scale (ITU-T G.711, µ-law digital milliwatt).
public struct Level: Sendable, Hashable, Comparable, Codable {
  public var dBm0: Double

  public init(dBm0: Double) { self.dBm0 = dBm0 }

  /// Mean square of 16-bit samples at 0 dBm0: a sine whose peak is 32768 · 10^(−3.14/20), so half its square.
  public static let meanSquareAt0dBm0 = 0.5 * 32768.0 * 32768.0 * pow(10, -3.14 / 10)

  /// The level of samples with this mean square (16-bit units squared); −99 dBm0 and below read as −99.
  public init(meanSquare: Double) {
    dBm0 = max(-99, 10 * log10(max(meanSquare, 1e-12) / Level.meanSquareAt0dBm0))
  }

  /// Peak amplitude, in 16-bit units, of a sine at this level.
  public var sineAmplitude: Double { (2 * meanSquare).squareRoot() }

  /// Mean square of samples at this level, 16-bit units squared.
  public var meanSquare: Double { Level.meanSquareAt0dBm0 * pow(10, dBm0 / 10) }

  public static func < (a: Level, b: Level) -> Bool { a.dBm0 < b.dBm0 }
}
