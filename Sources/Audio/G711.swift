// SPDX-License-Identifier: GPL-3.0-or-later

/// ITU-T G.711 companding between 16-bit linear samples and the 8-bit codes of the telephone network.
///
/// The linear side is scaled as everywhere in Earshot: full scale ±32768, so that µ-law's largest
/// value is ±32124 and A-law's ±32256. µ-law works on the upper 14 bits of a sample and A-law on
/// the upper 13, each with eight segments of sixteen steps whose width doubles from one to the next.
/// Codes are in line order: A-law with its even bits inverted, µ-law with all bits inverted.
public enum G711 {
  /// The µ-law code of a sample; samples beyond ±32635 saturate.
  public static func encodeULaw(_ sample: Int16) -> UInt8 {
    let wide = Int(sample)
    let magnitude = min((wide < 0 ? ~wide : wide) >> 2, 8158) + 33  // bias: 33 ... 8191
    let segment = bitWidth(magnitude) - 6
    let step = (magnitude >> (segment + 1)) & 0xF
    return ~UInt8((wide < 0 ? 0x80 : 0) | segment << 4 | step)
  }

  /// The sample that a µ-law code stands for: the middle of its step.
  public static func decodeULaw(_ code: UInt8) -> Int16 {
    let bits = Int(~code)
    let magnitude = (((bits & 0xF) << 3) + 132) << ((bits >> 4) & 7) - 132
    return Int16(bits & 0x80 == 0 ? magnitude : -magnitude)
  }

  /// The A-law code of a sample.
  public static func encodeALaw(_ sample: Int16) -> UInt8 {
    let wide = Int(sample)
    let magnitude = (wide < 0 ? ~wide : wide) >> 4  // 0 ... 2047
    let segment = max(0, bitWidth(magnitude) - 4)
    let step = (segment < 2 ? magnitude : magnitude >> (segment - 1)) & 0xF
    return UInt8((wide < 0 ? 0 : 0x80) | segment << 4 | step) ^ 0x55
  }

  /// The sample that an A-law code stands for: the middle of its step.
  public static func decodeALaw(_ code: UInt8) -> Int16 {
    let bits = Int(code ^ 0x55)
    let segment = (bits >> 4) & 7
    let step = ((bits & 0xF) << 4) + 8
    let magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1)
    return Int16(bits & 0x80 == 0 ? -magnitude : magnitude)
  }

  /// Bits needed to write `value`; 0 for 0.
  private static func bitWidth(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }
}
