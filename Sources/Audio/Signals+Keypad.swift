// SPDX-License-Identifier: GPL-3.0-or-later

extension Signals {
  /// The two frequencies of a key (ITU-T Q.23, ±1.8 %): its row's and its column's.
  public static func dtmfFrequencies(_ key: Character) -> (low: Double, high: Double)? {
    let rows: [(Double, String)] = [
      (697, "123A"), (770, "456B"), (852, "789C"), (941, "*0#D"),
    ]
    let columns: [Double] = [1209, 1336, 1477, 1633]
    for (low, keys) in rows {
      for (high, name) in zip(columns, keys) where name == key { return (low, high) }
    }
    return nil
  }

  /// DTMF digits (Q.23/Q.24), each `on` seconds of two frequencies and `off` seconds of silence.
  ///
  /// - Parameters:
  ///   - level: of the low frequency, −9 dBm0 by default.
  ///   - twist: dB by which the high frequency is above the low one.
  ///   - lowFactor, highFactor: what either frequency is multiplied by.
  /// - Returns: nil if a character is no key: 0…9, *, #, A…D.
  public static func dtmf(
    _ digits: String, on: Double = 0.1, off: Double = 0.1, level: Level = Level(dBm0: -9),
    twist: Double = 2, lowFactor: Double = 1, highFactor: Double = 1
  ) -> [Int16]? {
    var samples: [Int16] = []
    for digit in digits {
      guard let (low, high) = dtmfFrequencies(digit) else { return nil }
      samples += twoTones(
        low * lowFactor, high * highFactor, seconds: on, level: level, twist: twist)
      samples += .silence(seconds: off)
    }
    return samples
  }

  /// An answering machine's record tone, of which no recommendation knows: 0.15…1 s somewhere
  /// between 350 and 2500 Hz, with soft edges of 5 ms.
  ///
  /// - Parameters:
  ///   - frequencies: one for a plain beep, two or more that sound together.
  ///   - end: Hz to which each frequency glides, for a chirp; nil: it stays.
  ///   - level: of all frequencies together.
  public static func beep(
    _ frequencies: [Double] = [1000], to end: Double? = nil, seconds: Double = 0.4,
    level: Level = Level(dBm0: -16)
  ) -> [Int16] {
    let count = SampleTime(seconds: seconds).count
    let each = Level(meanSquare: level.meanSquare / Double(max(frequencies.count, 1)))
    var oscillators = frequencies.map { _ in Oscillator() }
    return (0..<count).map { index in
      let progress = Double(index) / Double(count)
      var value = 0.0
      for (place, start) in frequencies.enumerated() {
        value += oscillators[place].next(start + ((end ?? start) - start) * progress)
      }
      return Int16(saturating: value * each.sineAmplitude)
    }.faded(seconds: 0.005)
  }
}
