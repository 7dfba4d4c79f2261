// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Logging
import SIP
import Simulation
import Synchronization

/// Both ends of many bridged calls, for a gateway under load: customers who say who they are, and agents who time what they
/// hear of them.
///
/// A customer answers at once, says the recording, then sends a tone in which every fifth packet is stamped with its time
/// and number. Whoever is called with a number that begins with 9 is an agent: he takes the time of each stamp as it comes.
/// What a stamp took on its way is the gateway's doing and that of two hops over this machine's sockets.
///
/// Numbers that begin with 2 are refused as busy, with 3 are heard to be busy, with 4 are nobody's, and with 5 ring for two
/// seconds before the customer answers.
public final class TrafficSource: Sendable {
  public struct Tally: Sendable, Codable {
    public var calls = 0
    public var stampsSent = 0
    public var stampsHeard = 0
    /// Milliseconds.
    public var delays: [Float] = []
    public var packetsReceived = 0
    public var packetsLost = 0

    public init() {}
  }

  private let endpoint: SIPEndpoint
  private let voice: [Int16]
  private let plan = TonePlan.of("us")
  private let book = Mutex(Tally())
  /// Delays that are kept.
  static let most = 2_000_000

  public init(voice: [Int16], logger: Logger) {
    endpoint = SIPEndpoint(SIPEndpoint.Options(), takesCalls: true, logger: logger)
    self.voice = voice
  }

  public var port: UInt16 { endpoint.port }

  public func start() async throws {
    try await endpoint.start()
    endpoint.onCall { [weak self] call in
      guard let self else { return }
      book.withLock { $0.calls += 1 }
      switch call.target.first {
      case "2": call.refuse(status: 486, phrase: "Busy Here", cause: 17)
      case "3": connect(FarEndBehavior(early: plan?.busy.map { .tone($0) }, answers: false), call)
      case "4": call.refuse(status: 404, phrase: "Not Found", cause: 1)
      case "5":
        connect(
          FarEndBehavior(
            rings: .seconds(2), ringback: plan?.ringback ?? Tone([], repeats: false), answers: true,
            voice: .samples(voice)),
          call)
      case "9": call.take(TimingAgent(self), status: 200, phrase: "OK")
      default: call.take(StampingCustomer(self, voice: voice), status: 200, phrase: "OK")
      }
    }
  }

  private func connect(_ behavior: FarEndBehavior, _ call: IncomingCall) {
    call.take(
      FarEndParty(behavior, call: call, isAnswered: false), status: 183,
      phrase: "Session Progress")
  }

  /// Ends it; what was seen.
  public func stop() async -> Tally {
    await endpoint.stop()
    let totals = endpoint.mediaTotals
    return book.withLock { tally in
      tally.packetsReceived = totals.received
      tally.packetsLost = totals.lost + totals.late
      return tally
    }
  }

  func note(_ change: (inout Tally) -> Void) { book.withLock { change(&$0) } }
}

/// A moment in 20 samples: a mark, and 64 bits as 16 codes of µ-law.
enum Stamp {
  static let mark: [UInt8] = [0x21, 0x95, 0x37, 0xA9]
  static let size = 20

  /// Codes whose samples are encoded as the same code again.
  static func code(_ nibble: UInt64) -> UInt8 { 0x30 + UInt8(nibble & 15) }

  static func write(_ value: UInt64, into samples: inout MutableSpan<Int16>) {
    for index in 0..<4 { samples[index] = G711.decodeULaw(mark[index]) }
    for index in 0..<16 { samples[4 + index] = G711.decodeULaw(code(value >> (4 * UInt64(index)))) }
  }

  static func read(_ samples: Span<Int16>) -> UInt64? {
    guard samples.count >= size else { return nil }
    for index in 0..<4 where G711.encodeULaw(samples[index]) != mark[index] { return nil }
    var value: UInt64 = 0
    for index in 0..<16 {
      let code = G711.encodeULaw(samples[4 + index])
      guard code & 0xF0 == 0x30 else { return nil }
      value |= UInt64(code & 15) << (4 * UInt64(index))
    }
    return value
  }

  /// Nanoseconds of this machine's clock.
  static var now: UInt64 {
    let time = ContinuousClock.now - TrafficClock.start
    return UInt64(max(0, time / .nanoseconds(1)))
  }
}

enum TrafficClock {
  static let start = ContinuousClock.now
}

/// `@unchecked Sendable`: after its making it is the media thread's alone.
final class StampingCustomer: MediaParty, @unchecked Sendable {
  private let source: TrafficSource
  private let voice: [Int16]
  private var position = 0
  private var block = 0
  /// Stamps begin when every greeting has been judged: 6 s.
  static let quiet = 300

  init(_ source: TrafficSource, voice: [Int16]) {
    self.source = source
    self.voice = voice
  }

  func live(hearing heard: Span<Int16>, speaking: inout MutableSpan<Int16>) {
    for index in speaking.indices {
      speaking[index] = position < voice.count ? voice[position] : 0
      position += 1
    }
    block += 1
    guard block > StampingCustomer.quiet, block % 5 == 0 else { return }
    Stamp.write(Stamp.now, into: &speaking)
    source.note { $0.stampsSent += 1 }
  }

  func hear(digit: Character) {}
}

/// `@unchecked Sendable`: after its making it is the media thread's alone.
final class TimingAgent: MediaParty, @unchecked Sendable {
  private let source: TrafficSource

  init(_ source: TrafficSource) { self.source = source }

  func live(hearing heard: Span<Int16>, speaking: inout MutableSpan<Int16>) {
    for index in speaking.indices { speaking[index] = 0 }
  }

  func arrived(_ samples: Span<Int16>) {
    guard let sent = Stamp.read(samples) else { return }
    let delay = Float(Double(Stamp.now) - Double(sent)) / 1_000_000
    source.note {
      $0.stampsHeard += 1
      if $0.delays.count < TrafficSource.most { $0.delays.append(delay) }
    }
  }

  func hear(digit: Character) {}
}
