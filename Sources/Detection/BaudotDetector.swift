// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// A text telephone (TIA-825, V.18 annex A): Baudot characters, mark 1400 Hz, space 1800 Hz, 45.45 bit/s: a start bit,
/// five data bits, one and a half stop bits.
struct BaudotDetector: Sendable {
  /// Well-framed characters in a row that make a text telephone, 165 ms each.
  static let characters = 3
  /// Share of the band's power that must lie between 1300 and 1900 Hz.
  static let share: Float = 0.6

  private var demodulator = FSKDemodulator(mark: 1400, space: 1800, baud: 45.45)
  private var isOpen = false
  private var misses = 0
  private var wasMark = true
  /// Samples since the start bit began; negative while waiting for one.
  private var clock: Float = -1
  private var bits = 0
  private var markRun: Float = 0
  private(set) var count = 0
  private(set) var start = SampleTime.zero
  private(set) var isHeard = false

  mutating func consume(_ samples: [Float], end: SampleTime, spectrum: Spectrum) -> Bool {
    let inBand = spectrum.power(from: 1300, to: 1900)
    if inBand >= BaudotDetector.share * spectrum.total, spectrum.total > ToneTracker.floor {
      misses = 0
    } else {
      misses += 1
    }
    // A lost packet of 20 ms blanks up to five frames.
    guard misses <= 6, isOpen || misses == 0 else {
      isOpen = false
      return false
    }
    if !isOpen {
      demodulator.reset()
      isOpen = true
      clock = -1
      count = 0
      markRun = 0
    }
    let before = isHeard
    for index in 0..<samples.count {
      advance(demodulator.isMark(after: samples[index]), at: end + (index - samples.count))
    }
    return isHeard && !before
  }

  private mutating func advance(_ mark: Bool, at time: SampleTime) {
    let bit = demodulator.bit
    defer { wasMark = mark }
    if clock < 0 {
      if mark {
        markRun += 1
      } else if wasMark, markRun >= 0.8 * bit {
        if count == 0 { start = time + -Int(bit / 2) }
        clock = 0
        bits = 0
      }
      return
    }
    clock += 1
    // The middle of bit number `bits`, where the window covers that bit alone.
    guard clock >= (Float(bits) + 0.5) * bit else { return }
    let isStart = bits == 0
    let isStop = bits == 6
    bits += 1
    if isStart, mark {
      clock = -1
      markRun = 0
    } else if isStop {
      if mark {
        count += 1
        if count >= BaudotDetector.characters { isHeard = true }
      } else {
        count = 0
      }
      clock = -1
      markRun = mark ? bit : 0
    }
  }
}
