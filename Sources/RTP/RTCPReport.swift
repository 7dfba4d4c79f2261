// SPDX-License-Identifier: GPL-3.0-or-later

/// What one side says of what it receives (RFC 3550, 6.4.1).
public struct RTCPBlock: Sendable, Hashable {
  /// SSRC of the stream that is reported on.
  public var source: UInt32
  /// Of 256.
  public var fractionLost: UInt8
  /// Since the beginning; 24 bits on the wire.
  public var lost: Int32
  public var lastSequence: UInt32
  /// In ticks of the format's clock.
  public var jitter: UInt32
  /// Middle 32 bits of the last sender report's NTP time, and the time since, in 1/65536 s.
  public var lastReport: UInt32
  public var delay: UInt32

  public init(
    source: UInt32, fractionLost: UInt8, lost: Int32, lastSequence: UInt32, jitter: UInt32,
    lastReport: UInt32 = 0, delay: UInt32 = 0
  ) {
    self.source = source
    self.fractionLost = fractionLost
    self.lost = lost
    self.lastSequence = lastSequence
    self.jitter = jitter
    self.lastReport = lastReport
    self.delay = delay
  }
}

/// A compound RTCP packet: a report with at most one block, and who sends it.
public struct RTCPReport: Sendable, Hashable {
  /// What a sender says of its stream.
  public struct Sent: Sendable, Hashable {
    /// NTP, seconds since 1900 in the upper 32 bits.
    public var time: UInt64
    public var timestamp: UInt32
    public var packets: UInt32
    public var octets: UInt32

    public init(time: UInt64, timestamp: UInt32, packets: UInt32, octets: UInt32) {
      self.time = time
      self.timestamp = timestamp
      self.packets = packets
      self.octets = octets
    }
  }

  public var source: UInt32
  public var sent: Sent?
  public var block: RTCPBlock?
  /// The source leaves.
  public var isBye = false

  public init(source: UInt32, sent: Sent? = nil, block: RTCPBlock? = nil, isBye: Bool = false) {
    self.source = source
    self.sent = sent
    self.block = block
    self.isBye = isBye
  }

  /// Reads a compound packet. Nil: it is none. Of several blocks the first counts.
  public init?(_ bytes: Span<UInt8>) {
    var found: RTCPReport?
    var rest = bytes
    while rest.count >= 4 {
      let type = rest[1]
      let size = 4 * (Int(rest.bigEndian16(at: 2)) + 1)
      guard rest[0] >> 6 == 2, size <= rest.count else { return nil }
      // A compound packet begins with a report.
      if found == nil, type != 200, type != 201 { return nil }
      let count = Int(rest[0] & 0x1F)
      if type == 200 || type == 201 {
        let head = type == 200 ? 28 : 8
        guard size >= head + 24 * count else { return nil }
        var report = found ?? RTCPReport(source: rest.bigEndian32(at: 4))
        if type == 200 {
          report.sent = Sent(
            time: UInt64(rest.bigEndian32(at: 8)) << 32 | UInt64(rest.bigEndian32(at: 12)),
            timestamp: rest.bigEndian32(at: 16), packets: rest.bigEndian32(at: 20),
            octets: rest.bigEndian32(at: 24))
        }
        if count > 0, report.block == nil { report.block = RTCPReport.block(rest, at: head) }
        found = report
      } else if type == 203 {
        found?.isBye = true
      }
      rest = rest.extracting(droppingFirst: size)
    }
    guard rest.isEmpty, let found else { return nil }
    self = found
  }

  private static func block(_ bytes: Span<UInt8>, at index: Int) -> RTCPBlock {
    let word = bytes.bigEndian32(at: index + 4)
    return RTCPBlock(
      source: bytes.bigEndian32(at: index), fractionLost: UInt8(word >> 24),
      // 24 bits with a sign.
      lost: Int32(bitPattern: word << 8) >> 8, lastSequence: bytes.bigEndian32(at: index + 8),
      jitter: bytes.bigEndian32(at: index + 12), lastReport: bytes.bigEndian32(at: index + 16),
      delay: bytes.bigEndian32(at: index + 20))
  }

  /// The longest packet that `write` makes.
  public static let mostBytes = 96

  /// Writes report, description (CNAME "earshot") and, if it leaves, goodbye; returns how many bytes.
  public func write(into bytes: inout MutableSpan<UInt8>) -> Int {
    var size = sent == nil ? 8 : 28
    bytes[0] = 0x80 | (block == nil ? 0 : 1)
    bytes[1] = sent == nil ? 201 : 200
    bytes.setBigEndian32(source, at: 4)
    if let sent {
      bytes.setBigEndian32(UInt32(sent.time >> 32), at: 8)
      bytes.setBigEndian32(UInt32(truncatingIfNeeded: sent.time), at: 12)
      bytes.setBigEndian32(sent.timestamp, at: 16)
      bytes.setBigEndian32(sent.packets, at: 20)
      bytes.setBigEndian32(sent.octets, at: 24)
    }
    if let block {
      bytes.setBigEndian32(block.source, at: size)
      let lost = UInt32(bitPattern: max(-0x80_0000, min(0x7F_FFFF, block.lost))) & 0xFF_FFFF
      bytes.setBigEndian32(UInt32(block.fractionLost) << 24 | lost, at: size + 4)
      bytes.setBigEndian32(block.lastSequence, at: size + 8)
      bytes.setBigEndian32(block.jitter, at: size + 12)
      bytes.setBigEndian32(block.lastReport, at: size + 16)
      bytes.setBigEndian32(block.delay, at: size + 20)
      size += 24
    }
    bytes.setBigEndian16(UInt16(size / 4 - 1), at: 2)
    size = writeDescription(into: &bytes, at: size)
    guard isBye else { return size }
    bytes[size] = 0x81
    bytes[size + 1] = 203
    bytes.setBigEndian16(1, at: size + 2)
    bytes.setBigEndian32(source, at: size + 4)
    return size + 8
  }

  private static let name = Array("earshot".utf8)

  private func writeDescription(into bytes: inout MutableSpan<UInt8>, at start: Int) -> Int {
    bytes[start] = 0x81
    bytes[start + 1] = 202
    bytes.setBigEndian32(source, at: start + 4)
    bytes[start + 8] = 1
    bytes[start + 9] = UInt8(RTCPReport.name.count)
    for (offset, byte) in RTCPReport.name.enumerated() { bytes[start + 10 + offset] = byte }
    var end = start + 10 + RTCPReport.name.count
    // A zero ends the items, and more fill the word.
    repeat {
      bytes[end] = 0
      end += 1
    } while (end - start) % 4 != 0
    bytes.setBigEndian16(UInt16((end - start) / 4 - 1), at: start + 2)
    return end
  }
}
