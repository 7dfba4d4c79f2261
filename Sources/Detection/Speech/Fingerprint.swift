// SPDX-License-Identifier: GPL-3.0-or-later

/// 1.28 s of speech, as it is told from all other speech: in each frame, for each of sixteen pairs of neighbouring bands,
/// whether the lower one gains on the upper.
///
/// The same recording differs from itself in a tenth of the bits, in 18 % at most of 98 of 100 cases (frames up to 10 ms
/// apart, 12 to 30 dB of signal to noise, µ-law, 2 % of packets lost); the same sentence, read twice by one speaker,
/// in 30 % and more, in 18 % at least of 3,466 pairs; any other speech in 40 %.
struct Fingerprint: Sendable {
  static let frames = 64
  static let bits = 16
  /// Frames of speech that tell enough.
  static let leastSpeech = 40
  /// Share of the bits of its speech in which the same recording may differ.
  static let tolerance = 0.18
  /// Frames by which the beginning of a phrase may be placed otherwise the next time.
  static let reach = 6
  static let heard = frames + 2 * reach

  var words = InlineArray<64, UInt16>(repeating: 0)
  /// The frames in which somebody speaks, from bit 0.
  var speech: UInt64 = 0

  var tellsEnough: Bool { speech.nonzeroBitCount >= Fingerprint.leastSpeech }

  /// The least share of bits in which it differs from what was heard, wherever that begins; nil: it is something else.
  func distance(to heard: InlineArray<76, UInt16>) -> Double? {
    let count = Fingerprint.bits * speech.nonzeroBitCount
    let most = Int(Fingerprint.tolerance * Double(count))
    var least: Int?
    for shift in 0...2 * Fingerprint.reach {
      var wrong = 0
      var index = 0
      while index < Fingerprint.frames, wrong <= most {
        if speech >> UInt64(index) & 1 != 0 {
          wrong += (words[index] ^ heard[shift + index]).nonzeroBitCount
        }
        index += 1
      }
      if wrong <= min(most, least ?? most) { least = wrong }
    }
    return least.map { Double($0) / Double(max(1, count)) }
  }
}

/// As a line of a ``PromptBook``: the frames of speech, then a word for each frame, in hexadecimal.
extension Fingerprint {
  var text: String {
    var text = Fingerprint.hexadecimal(speech, digits: 16)
    for index in words.indices { text += Fingerprint.hexadecimal(UInt64(words[index]), digits: 4) }
    return text
  }

  /// Nil unless it is 272 hexadecimal digits with speech enough.
  init?(_ text: some StringProtocol) {
    let digits = Array(text.utf8)
    guard digits.count == 16 + 4 * Fingerprint.frames,
      let speech = Fingerprint.value(digits[..<16])
    else { return nil }
    self.speech = speech
    for index in words.indices {
      let start = 16 + 4 * index
      guard let word = Fingerprint.value(digits[start..<start + 4]) else { return nil }
      words[index] = UInt16(word)
    }
    guard tellsEnough else { return nil }
  }

  private static func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private static func value(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
      guard let number = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
      value = value << 4 | UInt64(number)
    }
    return value
  }
}
