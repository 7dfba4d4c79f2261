// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Sines by which parties of a call are told apart, and their levels in what was heard.
enum Sine {
  static func samples(_ hertz: Double, _ seconds: Double, _ dBm0: Double) -> [Int16] {
    let amplitude = Level(dBm0: dBm0).sineAmplitude
    return (0..<Int(seconds * 8000)).map {
      Int16(amplitude * sin(2 * .pi * hertz * Double($0) / 8000))
    }
  }

  /// dBm0 of the sine at `hertz`: one term of the Fourier transform.
  static func level(_ hertz: Double, _ samples: ArraySlice<Int16>) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (index, sample) in samples.enumerated() {
      let phase = 2 * Double.pi * hertz * Double(index) / 8000
      real += Double(sample) * cos(phase)
      imaginary += Double(sample) * sin(phase)
    }
    let count = Double(samples.count)
    return Level(meanSquare: 2 * (real * real + imaginary * imaginary) / (count * count)).dBm0
  }

  /// The loudest stretch of half a second, of those in the last 3 s.
  static func best(_ hertz: Double, _ heard: [Int16]) -> Double {
    let tail = heard.suffix(24_000)
    return stride(
      from: tail.startIndex, to: max(tail.startIndex + 1, tail.endIndex - 4000), by: 800
    )
    .map { level(hertz, tail[$0..<min($0 + 4000, tail.endIndex)]) }.max() ?? -99
  }
}
