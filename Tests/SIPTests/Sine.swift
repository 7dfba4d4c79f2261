// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import ToneLevel

/// Sines by which parties of a call are told apart, and their levels in what was heard.
enum Sine {
  static func samples(_ hertz: Double, _ seconds: Double, _ dBm0: Double) -> [Int16] {
    let amplitude = Level(dBm0: dBm0).sineAmplitude
    return (0..<Int(seconds * 8000)).map {
      Int16(amplitude * sin(2 * .pi * hertz * Double($0) / 8000))
    }
  }

  /// The loudest stretch of half a second, of those in the last 3 s.
  static func best(_ hertz: Double, _ heard: [Int16]) -> Double {
    let tail = heard.suffix(24_000)
    return stride(
      from: tail.startIndex, to: max(tail.startIndex + 1, tail.endIndex - 4000), by: 800
    )
    .map { tail[$0..<min($0 + 4000, tail.endIndex)].level(at: hertz).dBm0 }.max() ?? -99
  }
}
