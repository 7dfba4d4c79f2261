// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// What a frame says of a voice: levels by band, how flat its spectrum is and how much it changed. Levels in dBm0.
///
/// A frame that was not transformed, because nothing can be heard in it, is taken for white noise of its level.
struct SpeechFrame: Sendable {
  /// Edges of the bands in bins of 25 Hz: 100, 300, 600, 1000, 1500, 2100, 2800 and 3425 Hz.
  static let edges: InlineArray<8, Int> = [4, 12, 24, 40, 60, 84, 112, 137]
  static let bands = 7
  /// −75 dBm0: digital silence, a gap that the sender left or a packet that was lost.
  static let digitalSilence: Float = -75
  static let lowest: Float = -100
  /// White noise has a geometric mean of e^−γ times its arithmetic one.
  private static let whiteFlatness: Float = -2.5
  private static let reference = decibels(Float(Level(dBm0: 0).meanSquare))
  /// dB of white noise that lie in each band, and in all from 300 Hz.
  private static let shares = (0..<bands).reduce(into: SIMD8<Float>()) {
    $0[$1] = share(edges[$1], edges[$1 + 1])
  }
  private static let share = share(edges[1], edges[7])

  /// Levels of the bands; the eighth lane is unused.
  var band = SIMD8<Float>(repeating: lowest)
  /// From 300 to 3425 Hz.
  var level = lowest
  /// Geometric by arithmetic mean of the powers from 300 to 3425 Hz, dB.
  var flatness = whiteFlatness
  /// Mean change of the bands' levels since the frame before, dB.
  var flux: Float = 0

  var isDigitalSilence: Bool { level < SpeechFrame.digitalSilence }

  /// Silence before the first frame.
  init() {}

  init(_ spectrum: SpectralFrame, after last: SpeechFrame?) {
    if let powers = spectrum.powers {
      measure(powers)
    } else {
      let total = SpeechFrame.level(spectrum.total)
      band = total + SpeechFrame.shares
      level = total + SpeechFrame.share
    }
    guard let last else { return }
    var sum: Float = 0
    for index in 0..<SpeechFrame.bands { sum += abs(band[index] - last.band[index]) }
    flux = sum / Float(SpeechFrame.bands)
  }

  /// dB by which a power changes when it doubles.
  private static let octave: Float = 3.010_3

  /// dB over a power of 1: by `log2f`, which is quicker than `log10f`.
  static func decibels(_ power: Float) -> Float { octave * log2f(power) }

  /// dBm0.
  private static func level(_ power: Float) -> Float {
    max(lowest, decibels(max(power, 1e-6)) - reference)
  }

  /// dB of white noise that lie in these of the 161 bins.
  private static func share(_ low: Int, _ high: Int) -> Float {
    decibels(Float(high - low) / Float(Spectrum.bins))
  }

  private mutating func measure(_ powers: UnsafePointer<Float>) {
    var sum: Float = 0
    for index in 0..<SpeechFrame.bands {
      let power = SpeechFrame.sum(powers, SpeechFrame.edges[index]..<SpeechFrame.edges[index + 1])
      if index > 0 { sum += power }
      band[index] = SpeechFrame.level(power)
    }
    level = SpeechFrame.level(sum)
    let count = Float(SpeechFrame.edges[7] - SpeechFrame.edges[1])
    let octaves = SpeechFrame.sumOfLogs(powers + SpeechFrame.edges[1], vectors: 15, rest: 5)
    flatness = SpeechFrame.octave * (octaves / count - log2f(sum / count + 3e-4))
  }

  /// Four bins at a time.
  private static func sum(_ powers: UnsafePointer<Float>, _ bins: Range<Int>) -> Float {
    let raw = UnsafeRawPointer(powers)
    var sums = SIMD4<Float>()
    var bin = bins.lowerBound
    while bin + 4 <= bins.upperBound {
      sums += raw.loadUnaligned(fromByteOffset: 4 * bin, as: SIMD4<Float>.self)
      bin += 4
    }
    var sum = sums.sum()
    while bin < bins.upperBound {
      sum += powers[bin]
      bin += 1
    }
    return sum
  }

  /// Sum of the base-2 logarithms: exponents are added and mantissas, 1 to 2 each, multiplied.
  private static func sumOfLogs(
    _ powers: UnsafePointer<Float>, vectors: Int, rest: Int
  ) -> Float {
    let raw = UnsafeRawPointer(powers)
    var exponents = SIMD8<Int32>()
    var product = SIMD8<Float>(repeating: 1)
    for index in 0..<vectors {
      let vector = raw.loadUnaligned(fromByteOffset: 32 * index, as: SIMD8<Float>.self) + 3e-4
      let bits = unsafeBitCast(vector, to: SIMD8<Int32>.self)
      exponents &+= bits &>> 23
      product *= unsafeBitCast((bits & 0x7F_FFFF) | 0x3F80_0000, to: SIMD8<Float>.self)
    }
    var sum = Float(exponents.wrappedSum()) - 127 * 8 * Float(vectors)
    for lane in 0..<8 { sum += log2f(product[lane]) }
    for index in 0..<rest { sum += log2f(powers[8 * vectors + index] + 3e-4) }
    return sum
  }
}
