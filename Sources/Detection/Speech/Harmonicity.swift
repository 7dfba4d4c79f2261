// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How much of a frame repeats itself at the pitch of a voice: the highest peak, 0 to about 1, of the autocorrelation
/// at lags of 20 to 107 samples (400 to 75 Hz), by one transform of the power spectrum from 200 to 2475 Hz, divided by
/// the window's own.
///
/// The spectrum of powers, neither whitened nor compressed, tells voices best: over frames of calls with noise its area
/// under the curve is 0.870, with square roots 0.863, whitened 0.822.
struct Harmonicity {
  /// 88 of them, eleven vectors.
  static let lags = 20...107
  static let bins = 8...99

  private var input = InlineArray<40, SIMD8<Float>>(repeating: .zero)
  private var output = InlineArray<41, SIMD8<Float>>(repeating: .zero)

  private init() {}

  /// One by the window's autocorrelation at each lag, relative to that at none.
  private static let correction = Correction()

  private struct Correction: Sendable {
    var factors = InlineArray<109, Float>(repeating: 1)

    init() {
      let hann = (0..<Spectrum.size).map {
        0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(Spectrum.size))
      }
      let power = hann.reduce(0) { $0 + $1 * $1 }
      for lag in factors.indices {
        let sum = (0..<(Spectrum.size - lag)).reduce(0) { $0 + hann[$1] * hann[$1 + lag] }
        factors[lag] = Float(power / sum)
      }
    }
  }

  /// The harmonicity of a frame with these 161 powers.
  static func measure(_ powers: UnsafePointer<Float>) -> Float {
    var scratch = Harmonicity()
    return withUnsafeMutablePointer(to: &scratch) {
      let input = UnsafeMutableRawPointer($0).assumingMemoryBound(to: Float.self)
      let output = input + Spectrum.size
      // Power spectra are even and real, and so is what they transform to.
      for bin in bins {
        input[bin] = powers[bin]
        input[Spectrum.size - bin] = powers[bin]
      }
      FourierPlan.frame.execute(input, output)
      return withUnsafePointer(to: correction) {
        let factors = UnsafeRawPointer($0).assumingMemoryBound(to: Float.self)
        for lag in (lags.lowerBound - 1)...(lags.upperBound + 1) {
          input[lag] = output[2 * lag] * factors[lag]
        }
        return peak(input) / max(output[0], 1e-6)
      }
    }
  }

  /// The highest peak, or the first one that is nearly as high: the double of a period is one too.
  private static func peak(_ correlation: UnsafeMutablePointer<Float>) -> Float {
    let raw = UnsafeRawPointer(correlation + lags.lowerBound)
    var peaks = InlineArray<11, SIMD8<Float>>(repeating: .zero)
    var best = SIMD8<Float>()
    for index in peaks.indices {
      let value = raw.loadUnaligned(fromByteOffset: 32 * index, as: SIMD8<Float>.self)
      let before = raw.loadUnaligned(fromByteOffset: 32 * index - 4, as: SIMD8<Float>.self)
      let behind = raw.loadUnaligned(fromByteOffset: 32 * index + 4, as: SIMD8<Float>.self)
      let isPeak = (value .>= before) .& (value .>= behind)
      peaks[index] = SIMD8<Float>().replacing(with: value, where: isPeak)
      best.replace(with: peaks[index], where: peaks[index] .> best)
    }
    let highest = best.highest
    for index in peaks.indices {
      for lane in 0..<8 where peaks[index][lane] > 0.88 * highest { return peaks[index][lane] }
    }
    return highest
  }
}

extension SIMD8<Float> {
  /// The largest lane. The standard library's `max()` is not inlined.
  var highest: Float {
    let four = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return Swift.max(two.x, two.y)
  }
}
