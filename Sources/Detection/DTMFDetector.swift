// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// DTMF digits (ITU-T Q.23, Q.24): one of four low and one of four high frequencies, each within ± 1.8 % (± 3.5 % is
/// not one), 40 ms or longer; twist of 8 dB (high below low) and 4 dB (high above low) must be borne.
struct DTMFDetector: Sendable {
  static let rows: [Float] = [697, 770, 852, 941]
  static let columns: [Float] = [1209, 1336, 1477, 1633]
  static let digits = [
    "1", "2", "3", "A", "4", "5", "6", "B", "7", "8", "9", "C", "*", "0", "#", "D",
  ]
  static let tolerance: Float = 0.026
  /// Frames of 10 ms in a row that make a digit: a 40 ms burst fills four windows by more than half.
  static let frames = 4

  private var digit = -1
  private var count = 0
  private var gap = 0
  private var start = SampleTime.zero
  private var last = SampleTime.zero
  private var meanSquare: Float = 0

  /// The digit that has just ended, if any.
  mutating func consume(_ spectrum: Spectrum) -> CallEvent? {
    let heard = match(spectrum)
    let lineSquare = spectrum.first.power + spectrum.second.power
    if heard >= 0, heard == digit, lineSquare > 0.1 * meanSquare {
      count += 1
      gap = 0
      last = spectrum.center
      meanSquare = max(meanSquare, lineSquare)
      return nil
    }
    gap += 1
    var event: CallEvent?
    if digit >= 0, gap >= 2 || heard >= 0 {
      if count >= DTMFDetector.frames {
        event = CallEvent(
          .dtmf, at: start, end: last, name: DTMFDetector.digits[digit],
          frequencies: [DTMFDetector.rows[digit / 4], DTMFDetector.columns[digit % 4]],
          level: Level(meanSquare: Double(meanSquare)))
      }
      digit = -1
      count = 0
    }
    if digit < 0, heard >= 0 {
      digit = heard
      count = 1
      gap = 0
      start = spectrum.center
      last = start
      meanSquare = lineSquare
    }
    return event
  }

  private func match(_ spectrum: Spectrum) -> Int {
    guard spectrum.total >= ToneTracker.floor, spectrum.pairTonality >= 0.82 else { return -1 }
    let isFirstLow = spectrum.first.frequency < spectrum.second.frequency
    let low = isFirstLow ? spectrum.first : spectrum.second
    let high = isFirstLow ? spectrum.second : spectrum.first
    guard high.power > 0.08 * low.power, low.power > 0.12 * high.power else { return -1 }
    guard let row = DTMFDetector.index(of: low.frequency, in: DTMFDetector.rows),
      let column = DTMFDetector.index(of: high.frequency, in: DTMFDetector.columns)
    else { return -1 }
    return row * 4 + column
  }

  /// Whether a run is a digit's pair.
  static func isDigit(_ run: ToneRun) -> Bool {
    run.isDual && index(of: run.low, in: rows) != nil && index(of: run.high, in: columns) != nil
  }

  private static func index(of frequency: Float, in list: [Float]) -> Int? {
    list.firstIndex { abs(frequency - $0) <= tolerance * $0 }
  }
}
