// SPDX-License-Identifier: GPL-3.0-or-later

extension Signals {
  /// A text telephone's Baudot (TIA-825, ITU-T V.18 annex A): 1400 Hz for 1, 1800 Hz for 0, both ±5 %,
  /// 45.45 bit/s, so 22 ms a bit: a 0 to start, five bits, one and a half 1s to stop. Outside North
  /// America it is sent at 50 bit/s.
  ///
  /// A 1 is held for 150 ms before the first character and after the last, so that the other end
  /// does not take the end for characters.
  ///
  /// - Parameter text: letters in either case, digits, space and `-$!'()":;?,.=+/`; a newline is sent
  ///   as carriage return and line feed.
  /// - Returns: nil if a character has no code.
  public static func tty(
    _ text: String, level: Level = Level(dBm0: -12),
    channel: FrequencyShiftKeying = .baudot45
  ) -> [Int16]? {
    guard let codes = Baudot.codes(of: text) else { return nil }
    // In half bits, because characters stop for one and a half.
    let hold = [Bool](repeating: true, count: Int((0.3 * channel.baud).rounded()))
    var halves = hold
    for code in codes {
      halves += [false, false]
      for bit in 0..<5 {
        let isMark = code >> bit & 1 == 1
        halves += [isMark, isMark]
      }
      halves += [true, true, true]
    }
    var modulator = channel
    modulator.baud *= 2
    return modulator.samples(halves + hold, level: level)
  }

  /// A European deaf telephone (V.18 annex C): ASCII of seven bits and even parity with two 1s to stop, 110 bit/s, both ends
  /// at 980 and 1180 Hz by turns, a 1 held for 300 ms before and after (from memory).
  public static func edt(_ text: String, level: Level = Level(dBm0: -12)) -> [Int16] {
    let hold = [Bool](repeating: true, count: 33)
    return FrequencyShiftKeying.edt.samples(
      hold + StartStop.ascii(text, stops: 2) + hold, level: level)
  }

  /// A text telephone that is a Bell 103 modem (V.18 annex D): its carrier, then ASCII at 300 bit/s.
  public static func bell103Text(
    _ text: String, isAnswer: Bool = true, level: Level = Level(dBm0: -12)
  ) -> [Int16] {
    let channel: FrequencyShiftKeying = isAnswer ? .bell103Answer : .bell103Originate
    let hold = [Bool](repeating: true, count: 300)
    return channel.samples(hold + StartStop.ascii(text, stops: 1) + hold, level: level)
  }

  /// How a V.18 text telephone asks whom it has before it.
  public enum V18Probe: String, Sendable, CaseIterable {
    /// V.23's forward channel: a 1 for 400 ms, then four times the marker of twenty bits, with 800 ms of 1s between.
    case xci
    /// "TXP" in V.21's low channel behind ten 1s, three times.
    case txp
  }

  /// A V.18 probe, once (V.18, 3.13 and 5.1.1): XCI lasts 3 s, TXP 0.4 s.
  public static func v18(_ probe: V18Probe, level: Level = Level(dBm0: -12)) -> [Int16] {
    switch probe {
    case .xci:
      let marker = "01111111110111111111".map { $0 == "1" }
      func hold(_ seconds: Double) -> [Bool] { [Bool](repeating: true, count: Int(seconds * 1200)) }
      let bits =
        hold(0.4) + marker + hold(0.8) + marker + hold(0.8) + marker + hold(0.8) + marker
        + hold(0.1)
      return FrequencyShiftKeying.v23Forward.samples(bits, level: level)
    case .txp:
      let sequence = [Bool](repeating: true, count: 10) + StartStop.ascii("TXP", stops: 1)
      return FrequencyShiftKeying.v21Channel1.samples(
        sequence + sequence + sequence, level: level)
    }
  }
}

/// The five-bit code of text telephones: letters and figures on the same codes, with two codes to
/// shift between them (ITA2 with the American figures).
package enum Baudot {
  static let letterShift: UInt8 = 31
  static let figureShift: UInt8 = 27
  private static let letters = Array("\0E\nA SIU\rDRJNFCKTZLWHYPQOBG\0MXV\0")
  private static let figures = Array("\03\n- \u{7}87\r$4',!:(5\")2=6019?+\0./;\0")

  /// Codes with the shifts that are needed, a letter shift first; nil for a character without one.
  static func codes(of text: String) -> [UInt8]? {
    var codes = [letterShift]
    var isFigures = false
    for character in text.uppercased().flatMap({ $0 == "\n" ? ["\r", "\n"] : [$0] }) {
      let letter = character == "\0" ? nil : letters.firstIndex(of: character)
      let figure = character == "\0" ? nil : figures.firstIndex(of: character)
      guard let code = isFigures ? figure ?? letter : letter ?? figure else { return nil }
      let needsFigures = (isFigures ? figure != nil : letter == nil)
      if needsFigures != isFigures {
        codes.append(needsFigures ? figureShift : letterShift)
        isFigures = needsFigures
      }
      codes.append(UInt8(code))
    }
    return codes
  }

  /// What `codes` say; a line's end is one newline, and what prints nothing is left out.
  package static func text(of codes: [UInt8]) -> String {
    var text = ""
    var isFigures = false
    for code in codes where code < 32 {
      switch code {
      case figureShift: isFigures = true
      case letterShift: isFigures = false
      default:
        let character = (isFigures ? figures : letters)[Int(code)]
        if character == "\n" || !character.isNewline, character != "\0", character != "\u{7}" {
          text.append(character)
        }
      }
    }
    return text
  }
}
