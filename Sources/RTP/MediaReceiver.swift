// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The receiving half of one call's media: packets in, audio out, in order and without a gap.
///
///     packet ─► JitterBuffer ─► G.711, or Concealer, or ComfortNoise ─► 8 kHz linear
///                          └─► TelephoneEventReceiver ─► digits
public struct MediaReceiver: Sendable {
  /// How audio came to be.
  public enum Kind: Sendable, Hashable {
    case heard
    /// It was lost, and made up from what was before it.
    case concealed
    /// The far side sent nothing: silence, or the comfort noise that it described.
    case quiet
  }

  private var jitter: JitterBuffer
  private var concealer = Concealer()
  private var noise = ComfortNoise()
  private var events = TelephoneEventReceiver()
  private var formats = [PayloadFormat?](repeating: nil, count: 128)
  private var samples = [Int16](repeating: 0, count: JitterBuffer.payloadSize)
  /// The SSRC that is heard, the one before it, and since when.
  private var source: UInt32?
  private var left: (source: UInt32, at: Int64)?
  /// Local time of the last packet.
  public private(set) var lastArrival: Int64
  /// The format of the last audio packet.
  public private(set) var format: PayloadFormat?

  /// How long an SSRC that was left is not taken up again: two branches of a forked call may both send.
  static let leaving = Int64(SampleTime.rate)

  /// - Parameters:
  ///   - leastHold: samples that a missing packet is waited for at least.
  ///   - now: local time, samples.
  public init(leastHold: Int = 240, now: Int64) {
    jitter = JitterBuffer(leastHold: leastHold, now: now)
    lastArrival = now
  }

  public var statistics: ReceptionStatistics { jitter.statistics }
  public var hold: Int { jitter.hold }
  /// The SSRC that is heard.
  public var heardSource: UInt32? { source }

  /// Says what the payload types mean from here on; what is not named is not understood.
  public mutating func agree(on types: [PayloadType]) {
    for index in formats.indices { formats[index] = nil }
    for type in types { formats[Int(type.number)] = type.format }
  }

  public mutating func count(_ change: (inout ReceptionStatistics) -> Void) {
    jitter.count(change)
  }

  /// What a report says of this stream; nil: nothing has come.
  public mutating func report() -> RTCPBlock? {
    guard let source else { return nil }
    let (fraction, lost) = jitter.report()
    return RTCPBlock(
      source: source, fractionLost: fraction, lost: Int32(clamping: lost),
      lastSequence: statistics.lastSequence, jitter: UInt32(statistics.jitter))
  }

  /// Takes a packet that came from the far side: its format, or nil where it is of no use.
  public mutating func receive(
    _ header: RTPHeader, payload: Span<UInt8>, now: Int64
  ) -> PayloadFormat? {
    guard let format = formats[Int(header.payloadType)], !payload.isEmpty else {
      jitter.count { $0.unusable += 1 }
      return nil
    }
    if source != header.source {
      if let left, left.source == header.source, now - left.at < MediaReceiver.leaving {
        jitter.count { $0.unusable += 1 }
        return nil
      }
      if let source {
        left = (source, now)
        jitter.restart(now: now)
      }
      source = header.source
    }
    lastArrival = now
    if format.isAudio {
      self.format = format
      jitter.isDiscontinuous = false
    }
    let arrival = jitter.insert(header, payload: payload, isAudio: format.isAudio, now: now)
    return arrival == .taken ? format : nil
  }

  /// Hands on what is due at `now`: audio in pieces of at most 120 ms, and digits.
  public mutating func drain<Ear: MediaEar>(now: Int64, into ear: inout Ear) {
    let formats = formats
    while let step = jitter.next(
      now: now, frame: { formats[Int($0.payloadType)]?.isAudio == true ? $0.count : 0 })
    {
      switch step {
      case .packet(let slot): take(slot, &ear)
      case .lost(let count): fill(count, .concealed, &ear)
      case .nothing(let count): fill(count, .quiet, &ear)
      }
    }
  }

  private mutating func take<Ear: MediaEar>(_ slot: JitterBuffer.Slot, _ ear: inout Ear) {
    guard let format = formats[Int(slot.payloadType)] else { return }
    switch format {
    case .pcmu, .pcma:
      let count = decode(slot, format)
      ear.hear(samples.span.extracting(first: count), .heard)
      noise.end()
    case .event:
      let time = UInt32(truncatingIfNeeded: slot.time)
      if let event = jitter.withPayload(of: slot, { TelephoneEvent($0) }),
        let heard = events.hear(event, timestamp: time)
      {
        ear.hear(digit: heard)
      }
    case .noise:
      var described = noise
      jitter.withPayload(of: slot) { described.describe($0) }
      noise = described
      jitter.isDiscontinuous = true
    }
  }

  private mutating func decode(_ slot: JitterBuffer.Slot, _ format: PayloadFormat) -> Int {
    // Lent out, for the payload lies in this value too.
    var lent: [Int16] = []
    swap(&lent, &samples)
    defer { swap(&lent, &samples) }
    var span = lent.mutableSpan
    let count = jitter.withPayload(of: slot) { format.decode($0, into: &span) }
    var part = span._mutatingExtracting(first: count)
    concealer.hear(&part)
    return count
  }

  /// Makes `count` samples, in pieces that fit.
  private mutating func fill<Ear: MediaEar>(_ count: Int, _ kind: Kind, _ ear: inout Ear) {
    var left = count
    while left > 0 {
      let run = min(left, samples.count)
      make(run, kind)
      ear.hear(samples.span.extracting(first: run), kind)
      left -= run
    }
  }

  private mutating func make(_ count: Int, _ kind: Kind) {
    var lent: [Int16] = []
    swap(&lent, &samples)
    defer { swap(&lent, &samples) }
    var span = lent.mutableSpan
    var part = span._mutatingExtracting(first: count)
    if kind == .concealed { concealer.conceal(&part) } else { noise.fill(&part) }
  }
}

/// What a receiver's audio is for.
public protocol MediaEar {
  mutating func hear(_ samples: Span<Int16>, _ kind: MediaReceiver.Kind)
  mutating func hear(digit: Character)
}
