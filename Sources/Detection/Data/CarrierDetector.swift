// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Steady lines and pairs of lines by which modems are known: carriers, marks at rest, and the segments of their
/// handshakes. None of them lasts as long, or lies where it does, in speech.
///
/// - V.21 mark, 1650 Hz; Bell 103 originate mark, 1270 Hz; V.23 mark, 1300 Hz, longer than a calling tone.
/// - V.22 USB1: unscrambled ones, which are two lines, 2250 and 2850 Hz, for 155 ms and more. V.22bis S1: 2400 ± 300 Hz or
///   1200 ± 300 Hz, with or without the carrier between, for 100 ± 3 ms. Machines' record tones are such pairs: behind a
///   voice S1 counts within 3 s of another signal of a modem.
/// - V.32: AA, 1800 Hz; AC, 600 and 3000 Hz.
/// - V.8bis: 1375 and 2002 Hz, or 1529 and 2225 Hz, for 400 ms.
struct CarrierDetector: Sendable {
  struct Carrier: Sendable {
    var name: String
    /// Hz; `high` is 0 for a single line.
    var low: Float
    var high: Float = 0
    var slack: Float = 16
    /// Seconds. One with a greatest length is known at its end, the others as soon as they last.
    var least: Double
    var most: Double = .infinity

    /// Whether a record tone may be as short.
    var isBrief: Bool { most < 0.2 }
  }

  /// Samples, 3 s, within which a modem's signals follow one another.
  static let handshake = 24_000

  static let carriers = [
    Carrier(name: "v21", low: 1650, least: 1.0),
    Carrier(name: "bell103", low: 1270, least: 1.0),
    Carrier(name: "v23", low: 1300, least: 1.0),
    Carrier(name: "v32-aa", low: 1800, least: 0.9),
    Carrier(name: "v32-ac", low: 600, high: 3000, slack: 25, least: 0.3),
    Carrier(name: "v22", low: 2250, high: 2850, slack: 35, least: 0.14),
    Carrier(name: "v22bis-s1", low: 2100, high: 2700, least: 0.08, most: 0.19),
    Carrier(name: "v22bis-s1", low: 2100, high: 2400, least: 0.08, most: 0.19),
    Carrier(name: "v22bis-s1", low: 2400, high: 2700, least: 0.08, most: 0.19),
    Carrier(name: "v22bis-s1", low: 900, high: 1200, slack: 12, least: 0.085, most: 0.19),
    Carrier(name: "v22bis-s1", low: 1200, high: 1500, slack: 12, least: 0.085, most: 0.19),
    Carrier(name: "v22bis-s1", low: 900, high: 1500, slack: 12, least: 0.085, most: 0.19),
    Carrier(name: "v8bis", low: 1375, high: 2002, slack: 12, least: 0.35, most: 0.45),
    Carrier(name: "v8bis", low: 1529, high: 2225, slack: 12, least: 0.35, most: 0.45),
  ]

  private(set) var isReported = false

  mutating func opened() { isReported = false }

  /// - Parameter least: seconds that a single line must last, whichever it is.
  mutating func underway(_ run: ToneRun, least: Double) -> Carrier? {
    guard !isReported, run.seconds >= 0.14 else { return nil }
    return find(run) {
      $0.most == .infinity && run.seconds >= max($0.least, $0.high == 0 ? least : 0)
    }
  }

  /// - Parameter isModem: whether a brief one is a modem's.
  mutating func ended(_ run: ToneRun, least: Double, isModem: Bool) -> Carrier? {
    guard !isReported else { return nil }
    return find(run) {
      (isModem || !$0.isBrief) && run.seconds >= max($0.least, $0.high == 0 ? least : 0)
        && run.seconds <= $0.most
    }
  }

  private mutating func find(_ run: ToneRun, where fits: (Carrier) -> Bool) -> Carrier? {
    guard run.purity >= 0.85, run.jitter < 8, run.meanSquare >= AnswerToneDetector.least,
      let found = CarrierDetector.carriers.first(where: {
        abs(run.low - $0.low) <= $0.slack
          && ($0.high == 0 ? !run.isDual : run.isDual && abs(run.high - $0.high) <= $0.slack)
          && fits($0)
      })
    else { return nil }
    isReported = true
    return found
  }
}
