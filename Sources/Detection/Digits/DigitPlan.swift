// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// A set of signals that are pairs of frequencies, as registers and telephones send digits.
struct DigitPlan: Sendable {
  enum System: String, Sendable {
    case dtmf
    /// Bell MF, R1 (Q.320).
    case r1
    /// MFC R2 (Q.441), forward and backward.
    case r2Forward
    case r2Backward
  }

  struct Digit: Sendable {
    var system: System
    var name: String
    var low: Float
    var high: Float
    /// For the fine look at it.
    var envelope: PairEnvelope

    /// Whether a window that it does not fill may show the one as the other: lines within 5 %.
    func isLike(_ other: Digit) -> Bool {
      abs(low / other.low - 1) < 0.05 && abs(high / other.high - 1) < 0.05
    }

    init(_ system: System, _ name: String, _ pair: (low: Double, high: Double)) {
      self.system = system
      self.name = name
      low = Float(pair.low)
      high = Float(pair.high)
      envelope = PairEnvelope(low: low, high: high)
    }
  }

  /// DTMF (Q.23): one of four low and one of four high frequencies, ± 1.8 %.
  static let dtmf = "123A456B789C*0#D".compactMap { key in
    Signals.dtmfFrequencies(key).map { Digit(.dtmf, String(key), $0) }
  }

  /// 700 to 1700 Hz in steps of 200, ± 1.5 %: 1 to 0 are the pairs of the first five, KP is 1100 + 1700 and ST
  /// 1500 + 1700; the other pairs of 1700 Hz are special ends.
  static let r1 = Signals.r1Codes.compactMap { code in
    Signals.r1Frequencies(code).map { Digit(.r1, code, $0) }
  }

  /// 1380 to 1980 Hz upwards, 1140 to 540 Hz downwards, in steps of 120; signals 1 to 15.
  static let r2Forward = r2(.r2Forward, .forward)
  static let r2Backward = r2(.r2Backward, .backward)

  private static func r2(_ system: System, _ direction: Signals.R2Direction) -> [Digit] {
    (1...15).compactMap { signal in
      Signals.r2Frequencies(signal, direction).map { Digit(system, String(signal), $0) }
    }
  }

  static let all = dtmf + r1 + r2Forward + r2Backward

  /// The digit, as a place in `all`, that a pair of lines is, if it is one: each line within 2.4 % (± 1.8 % is one, ± 3.5 %
  /// is none), or for R1 within 1.5 % and 8 Hz and for R2 within 11 Hz (the transmitter may be off by 4 Hz). Where several
  /// systems have it, that of the row that it stands in, else DTMF, else whichever is nearest.
  static func digit(low: Float, high: Float, in row: System? = nil) -> Int? {
    guard low > 525, high < 2000, high - low > 105 else { return nil }
    var best: Int?
    var least = Float.infinity
    for (index, pair) in pairs.enumerated() {
      let errors = abs(SIMD2(low, high) - SIMD2(pair.x, pair.y))
      guard errors.x <= pair.z, errors.y <= pair.w else { continue }
      let system = all[index].system
      let error =
        errors.x / pair.x + errors.y / pair.y - (system == row ? 2 : system == .dtmf ? 1 : 0)
      if error < least {
        best = index
        least = error
      }
    }
    return best
  }

  /// Frequencies and tolerances, in Hz.
  private static let pairs: [SIMD4<Float>] = all.map { digit in
    func slack(_ hertz: Float) -> Float {
      switch digit.system {
      case .dtmf: 0.024 * hertz
      case .r1: 0.015 * hertz + 8
      case .r2Forward, .r2Backward: 11
      }
    }
    return SIMD4(digit.low, digit.high, slack(digit.low), slack(digit.high))
  }
}

private func abs(_ vector: SIMD2<Float>) -> SIMD2<Float> { SIMD2(abs(vector.x), abs(vector.y)) }
