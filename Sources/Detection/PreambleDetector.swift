// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The fax preamble (T.30 5.3.1): one second of HDLC flags, 01111110, in V.21 channel 2: mark 1650 Hz, space 1850 Hz,
/// 300 bit/s. Every flag is six marks between spaces; speech and music do not keep that beat.
struct PreambleDetector: Sendable {
  /// Flags in a row, 27 ms each, that make a preamble.
  static let flags = 4
  /// Share of the band's power that must lie between 1550 and 1950 Hz.
  static let share: Float = 0.6

  private var demodulator = FSKDemodulator(mark: 1650, space: 1850, baud: 300)
  private var isOpen = false
  private var wasMark = true
  private var run: Float = 0
  private var count = 0
  private(set) var start = SampleTime.zero
  private(set) var isHeard = false

  /// Takes the hop of 80 samples that ends at `end`; true when the preamble has just been recognised.
  mutating func consume(_ samples: [Float], end: SampleTime, spectrum: Spectrum) -> Bool {
    let inBand = spectrum.power(from: 1550, to: 1950)
    guard inBand >= PreambleDetector.share * spectrum.total, spectrum.total > ToneTracker.floor
    else {
      isOpen = false
      return false
    }
    if !isOpen {
      demodulator.reset()
      isOpen = true
      run = 0
      count = 0
    }
    let before = isHeard
    for index in 0..<samples.count {
      let mark = demodulator.isMark(after: samples[index])
      if mark == wasMark {
        run += 1
        continue
      }
      let bits = run / demodulator.bit
      if wasMark {
        if bits > 5.4, bits < 6.6 {
          if count == 0 {
            start = end + (index - samples.count - Int(7 * demodulator.bit))
          }
          count += 1
        } else {
          count = 0
        }
      } else if bits < 0.4 || bits > 2.6 {
        count = 0
      }
      if count >= PreambleDetector.flags { isHeard = true }
      wasMark = mark
      run = 1
    }
    return isHeard && !before
  }
}
