// SPDX-License-Identifier: GPL-3.0-or-later

extension Signals {
  /// A text telephone's Baudot (TIA-825, ITU-T V.18 annex A): 1400 Hz for 1, 1800 Hz for 0, 45.45
  /// bit/s, so 22 ms a bit: a 0 to start, five bits, one and a half 1s to stop.
  ///
  /// A 1 is held for 150 ms before the first character and after the last, so that the other end
  /// does not take the end for characters. (The figures are from memory.)
  ///
  /// - Parameter text: letters in either case, digits, space and `-$!'()":;?,.=+/`; a newline is sent
  ///   as carriage return and line feed.
  /// - Returns: nil if a character has no code.
  public static func tty(_ text: String, level: Level = Level(dBm0: -12)) -> [Int16]? {
    guard let codes = Baudot.codes(of: text) else { return nil }
    // In half bits, because characters stop for one and a half.
    let hold = [Bool](repeating: true, count: 14)
    var halves = hold
    for code in codes {
      halves += [false, false]
      for bit in 0..<5 {
        let isMark = code >> bit & 1 == 1
        halves += [isMark, isMark]
      }
      halves += [true, true, true]
    }
    let modulator = FrequencyShiftKeying(mark: 1400, space: 1800, baud: 2 * 1000 / 22)
    return modulator.samples(halves + hold, level: level)
  }
}

/// The five-bit code of text telephones: letters and figures on the same codes, with two codes to
/// shift between them (ITA2 with the American figures).
package enum Baudot {
  static let letterShift: UInt8 = 31
  static let figureShift: UInt8 = 27
  private static let letters = Array("\0E\nA SIU\rDRJNFCKTZLWHYQPOBG\0MXV\0")
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
