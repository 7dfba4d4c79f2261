// SPDX-License-Identifier: GPL-3.0-or-later

extension Signals {
  /// Two of six: the pairs in the order in which R1 and R2 number them.
  private static func pair(_ number: Int, of frequencies: [Double]) -> (Double, Double)? {
    var count = 0
    for high in 1..<frequencies.count {
      for low in 0..<high {
        count += 1
        if count == number { return (frequencies[low], frequencies[high]) }
      }
    }
    return nil
  }

  /// The codes of Bell MF, ITU-T R1 (Q.310 to Q.332): two of 700, 900 … 1700 Hz, ±1.5 %. STP, ST2 and ST3 are ST with one,
  /// two and three primes.
  public static let r1Codes = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "ST3", "STP", "KP", "ST2", "ST",
  ]

  /// The two frequencies of an R1 code, nil for what is none.
  public static func r1Frequencies(_ code: String) -> (low: Double, high: Double)? {
    guard let index = r1Codes.firstIndex(of: code) else { return nil }
    return pair(index + 1, of: [700, 900, 1100, 1300, 1500, 1700])
  }

  /// R1 signals: 68 ±7 ms of two tones, KP 100 ±7 ms, and 68 ±7 ms of silence behind each (Q.322).
  ///
  /// - Parameters:
  ///   - level: of each tone; −7 ±1 dBm0 is sent.
  ///   - twist: dB by which the high tone is above the low one.
  /// - Returns: nil if a code is none of `r1Codes`.
  public static func r1(
    _ codes: [String], level: Level = Level(dBm0: -7), twist: Double = 0, factor: Double = 1
  ) -> [Int16]? {
    var samples: [Int16] = []
    for code in codes {
      guard let (low, high) = r1Frequencies(code) else { return nil }
      samples += twoTones(
        low * factor, high * factor, seconds: code == "KP" ? 0.1 : 0.068, level: level, twist: twist
      )
      samples += .silence(seconds: 0.068)
    }
    return samples
  }

  public enum R2Direction: String, Sendable, CaseIterable { case forward, backward }

  /// The two frequencies of R2 signal 1 to 15 (ITU-T Q.441): forward two of 1380, 1500 … 1980 Hz, backward of 1140, 1020 …
  /// 540 Hz; ±4 Hz. Nil for other numbers.
  public static func r2Frequencies(
    _ signal: Int, _ direction: R2Direction
  ) -> (low: Double, high: Double)? {
    let step = direction == .forward ? 120.0 : -120
    let first = direction == .forward ? 1380.0 : 1140
    let found = pair(signal, of: (0..<6).map { first + step * Double($0) })
    return found.map { (low: min($0, $1), high: max($0, $1)) }
  }

  /// R2 signals, each of them until the other end has answered it: `on` seconds, then `off` seconds of silence.
  ///
  /// - Parameter level: of each tone; −11.5 ±1 dBm0 is sent (Q.454).
  /// - Returns: nil if a signal is not from 1 to 15.
  public static func r2(
    _ signals: [Int], _ direction: R2Direction = .forward, on: Double = 0.15, off: Double = 0.1,
    level: Level = Level(dBm0: -11.5), twist: Double = 0, offset: Double = 0
  ) -> [Int16]? {
    var samples: [Int16] = []
    for signal in signals {
      guard let (low, high) = r2Frequencies(signal, direction) else { return nil }
      samples += twoTones(low + offset, high + offset, seconds: on, level: level, twist: twist)
      samples += .silence(seconds: off)
    }
    return samples
  }

  /// Two sines, the low one at `level`, the high one `twist` dB above it.
  static func twoTones(
    _ low: Double, _ high: Double, seconds: Double, level: Level, twist: Double
  ) -> [Int16] {
    var oscillators = (Oscillator(), Oscillator())
    let above = Level(dBm0: level.dBm0 + twist)
    return (0..<SampleTime(seconds: seconds).count).map { _ in
      Int16(
        saturating: oscillators.0.next(low) * level.sineAmplitude
          + oscillators.1.next(high) * above.sineAmplitude)
    }
  }
}
