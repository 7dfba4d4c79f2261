// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How much of a frame repeats itself at the pitch of a voice: the highest peak, 0 to about 1, of the autocorrelation
/// at lags of 20 to 107 samples (400 to 75 Hz), by one transform of the power spectrum from 200 to 2475 Hz, divided by
/// the window's own.
///
/// The spectrum of powers, neither whitened nor compressed, tells voices best: over frames of calls with noise its area
/// under the curve is 0.870, with square roots 0.863, whitened 0.822.
struct Harmonicity {
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
    var best: Float = 0
    for lag in lags where correlation[lag] > best && isPeak(correlation, lag) {
      best = correlation[lag]
    }
    for lag in lags where correlation[lag] > 0.88 * best && isPeak(correlation, lag) {
      return correlation[lag]
    }
    return best
  }

  private static func isPeak(_ correlation: UnsafeMutablePointer<Float>, _ lag: Int) -> Bool {
    correlation[lag] >= correlation[lag - 1] && correlation[lag] >= correlation[lag + 1]
  }
}
