// SPDX-License-Identifier: GPL-3.0-or-later

/// The head of an RTP packet (RFC 3550, 5.1).
public struct RTPHeader: Sendable, Hashable {
  /// Bytes of a head without CSRC and extension.
  public static let size = 12

  /// 0...127.
  public var payloadType: UInt8
  /// The first packet of a talkspurt, or of an event.
  public var isMarked: Bool
  public var sequence: UInt16
  /// In ticks of the format's clock.
  public var timestamp: UInt32
  /// SSRC.
  public var source: UInt32

  public init(
    payloadType: UInt8, isMarked: Bool = false, sequence: UInt16, timestamp: UInt32, source: UInt32
  ) {
    self.payloadType = payloadType & 0x7F
    self.isMarked = isMarked
    self.sequence = sequence
    self.timestamp = timestamp
    self.source = source
  }

  /// Reads a packet's head; `payload` is where its payload lies. Nil: these bytes are no RTP of version 2.
  public static func read(_ bytes: Span<UInt8>) -> (header: RTPHeader, payload: Range<Int>)? {
    guard bytes.count >= size, bytes[0] >> 6 == 2 else { return nil }
    var start = size + 4 * Int(bytes[0] & 0x0F)
    if bytes[0] & 0x10 != 0 {
      guard bytes.count >= start + 4 else { return nil }
      start += 4 + 4 * Int(bytes.bigEndian16(at: start + 2))
    }
    var end = bytes.count
    if bytes[0] & 0x20 != 0 {
      let padding = Int(bytes[bytes.count - 1])
      guard padding > 0 else { return nil }
      end -= padding
    }
    guard start <= end else { return nil }
    let header = RTPHeader(
      payloadType: bytes[1], isMarked: bytes[1] & 0x80 != 0, sequence: bytes.bigEndian16(at: 2),
      timestamp: bytes.bigEndian32(at: 4), source: bytes.bigEndian32(at: 8))
    return (header, start..<end)
  }

  /// Writes the head into the first 12 bytes.
  public func write(into bytes: inout MutableSpan<UInt8>) {
    bytes[0] = 0x80
    bytes[1] = payloadType & 0x7F | (isMarked ? 0x80 : 0)
    bytes.setBigEndian16(sequence, at: 2)
    bytes.setBigEndian32(timestamp, at: 4)
    bytes.setBigEndian32(source, at: 8)
  }
}

extension Span<UInt8> {
  func bigEndian16(at index: Int) -> UInt16 { UInt16(self[index]) << 8 | UInt16(self[index + 1]) }

  func bigEndian32(at index: Int) -> UInt32 {
    UInt32(bigEndian16(at: index)) << 16 | UInt32(bigEndian16(at: index + 2))
  }
}

extension MutableSpan<UInt8> {
  mutating func setBigEndian16(_ value: UInt16, at index: Int) {
    self[index] = UInt8(value >> 8)
    self[index + 1] = UInt8(truncatingIfNeeded: value)
  }

  mutating func setBigEndian32(_ value: UInt32, at index: Int) {
    setBigEndian16(UInt16(value >> 16), at: index)
    setBigEndian16(UInt16(truncatingIfNeeded: value), at: index + 2)
  }
}
