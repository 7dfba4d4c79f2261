// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The receiving half of one call's media: packets in, audio out, in order and without a gap.
///
///     packet ─► JitterBuffer ─► G.711 with Concealer, Opus with its own, or ComfortNoise ─► 8 kHz linear
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
  private var types = [PayloadType?](repeating: nil, count: 128)
  private var samples = [Int16](repeating: 0, count: mostSamples)
  /// Made with the first packet of Opus. A copy of this value shares it: it is for one thread and one stream.
  private var decoder: OpusDecoder?
  /// The SSRC that is heard, the one before it, and since when.
  private var source: UInt32?
  private var left: (source: UInt32, at: Int64)?
  /// Local time of the last packet.
  public private(set) var lastArrival: Int64
  /// The format of the last audio packet.
  public private(set) var format: PayloadFormat?

  /// Samples of the longest packet that is taken, 120 ms: more than anybody sends.
  public static let mostSamples = Opus.mostSamples
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
    for index in self.types.indices { self.types[index] = nil }
    for type in types { self.types[Int(type.number)] = type }
  }

  /// Whether packets of this number have a meaning.
  public func understands(_ payloadType: UInt8) -> Bool { types[Int(payloadType)] != nil }

  public mutating func count(_ change: (inout ReceptionStatistics) -> Void) {
    jitter.count(change)
  }

  /// What a report says of this stream; nil: nothing has come.
  public mutating func report() -> RTCPBlock? {
    guard let source else { return nil }
    let (fraction, lost) = jitter.report()
    return RTCPBlock(
      source: source, fractionLost: fraction, lost: Int32(clamping: lost),
      lastSequence: statistics.lastSequence,
      jitter: UInt32(statistics.jitter * Double(jitter.clock / 8000)))
  }

  /// Takes a packet that came from the far side: its type, or nil where it is of no use.
  public mutating func receive(
    _ header: RTPHeader, payload: Span<UInt8>, now: Int64
  ) -> PayloadType? {
    guard let type = types[Int(header.payloadType)], isDecodable(type.format),
      let samples = type.format.samples(in: payload)
    else {
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
        decoder?.forget()
      }
      source = header.source
    }
    lastArrival = now
    if type.format.isAudio {
      if jitter.clock != type.clock { jitter.restart(clock: type.clock, now: now) }
      format = type.format
      // A packet of Opus that is only its head says that nobody speaks.
      jitter.isDiscontinuous = type.format == .opus && payload.count <= 2
    }
    let arrival = jitter.insert(
      header, type.format, payload: payload, samples: samples, now: now)
    return arrival == .taken ? type : nil
  }

  private mutating func isDecodable(_ format: PayloadFormat) -> Bool {
    guard format == .opus else { return true }
    if decoder == nil { decoder = OpusDecoder() }
    return decoder != nil
  }

  /// Hands on what is due at `now`: audio in pieces of at most 120 ms, and digits.
  public mutating func drain<Ear: MediaEar>(now: Int64, into ear: inout Ear) {
    while let step = jitter.next(now: now) {
      switch step {
      case .packet(let slot): take(slot, &ear)
      case .lost(let count): fill(count, .concealed, &ear)
      case .nothing(let count): fill(count, .quiet, &ear)
      }
    }
  }

  private mutating func take<Ear: MediaEar>(_ slot: JitterBuffer.Slot, _ ear: inout Ear) {
    switch slot.format {
    case .pcmu, .pcma, .opus:
      noise.end()
      guard let count = decode(slot) else {
        jitter.count {
          $0.unusable += 1
          $0.concealed += slot.samples
        }
        return fill(slot.samples, .concealed, &ear)
      }
      ear.hear(samples.span.extracting(first: count), .heard)
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

  /// How many samples a packet is; nil: it is broken.
  private mutating func decode(_ slot: JitterBuffer.Slot) -> Int? {
    // Lent out, for the payload lies in this value too.
    var lent: [Int16] = []
    swap(&lent, &samples)
    defer { swap(&lent, &samples) }
    var span = lent.mutableSpan
    if slot.format == .opus {
      return jitter.withPayload(of: slot) { decoder?.decode($0, into: &span) }
    }
    let count = jitter.withPayload(of: slot) { slot.format.decode($0, into: &span) }
    var part = span._mutatingExtracting(first: count)
    concealer.hear(&part)
    return count
  }

  /// Makes `count` samples, in pieces that fit.
  private mutating func fill<Ear: MediaEar>(_ count: Int, _ kind: Kind, _ ear: inout Ear) {
    var left = count
    while left > 0 {
      let run = min(left, samples.count)
      make(run, kind, isLast: run == left)
      ear.hear(samples.span.extracting(first: run), kind)
      left -= run
    }
  }

  private mutating func make(_ count: Int, _ kind: Kind, isLast: Bool) {
    var lent: [Int16] = []
    swap(&lent, &samples)
    defer { swap(&lent, &samples) }
    var span = lent.mutableSpan
    var part = span._mutatingExtracting(first: count)
    if kind == .quiet {
      noise.fill(&part)
    } else if format == .opus, let decoder {
      if isLast, let next = jitter.upcoming, next.format == .opus {
        jitter.withPayload(of: next) { decoder.conceal(&part, before: $0) }
      } else {
        decoder.conceal(&part)
      }
    } else {
      concealer.conceal(&part)
    }
  }
}

/// What a receiver's audio is for.
public protocol MediaEar {
  mutating func hear(_ samples: Span<Int16>, _ kind: MediaReceiver.Kind)
  mutating func hear(digit: Character)
}
