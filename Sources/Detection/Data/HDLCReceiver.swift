// SPDX-License-Identifier: GPL-3.0-or-later

/// Flags and frames of HDLC (ISO/IEC 13239) out of a stream of bits: 01111110 between frames, a 0 stuffed behind every
/// five 1s within, the check sequence x¹⁶ + x¹² + x⁵ + 1 at the end.
struct HDLCReceiver: Sendable {
  /// What a bit completed.
  enum Found: Sendable {
    case flag
    /// A frame that checks, without its check sequence.
    case frame(bytes: Int)
  }

  /// The octets of the frame, the first 32 of them.
  private(set) var octets = InlineArray<32, UInt8>(repeating: 0)
  private var count = 0
  private var recent: UInt8 = 0
  private var ones = 0
  private var octet: UInt8 = 0
  private var bits = 0
  private var remainder: UInt16 = 0xFFFF
  private var isOpen = false

  mutating func consume(_ bit: Bool) -> Found? {
    recent = recent >> 1 | (bit ? 0x80 : 0)
    if recent == 0x7E {
      defer { begin() }
      // The flag's first seven bits were taken for data.
      let isWhole = isOpen && bits == 7 && count >= 4 && remainder == 0xF0B8
      return isWhole ? .frame(bytes: count - 2) : .flag
    }
    if bit {
      ones += 1
      // Seven 1s are no frame.
      if ones > 6 { isOpen = false }
    } else {
      let isStuffed = ones == 5
      ones = 0
      if isStuffed { return nil }
    }
    guard isOpen else { return nil }
    octet = octet >> 1 | (bit ? 0x80 : 0)
    bits += 1
    if bits == 8 {
      if count < octets.count { octets[count] = octet } else { isOpen = false }
      check(octet)
      count += 1
      bits = 0
    }
    return nil
  }

  private mutating func begin() {
    isOpen = true
    count = 0
    bits = 0
    ones = 0
    remainder = 0xFFFF
  }

  private mutating func check(_ octet: UInt8) {
    remainder ^= UInt16(octet)
    for _ in 0..<8 {
      remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0x8408 : remainder >> 1
    }
  }
}
