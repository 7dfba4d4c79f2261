// SPDX-License-Identifier: GPL-3.0-or-later

/// A named event in RTP (RFC 4733): a digit, as a rule.
public struct TelephoneEvent: Sendable, Hashable {
  static let digits = Array("0123456789*#ABCD")

  /// 0...15 are digits.
  public var code: UInt8
  public var isEnd: Bool
  /// dBm0, 0...63 below 0.
  public var volume: UInt8
  /// In ticks of the format's clock, from the packet's timestamp.
  public var duration: UInt16

  public init(code: UInt8, isEnd: Bool, volume: UInt8 = 10, duration: UInt16) {
    self.code = code
    self.isEnd = isEnd
    self.volume = volume
    self.duration = duration
  }

  /// The event of a digit; nil where there is none.
  public static func code(of digit: Character) -> UInt8? {
    digits.firstIndex(of: digit).map { UInt8($0) }
  }

  /// The digit; nil: another event.
  public var digit: Character? {
    code < 16 ? TelephoneEvent.digits[Int(code)] : nil
  }

  public init?(_ payload: Span<UInt8>) {
    guard payload.count >= 4 else { return nil }
    self.init(
      code: payload[0], isEnd: payload[1] & 0x80 != 0, volume: payload[1] & 0x3F,
      duration: payload.bigEndian16(at: 2))
  }

  /// Writes four bytes at `index`.
  public func write(into bytes: inout MutableSpan<UInt8>, at index: Int) {
    bytes[index] = code
    bytes[index + 1] = volume & 0x3F | (isEnd ? 0x80 : 0)
    bytes.setBigEndian16(duration, at: index + 2)
  }
}

/// Hears events in a stream: each is told once, however many packets say it, at its end or where the next one begins.
public struct TelephoneEventReceiver: Sendable {
  private var current: (timestamp: UInt32, digit: Character, isTold: Bool)?

  public init() {}

  /// Hears a packet's event; a digit in the packet in which it is known to be over.
  public mutating func hear(_ event: TelephoneEvent, timestamp: UInt32) -> Character? {
    var told: Character?
    if let open = current, open.timestamp != timestamp {
      // Its end was lost.
      if !open.isTold { told = open.digit }
      current = nil
    }
    guard let digit = event.digit else { return told }
    if current == nil { current = (timestamp, digit, false) }
    if event.isEnd, current?.isTold == false {
      current?.isTold = true
      return told ?? digit
    }
    return told
  }
}
