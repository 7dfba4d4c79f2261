// SPDX-License-Identifier: GPL-3.0-or-later

extension Signals {
  /// CNG, a calling fax (ITU-T T.30): 1100 ±38 Hz, 0.5 s on and 3 s off, both ±15 %, until answered.
  public static func cng(level: Level = Level(dBm0: -12)) -> Tone {
    Tone(
      [ToneSegment([1100], duration: 0.5, level: level), .silence(3)], repeats: true)
  }

  /// CED, an answering fax (T.30): 2100 ±15 Hz for 2.6…4.0 s.
  ///
  /// With `phaseReversals` the phase turns by 180 ±25° every 450 ±25 ms, which disables echo
  /// cancellers (G.165, V.8's ANS with reversals); some faxes send it so.
  public static func ced(
    seconds: Double = 3.3, level: Level = Level(dBm0: -12), phaseReversals: Bool = false
  ) -> [Int16] {
    answerTone(2100, seconds: seconds, level: level, reversal: phaseReversals ? 0.45 : nil)
  }

  /// An answering fax's first words (T.30): the preamble, HDLC flags for 1 s ±15 %, then DIS, the
  /// frame of its capabilities, and the carrier's end.
  public static func preambleAndDIS(level: Level = Level(dBm0: -12)) -> [Int16] {
    FrequencyShiftKeying.v21Channel2.samples(
      HDLC.preamble(seconds: 1, baud: 300) + HDLC.frame(dis), level: level)
  }

  /// HDLC flags alone, in V.21's channel 2, `offset` Hz off frequency.
  public static func flags(
    _ count: Int, level: Level = Level(dBm0: -12), offset: Double = 0
  ) -> [Int16] {
    var channel = FrequencyShiftKeying.v21Channel2
    channel.mark += offset
    channel.space += offset
    return channel.samples((0..<count).flatMap { _ in HDLC.flag }, level: level)
  }

  /// The whole answer of a fax: silence, CED, 75 ±20 ms of silence, the preamble and DIS, and these
  /// two again every 3 s (T.30's T4 is 3.0 s ±15 %, from memory) while nobody replies.
  ///
  /// - Parameter seconds: length of the whole.
  public static func faxAnswer(
    seconds: Double = 10, level: Level = Level(dBm0: -12), phaseReversals: Bool = false
  ) -> [Int16] {
    let length = SampleTime(seconds: seconds).count
    var samples: [Int16] = .silence(seconds: 0.2)
    samples += ced(level: level, phaseReversals: phaseReversals) + .silence(seconds: 0.075)
    let words = preambleAndDIS(level: level)
    while samples.count < length { samples += words + .silence(seconds: 3) }
    return Array(samples.prefix(length))
  }

  /// DIS: address and control of a final frame, then the facsimile control field and 24 bits of
  /// capabilities (receives group 3, V.27 ter, fine resolution; T.30 table 2, from memory).
  private static let dis: [UInt8] = [0xFF, 0xC8, 0x80, 0x00, 0x46, 0x00]
}

/// Frames as ISO/IEC 13239 makes them: flags, stuffed zeros and a check sequence.
enum HDLC {
  /// 01111110, least significant bit first.
  static let flag = bits(of: [0x7E])

  /// Whole flags for about `seconds`.
  static func preamble(seconds: Double, baud: Double) -> [Bool] {
    (0..<Int((seconds * baud / 8).rounded())).flatMap { _ in flag }
  }

  /// `bytes` and their check sequence with a 0 after every five 1s, then two flags.
  static func frame(_ bytes: [UInt8]) -> [Bool] {
    var ones = 0
    var stuffed: [Bool] = []
    for bit in bits(of: bytes + check(bytes)) {
      stuffed.append(bit)
      ones = bit ? ones + 1 : 0
      if ones == 5 {
        stuffed.append(false)
        ones = 0
      }
    }
    return stuffed + flag + flag
  }

  /// The 16-bit frame check sequence of x¹⁶ + x¹² + x⁵ + 1, inverted, low byte first.
  static func check(_ bytes: [UInt8]) -> [UInt8] {
    var remainder: UInt16 = 0xFFFF
    for bit in bits(of: bytes) {
      let isOdd = (remainder & 1 == 1) != bit
      remainder = remainder >> 1 ^ (isOdd ? 0x8408 : 0)
    }
    return [UInt8(~remainder & 0xFF), UInt8(~remainder >> 8)]
  }

  private static func bits(of bytes: [UInt8]) -> [Bool] {
    bytes.flatMap { byte in (0..<8).map { byte >> $0 & 1 == 1 } }
  }
}
