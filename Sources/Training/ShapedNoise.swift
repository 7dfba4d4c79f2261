// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Noise with a given spectrum: white noise through the all-pole filter that linear prediction finds (Levinson and
/// Durbin) for an autocorrelation.
struct ShapedNoise: Sendable {
  static let order = 16
  /// Added white noise, relative, that keeps the recursion stable: −40 dB.
  static let whitening = 1e-4

  private var taps = SIMD16<Double>()
  private var isShaped = false
  /// Level of the white noise that comes out at a mean square of one.
  private var gain = 1.0
  /// Mean square, in 16-bit units squared, of the sound that the noise is to continue; 1 where it has none of its own.
  private(set) var meanSquare = 1.0

  /// White.
  init() {}

  /// Of this autocorrelation, at lags 0 to ``order``.
  init(autocorrelation: [Double]) {
    guard let power = autocorrelation.first, power > 0 else { return }
    meanSquare = power
    var coefficients = [Double](repeating: 0, count: ShapedNoise.order)
    var error = 1 + ShapedNoise.whitening
    let r = autocorrelation.map { $0 / power }
    for order in 0..<min(ShapedNoise.order, r.count - 1) {
      var sum = r[order + 1]
      for index in 0..<order { sum -= coefficients[index] * r[order - index] }
      let reflection = sum / error
      let before = coefficients
      coefficients[order] = reflection
      for index in 0..<order { coefficients[index] -= reflection * before[order - 1 - index] }
      error *= 1 - reflection * reflection
    }
    for (index, value) in coefficients.enumerated() { taps[index] = value }
    isShaped = true
    gain = error.squareRoot()
  }

  /// Falling by `tilt` times 3 dB an octave above 60 Hz.
  init(tilt: Double) {
    let points = 256
    var powers: [Double] = []
    for index in 0...points {
      powers.append(pow(max(Double(index) / Double(points) * 4000, 60), -tilt))
    }
    self.init(
      autocorrelation: (0...ShapedNoise.order).map { lag in
        (0...points).reduce(0.0) {
          $0 + powers[$1] * cos(.pi * Double(lag * $1) / Double(points))
        }
      })
    meanSquare = 1
  }

  /// Of the noise in `samples`: windows of 50 ms, without the loudest 3 in 10, which may be clicks.
  init(of samples: [Float]) {
    let size = 400
    var windows: [[Double]] = []
    for start in stride(from: 0, through: samples.count - size, by: size / 2) {
      let window = samples[start..<start + size].map(Double.init)
      windows.append(
        (0...ShapedNoise.order).map { lag in
          (lag..<size).reduce(0.0) { $0 + window[$1] * window[$1 - lag] } / Double(size)
        })
    }
    windows.sort { $0[0] < $1[0] }
    let kept = windows.prefix(max(1, windows.count * 7 / 10))
    self.init(
      autocorrelation: (0...ShapedNoise.order).map { lag in
        kept.reduce(0.0) { $0 + $1[lag] } / Double(max(1, kept.count))
      })
  }

  /// `count` samples of a mean square of one.
  func samples(_ count: Int, seed: UInt64) -> [Float] {
    var source = NoiseSource(level: Level(dBm0: 0), seed: seed)
    let scale = gain / Level.meanSquareAt0dBm0.squareRoot()
    // Newest first, so that what the filter looks back at lies ahead; its start is left out.
    var past = [Double](repeating: 0, count: count + 200 + ShapedNoise.order)
    past.withUnsafeMutableBytes { past in
      for index in (0..<count + 200).reversed() {
        var value = source.next() * scale
        if isShaped {
          let before = past.loadUnaligned(
            fromByteOffset: 8 * (index + 1), as: SIMD16<Double>.self)
          value += (taps * before).sum()
        }
        past.storeBytes(of: value, toByteOffset: 8 * index, as: Double.self)
      }
    }
    return past[..<count].reversed().map(Float.init)
  }
}
