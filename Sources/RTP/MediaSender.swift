// SPDX-License-Identifier: GPL-3.0-or-later

/// The sending half of one call's media: audio or another call's packets in, packets out.
///
/// A relayed packet keeps its distance in sequence and timestamp from those before it, so that what the other side's network
/// lost or put out of order is left to the ear at the end, and nothing waits here.
public struct MediaSender: Sendable {
  /// The longest packet that is made.
  public static let mostBytes = RTPHeader.size + JitterBuffer.payloadSize

  /// SSRC.
  public let source: UInt32
  public private(set) var packets: UInt32 = 0
  public private(set) var octets: UInt32 = 0
  private var sequence: UInt16
  /// Of the sample that comes next.
  public private(set) var timestamp: UInt32
  private var isFresh = true
  private var relay: (source: UInt32, sequence: UInt16, timestamp: UInt32)?

  /// What is sent, once it is known.
  public var audio: PayloadType?
  public var event: PayloadType?
  public var noise: PayloadType?

  public init(source: UInt32, sequence: UInt16, timestamp: UInt32) {
    self.source = source
    self.sequence = sequence
    self.timestamp = timestamp
  }

  /// Writes a packet of our own audio; returns its length, 0 where no format is agreed.
  public mutating func pack(_ samples: Span<Int16>, into bytes: inout MutableSpan<UInt8>) -> Int {
    guard let audio else { return 0 }
    relay = nil
    head(audio.number, into: &bytes)
    audio.format.encode(samples, into: &bytes, at: RTPHeader.size)
    timestamp &+= UInt32(samples.count)
    return count(RTPHeader.size + samples.count)
  }

  /// Writes a packet of `count` samples of silence.
  public mutating func packSilence(_ samples: Int, into bytes: inout MutableSpan<UInt8>) -> Int {
    guard let audio else { return 0 }
    relay = nil
    head(audio.number, into: &bytes)
    for index in 0..<samples { bytes[RTPHeader.size + index] = audio.format.silence }
    timestamp &+= UInt32(samples)
    return count(RTPHeader.size + samples)
  }

  /// Time in which nothing was sent: the next packet begins a talkspurt.
  public mutating func skip(_ samples: Int) {
    timestamp &+= UInt32(truncatingIfNeeded: samples)
    isFresh = true
  }

  /// Writes a packet of a digit that began `duration` samples ago. The packets of one digit have one timestamp; after the
  /// last, `skip` goes on behind it.
  public mutating func pack(
    _ digit: TelephoneEvent, isFirst: Bool, into bytes: inout MutableSpan<UInt8>
  ) -> Int {
    guard let event else { return 0 }
    relay = nil
    isFresh = isFirst
    head(event.number, into: &bytes)
    digit.write(into: &bytes, at: RTPHeader.size)
    return count(RTPHeader.size + 4)
  }

  /// Writes another call's packet as one of this stream; returns its length, 0: this side does not take its format.
  public mutating func pack(
    relayed header: RTPHeader, _ format: PayloadFormat, _ payload: Span<UInt8>,
    into bytes: inout MutableSpan<UInt8>
  ) -> Int {
    guard let audio, let number = number(for: format) else { return 0 }
    if relay?.source != header.source {
      relay = (header.source, sequence &- header.sequence, timestamp &- header.timestamp)
      isFresh = true
    }
    guard let relay else { return 0 }
    let own = RTPHeader(
      payloadType: number, isMarked: isFresh || header.isMarked,
      sequence: header.sequence &+ relay.sequence, timestamp: header.timestamp &+ relay.timestamp,
      source: source)
    isFresh = false
    own.write(into: &bytes)
    let start = RTPHeader.size
    if format.isAudio, format != audio.format {
      if audio.format == .pcmu {
        for index in payload.indices {
          bytes[start + index] = Transcoding.toULaw[Int(payload[index])]
        }
      } else {
        for index in payload.indices {
          bytes[start + index] = Transcoding.toALaw[Int(payload[index])]
        }
      }
    } else {
      for index in payload.indices { bytes[start + index] = payload[index] }
    }
    // A packet that was out of order does not turn back what comes after it.
    if Int16(bitPattern: own.sequence &- sequence) >= 0 {
      sequence = own.sequence &+ 1
      timestamp = own.timestamp &+ (format.isAudio ? UInt32(payload.count) : 0)
    }
    return count(start + payload.count)
  }

  private func number(for format: PayloadFormat) -> UInt8? {
    switch format {
    case .pcmu, .pcma: audio?.number
    case .event: event?.number
    case .noise: noise?.number
    }
  }

  private mutating func head(_ number: UInt8, into bytes: inout MutableSpan<UInt8>) {
    let header = RTPHeader(
      payloadType: number, isMarked: isFresh, sequence: sequence, timestamp: timestamp,
      source: source)
    header.write(into: &bytes)
    isFresh = false
    sequence &+= 1
  }

  private mutating func count(_ length: Int) -> Int {
    packets &+= 1
    octets &+= UInt32(length - RTPHeader.size)
    return length
  }
}
