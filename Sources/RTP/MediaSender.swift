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
  /// While Opus is sent. A copy of this value shares it: it is for one thread and one stream.
  private var encoder: OpusEncoder?
  private var relay: (source: UInt32, sequence: UInt16, timestamp: UInt32)?

  /// What is sent, once it is known.
  public var audio: PayloadType? {
    didSet {
      if audio?.format != .opus { encoder = nil } else if encoder == nil { encoder = OpusEncoder() }
    }
  }
  public var event: PayloadType?
  public var noise: PayloadType?

  public init(source: UInt32, sequence: UInt16, timestamp: UInt32) {
    self.source = source
    self.sequence = sequence
    self.timestamp = timestamp
  }

  /// Ticks of the audio's clock in a sample at 8 kHz.
  private var ticks: UInt32 { UInt32((audio?.clock ?? 8000) / 8000) }

  /// Writes a packet of our own audio; returns its length, 0 where no format is agreed.
  public mutating func pack(_ samples: Span<Int16>, into bytes: inout MutableSpan<UInt8>) -> Int {
    guard let audio else { return 0 }
    relay = nil
    var length = samples.count
    if audio.format == .opus {
      length = encoder?.encode(samples, into: &bytes, at: RTPHeader.size) ?? 0
      guard length > 0 else { return 0 }
    } else {
      audio.format.encode(samples, into: &bytes, at: RTPHeader.size)
    }
    head(audio.number, into: &bytes)
    timestamp &+= UInt32(samples.count) &* ticks
    return count(RTPHeader.size + length)
  }

  private static let silence = [Int16](repeating: 0, count: MediaReceiver.mostSamples)

  /// Writes a packet of `samples` of silence.
  public mutating func packSilence(_ samples: Int, into bytes: inout MutableSpan<UInt8>) -> Int {
    guard let audio else { return 0 }
    guard audio.format.isG711 else {
      return pack(MediaSender.silence.span.extracting(first: samples), into: &bytes)
    }
    relay = nil
    head(audio.number, into: &bytes)
    for index in 0..<samples { bytes[RTPHeader.size + index] = audio.format.silence }
    timestamp &+= UInt32(samples)
    return count(RTPHeader.size + samples)
  }

  /// Time in which nothing was sent: the next packet begins a talkspurt.
  public mutating func skip(_ samples: Int) {
    timestamp &+= UInt32(truncatingIfNeeded: samples) &* ticks
    isFresh = true
  }

  /// Writes a packet of a digit that began `duration` samples at 8 kHz ago. The packets of one digit have one timestamp; after
  /// the last, `skip` goes on behind it.
  public mutating func pack(
    _ digit: TelephoneEvent, isFirst: Bool, into bytes: inout MutableSpan<UInt8>
  ) -> Int {
    guard let event else { return 0 }
    relay = nil
    isFresh = isFirst
    head(event.number, into: &bytes)
    var digit = digit
    digit.duration = UInt16(clamping: Int(digit.duration) * event.clock / 8000)
    digit.write(into: &bytes, at: RTPHeader.size)
    return count(RTPHeader.size + 4)
  }

  /// Writes another call's packet as one of this stream; returns its length, 0: this side does not take its format.
  public mutating func pack(
    relayed header: RTPHeader, _ type: PayloadType, _ payload: Span<UInt8>,
    into bytes: inout MutableSpan<UInt8>
  ) -> Int {
    guard let audio, let number = number(for: type) else { return 0 }
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
    for index in payload.indices { bytes[start + index] = payload[index] }
    translate(type, to: audio, in: &bytes, start..<start + payload.count)
    // A packet that was out of order does not turn back what comes after it.
    if Int16(bitPattern: own.sequence &- sequence) >= 0 {
      sequence = own.sequence &+ 1
      timestamp = own.timestamp &+ UInt32(type.format.samples(in: payload) ?? 0) &* ticks
    }
    return count(start + payload.count)
  }

  /// From one law of G.711 to the other; an event's duration from one clock to the other.
  private func translate(
    _ type: PayloadType, to audio: PayloadType, in bytes: inout MutableSpan<UInt8>,
    _ payload: Range<Int>
  ) {
    if type.format == .event, let event, event.clock != type.clock, payload.count >= 4 {
      let place = payload.lowerBound + 2
      let duration = Int(bytes[place]) << 8 | Int(bytes[place + 1])
      bytes.setBigEndian16(UInt16(clamping: duration * event.clock / type.clock), at: place)
    } else if type.format.isG711, type.format != audio.format {
      let table = audio.format == .pcmu ? Transcoding.toULaw : Transcoding.toALaw
      for index in payload { bytes[index] = table[Int(bytes[index])] }
    }
  }

  /// Nil: the far side does not take it, or its timestamps are of another clock than this stream's.
  private func number(for type: PayloadType) -> UInt8? {
    switch type.format {
    case .pcmu, .pcma, .opus: type.clock == audio?.clock ? audio?.number : nil
    case .noise: type.clock == audio?.clock ? noise?.number : nil
    case .event: event?.number
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
