// SPDX-License-Identifier: GPL-3.0-or-later

/// Takes AudioSocket, Asterisk's protocol, apart: a kind, a length in two bytes, and so many bytes.
public struct AudioSocketFramer: Sendable {
  public enum Frame: Sendable, Hashable {
    case hangUp
    /// The call's id, in the usual form.
    case identifier(String)
    /// 16-bit samples, little-endian, at 8 kHz.
    case audio([Int16])
    case digit(Character)
    /// Asterisk's own trouble.
    case failure(UInt8)
    /// A kind that says nothing here.
    case other(UInt8)
  }

  /// What no peer that speaks AudioSocket sends; the connection is of no more use.
  public struct Fault: Error, Sendable, Hashable {
    public var kind: UInt8
    public var length: Int
  }

  /// Bytes that a frame's payload may have: 320 ms of audio; Asterisk sends 20 ms.
  static let mostBytes = 5120

  private var waiting: [UInt8] = []

  public init() {}

  /// Takes bytes of any number, and appends the frames that they complete.
  public mutating func consume(
    _ bytes: Span<UInt8>, into frames: inout [Frame]
  ) throws(Fault) {
    for index in bytes.indices { waiting.append(bytes[index]) }
    var start = 0
    defer { waiting.removeFirst(start) }
    while waiting.count - start >= 3 {
      let length = Int(waiting[start + 1]) << 8 | Int(waiting[start + 2])
      let kind = waiting[start]
      guard length <= AudioSocketFramer.mostBytes else { throw Fault(kind: kind, length: length) }
      guard waiting.count - start >= 3 + length else { return }
      let payload = waiting[start + 3..<start + 3 + length]
      start += 3 + length
      frames.append(try AudioSocketFramer.frame(kind, payload))
    }
  }

  private static func frame(
    _ kind: UInt8, _ payload: ArraySlice<UInt8>
  ) throws(Fault) -> Frame {
    let fault = Fault(kind: kind, length: payload.count)
    switch kind {
    case 0x00: return .hangUp
    case 0x01:
      guard payload.count == 16 else { throw fault }
      return .identifier(uuid(payload))
    case 0x03:
      guard let code = payload.first else { throw fault }
      return .digit(Character(Unicode.Scalar(code)))
    case 0x10:
      guard payload.count % 2 == 0 else { throw fault }
      var samples: [Int16] = []
      samples.reserveCapacity(payload.count / 2)
      for index in stride(from: payload.startIndex, to: payload.endIndex, by: 2) {
        samples.append(Int16(bitPattern: UInt16(payload[index]) | UInt16(payload[index + 1]) << 8))
      }
      return .audio(samples)
    case 0xFF: return .failure(payload.first ?? 0)
    default: return .other(kind)
    }
  }

  private static func uuid(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789abcdef")
    var text = ""
    for (place, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(place) { text.append("-") }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }

  /// The frame that has Asterisk end the socket.
  public static let hangUp: [UInt8] = [0, 0, 0]
}
