// SPDX-License-Identifier: GPL-3.0-or-later

/// Puts a stream's packets back in order, for a listener that has no loudspeaker to feed.
///
/// What hears a call for its signals needs order and place, not a steady pace: a packet that is the next one is handed on
/// as soon as it is there, without any delay. Only where one is missing is it waited for, as long as this stream's packets
/// have been seen to come late (`hold`); then it is lost, and whoever takes the steps conceals it. Where nothing comes at
/// all, time goes on by the clock: the steps say so, and a later packet's timestamp tells whether that was right. Every
/// sample of the far side's time is handed on once; nothing is stretched or shortened but where the far side's own clock
/// stood still.
///
/// All times are samples at 8 kHz, whatever the format's clock. Nothing is allocated once it is made.
public struct JitterBuffer: Sendable {
  public enum Step: Sendable, Hashable {
    /// A packet's payload; `withPayload(of:)` until the next call of `next`.
    case packet(Slot)
    /// Samples of packets that did not come.
    case lost(Int)
    /// Samples for which the far side has sent nothing.
    case nothing(Int)
  }

  public enum Arrival: Sendable, Hashable { case taken, duplicate, late, unusable }

  /// A packet in the buffer.
  public struct Slot: Sendable, Hashable {
    public var format: PayloadFormat
    var index: Int
    /// Bytes.
    public var count: Int
    /// Samples that its payload is; 0: it has no place in the audio.
    public var samples: Int
    var sequence: Int64
    /// Extended, samples.
    var timestamp: Int64
    var arrival: Int64

    /// Its timestamp, in samples and without end.
    public var time: Int64 { timestamp }
  }

  /// Packets that can wait: 64 of 20 ms are 1.28 s.
  static let capacity = 64
  /// Bytes of a payload: what Ethernet's 1500 leave behind the head.
  public static let payloadSize = 1500 - RTPHeader.size
  /// How long a missing packet is waited for at most: 200 ms. At least 30 ms, unless told otherwise; at first 60 ms.
  static let mostHold = 1600
  /// A timestamp that jumps by more is a new start (10 s), as is a sequence number (RFC 3550, A.1).
  static let mostGap: Int64 = 80_000
  static let mostDropout = 3000
  static let mostMisorder = 100

  private var slots: [Slot?]
  private var bytes: [UInt8]
  /// Ticks of the format's clock in a sample at 8 kHz: 1 for G.711, 6 for Opus.
  private var ticks: Int64
  private let leastHold: Int

  private var isStarted = false
  /// Extended sequence number that comes next.
  private var nextSequence: Int64 = 0
  /// Extended timestamp of the sample that comes next.
  private var nextTimestamp: Int64 = 0
  private var newest: Int64 = 0
  private var newestTicks: Int64 = 0
  private var waiting = 0
  /// Samples of the last packet handed on.
  private var frame = 160
  /// Whether time has gone on by the clock since then.
  private var isPaused = false
  /// The local time up to which the far side has been heard.
  private var heardUntil: Int64
  /// Bits of the sequence numbers before `nextSequence` that have come.
  private var seen: UInt64 = 0
  private var stranger: UInt16?
  /// Whether the far side has said that it sends nothing while nobody speaks.
  public var isDiscontinuous = false
  /// How long a missing packet is waited for, samples.
  public private(set) var hold: Int
  public private(set) var statistics = ReceptionStatistics()

  /// - Parameters:
  ///   - clock: of the format, Hz, a multiple of 8000.
  ///   - leastHold: samples that a missing packet is waited for at least.
  ///   - now: local time, samples.
  public init(clock: Int = 8000, leastHold: Int = 240, now: Int64) {
    ticks = Int64(max(1, clock / 8000))
    slots = Array(repeating: nil, count: JitterBuffer.capacity)
    bytes = Array(repeating: 0, count: JitterBuffer.capacity * JitterBuffer.payloadSize)
    heardUntil = now
    self.leastHold = leastHold
    hold = max(leastHold, 480)
  }

  /// Counts what concerns the stream and is known only outside.
  public mutating func count(_ change: (inout ReceptionStatistics) -> Void) { change(&statistics) }

  /// Notes that a report goes out.
  public mutating func report() -> (fraction: UInt8, lost: Int) { statistics.report() }

  /// Of the format, Hz.
  var clock: Int { Int(ticks) * 8000 }

  /// The far side's stream begins anew: another SSRC, or a format of another clock.
  public mutating func restart(clock: Int? = nil, now: Int64) {
    if let clock { ticks = Int64(max(1, clock / 8000)) }
    guard isStarted else { return }
    for index in slots.indices { slots[index] = nil }
    waiting = 0
    isStarted = false
    seen = 0
    stranger = nil
    statistics.restart(isAnotherSource: clock == nil)
    heardUntil = max(heardUntil, now)
  }

  // MARK: - Arrivals

  /// Takes a packet at local time `now`.
  /// - Parameter samples: that its payload is; 0: its timestamp is not their place, as an event's is not.
  public mutating func insert(
    _ header: RTPHeader, _ format: PayloadFormat, payload: Span<UInt8>, samples: Int, now: Int64
  ) -> Arrival {
    guard payload.count <= JitterBuffer.payloadSize else {
      statistics.unusable += 1
      return .unusable
    }
    guard isStarted else {
      isStarted = true
      newest = Int64(header.sequence) + 0x1_0000
      newestTicks = Int64(header.timestamp) + 0x1_0000_0000
      nextSequence = newest
      nextTimestamp = newestTicks / ticks
      return store(header, newest, newestTicks, format, payload, samples, now)
    }
    let step = Int(Int16(bitPattern: header.sequence &- UInt16(truncatingIfNeeded: newest)))
    guard step < JitterBuffer.mostDropout, step > -JitterBuffer.mostMisorder else {
      return jumped(header, format, payload, samples, now)
    }
    stranger = nil
    let sequence = newest + Int64(step)
    let turn = Int64(Int32(bitPattern: header.timestamp &- UInt32(truncatingIfNeeded: newestTicks)))
    let stamp = newestTicks + turn
    if sequence < nextSequence { return missed(sequence, now) }
    if sequence >= nextSequence + Int64(JitterBuffer.capacity) {
      // So much is missing that it will not come.
      skip(to: sequence - Int64(JitterBuffer.capacity) + 1)
    }
    if slots[slot(sequence)] != nil {
      statistics.note(sequence, transit: nil, isDuplicate: true)
      return .duplicate
    }
    if sequence > newest {
      newest = sequence
      newestTicks = stamp
    }
    return store(header, sequence, stamp, format, payload, samples, now)
  }

  private func slot(_ sequence: Int64) -> Int {
    Int(sequence & Int64(JitterBuffer.capacity - 1))
  }

  private mutating func store(
    _ header: RTPHeader, _ sequence: Int64, _ stamp: Int64, _ format: PayloadFormat,
    _ payload: Span<UInt8>, _ samples: Int, _ now: Int64
  ) -> Arrival {
    let index = slot(sequence)
    let start = index * JitterBuffer.payloadSize
    for offset in payload.indices { bytes[start + offset] = payload[offset] }
    let timestamp = stamp / ticks
    slots[index] = Slot(
      format: format, index: index, count: payload.count, samples: samples, sequence: sequence,
      timestamp: timestamp, arrival: now)
    waiting += 1
    statistics.note(sequence, transit: samples > 0 ? now - timestamp : nil, isDuplicate: false)
    return .taken
  }

  /// A packet whose turn is over: it is a second one, or came too late, and then the next is waited for longer.
  private mutating func missed(_ sequence: Int64, _ now: Int64) -> Arrival {
    let distance = nextSequence - sequence - 1
    let isSeen = distance < 64 && seen >> UInt64(distance) & 1 == 1
    statistics.note(sequence, transit: nil, isDuplicate: isSeen)
    if isSeen { return .duplicate }
    statistics.late += 1
    if distance < 64 { seen |= 1 << UInt64(distance) }
    hold = min(JitterBuffer.mostHold, hold + hold / 2)
    return .late
  }

  /// A sequence number far from the others: two in a row are a far side that has started again.
  private mutating func jumped(
    _ header: RTPHeader, _ format: PayloadFormat, _ payload: Span<UInt8>, _ samples: Int,
    _ now: Int64
  ) -> Arrival {
    guard stranger == header.sequence else {
      stranger = header.sequence &+ 1
      statistics.unusable += 1
      return .unusable
    }
    restart(now: now)
    return insert(header, format, payload: payload, samples: samples, now: now)
  }

  private mutating func skip(to sequence: Int64) {
    while nextSequence < sequence {
      let index = slot(nextSequence)
      if slots[index] != nil {
        slots[index] = nil
        waiting -= 1
      }
      advance(arrived: false)
    }
  }

  private mutating func advance(arrived: Bool) {
    nextSequence += 1
    seen = seen << 1 | (arrived ? 1 : 0)
  }

  // MARK: - Steps

  /// The packet that is next, where it is there already.
  var upcoming: Slot? { slots[slot(nextSequence)] }

  /// Shows the payload of the packet that `next` gave last, or of the one that is upcoming.
  public func withPayload<Result>(of slot: Slot, _ body: (Span<UInt8>) -> Result) -> Result {
    let start = slot.index * JitterBuffer.payloadSize
    return body(bytes.span.extracting(start..<start + slot.count))
  }

  /// What comes next at local time `now`; nil: it is waited for.
  public mutating func next(now: Int64) -> Step? {
    if let slot = upcoming {
      let count = slot.samples
      let gap = slot.timestamp - nextTimestamp
      if count > 0, gap > 0, gap <= JitterBuffer.mostGap {
        // The far side has paused. What the clock has not told of it yet is told now.
        nextTimestamp += gap
        heardUntil = max(heardUntil, now)
        return .nothing(Int(gap))
      }
      slots[slot.index] = nil
      waiting -= 1
      advance(arrived: true)
      isPaused = false
      if count > 0 {
        frame = count
        // The next in order is never late: a far side whose time stood still goes on from here.
        nextTimestamp = slot.timestamp + Int64(count)
      }
      // Not beyond now, so that a far side whose clock is fast does not hide its pauses.
      heardUntil = max(slot.arrival, min(heardUntil, now) + Int64(count))
      adapt()
      return .packet(slot)
    }
    return waiting > 0 ? giveUp(now) : pass(now)
  }

  /// Twice the jitter and 20 ms are enough for most; what a late packet has added is taken back by a sample a packet, which
  /// is 6 ms a second.
  private mutating func adapt() {
    let wanted = max(leastHold, min(JitterBuffer.mostHold, Int(2 * statistics.jitter) + 160))
    hold = max(wanted, hold - 1)
  }

  /// A packet is missing and later ones are there.
  private mutating func giveUp(_ now: Int64) -> Step? {
    var sequence = nextSequence
    while slots[slot(sequence)] == nil { sequence += 1 }
    guard let later = slots[slot(sequence)] else { return nil }
    guard now - later.arrival >= Int64(hold) || waiting > JitterBuffer.capacity / 2 else {
      return nil
    }
    let packets = Int(sequence - nextSequence)
    let room = later.timestamp - nextTimestamp
    skip(to: sequence)
    // As long as the packets were; where the timestamps leave less, or make no sense, that.
    let samples = min(packets * frame, Int(max(0, min(room, JitterBuffer.mostGap))))
    guard samples > 0 else { return .lost(0) }
    nextTimestamp += Int64(samples)
    heardUntil = min(heardUntil + Int64(samples), max(heardUntil, now))
    // What was before a gap that is silence already is not to be heard again behind it.
    if isPaused { return .nothing(samples) }
    statistics.concealed += samples
    return .lost(samples)
  }

  /// Nothing is there: a pause, once it has lasted longer than packets are late.
  private mutating func pass(_ now: Int64) -> Step? {
    let patience = isStarted ? (isDiscontinuous ? frame : max(hold, 2 * frame)) : 0
    guard now - heardUntil >= Int64(patience + 160) else { return nil }
    heardUntil += 160
    nextTimestamp += 160
    isPaused = true
    return .nothing(160)
  }
}
