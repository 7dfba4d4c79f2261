// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CSIP
import Calls
import Detection
import RTP

/// Who is at the near end of a call's media, where no `Listener` is: the far ends of a test rig.
///
/// It lives on the media thread, and hears and speaks in blocks of 160 samples.
public protocol MediaParty: AnyObject, Sendable {
  func live(hearing heard: Span<Int16>, speaking: inout MutableSpan<Int16>)
  /// Audio as it comes, before it is lived through.
  func arrived(_ samples: Span<Int16>)
  /// A digit that came as an event.
  func hear(digit: Character)
}

extension MediaParty {
  public func arrived(_ samples: Span<Int16>) {}
}

/// Says which call of the media thread is meant; a later one at the same place has another.
struct MediaKey: Sendable, Hashable {
  var index: Int
  var serial: Int
}

/// What a call's media begins with.
struct MediaOpening: Sendable {
  var sockets: MediaSockets
  var offered: [PayloadType]
  var listener: Listener?
  var party: (any MediaParty)?
  /// Our own SDES key, where SRTP is offered.
  var secret: AudioDescription.Secret?
  /// Seconds without a packet after which an answered call has lost its media; nil: never.
  var timeout: Double?
  /// Told on the media thread when the media itself ends the call.
  var failed: @Sendable (TrunkError) -> Void
}

/// One call's media, as the media thread holds it. A class, for it is large: a value in an array is copied, with a retain for
/// each part of it, wherever one of its parts is read.
final class MediaLine {
  let key: MediaKey
  let sockets: MediaSockets
  let offered: [PayloadType]
  let failed: @Sendable (TrunkError) -> Void
  let timeout: Int64?
  var ear: LineEar
  var receiver: MediaReceiver
  var sender: MediaSender

  /// Where the far side's description wants packets; where its packets come from.
  var described = media_address()
  var describedControl = media_address()
  var latched = media_address()
  var direction = AudioDescription.Direction.both
  var inward: MediaCrypto?
  var outward: MediaCrypto?
  private var farSecret: AudioDescription.Secret?

  var queue = PlayQueue()
  /// Who waits for the queue's end.
  var players: [CheckedContinuation<Void, Never>] = []
  /// Digits that wait to be sent, and how many packets of the first have been.
  var digits: [Character] = []
  var digitStep = 0
  var joined: MediaKey?
  /// Of packets of Opus that are passed on, for who records the call.
  var tapDecoder: OpusDecoder?
  /// Local time up to which audio has been sent, when the next is due, and when another call's packet was last passed on.
  var sentUntil: Int64
  var nextSend: Int64
  var lastRelay: Int64 = .min / 2
  var nextReport: Int64
  var isAnswered = false
  /// Local time since when packets must come.
  var activeSince: Int64
  /// What the far side says of our stream, and the round trip in samples.
  var farLoss: RTCPBlock?
  var roundTrip: Int64?
  /// Middle bits of the last sender report's time, and when it came.
  var lastReport: (time: UInt32, at: Int64)?

  init(_ opening: MediaOpening, key: MediaKey, leastHold: Int, now: Int64) {
    self.key = key
    sockets = opening.sockets
    offered = opening.offered
    failed = opening.failed
    timeout = opening.timeout.map { SampleTime(seconds: $0).samples }
    ear = LineEar(listener: opening.listener, party: opening.party, now: now)
    outward = opening.secret.flatMap(MediaCrypto.init)
    receiver = MediaReceiver(leastHold: leastHold, now: now)
    receiver.agree(on: opening.offered)
    var random = SystemRandomNumberGenerator()
    sender = MediaSender(
      source: random.next(), sequence: random.next(), timestamp: random.next())
    sentUntil = now
    nextSend = now
    activeSince = now
    nextReport = now + MediaLine.reportInterval
  }

  /// RTCP's usual 5 s (RFC 3550, 6.2).
  static let reportInterval: Int64 = 40_000

  /// Where packets go: to where the far side's come from, which is right behind address translation too.
  var destination: media_address { latched.isSet ? latched : described }

  /// Takes the far side's description. Throws where this side wants SRTP and the far side has no key that can be used: nothing is
  /// said or heard in the clear then.
  func agree(_ far: AudioDescription, now: Int64) throws(TrunkError) {
    if outward != nil {
      // The same key goes on: a new context would count the wraps of sequence numbers from 0 (RFC 3711, 3.3.1).
      if far.secret != farSecret { inward = far.secret.flatMap(MediaCrypto.init) }
      farSecret = far.secret
      guard inward != nil else {
        let fault = far.secret.map { "a key for SRTP (\($0.suite)) that cannot be used" }
        throw TrunkError(
          .lineFailed, detail: "the far side gives \(fault ?? "no key for SRTP")",
          couldHaveDialed: true)
      }
    }
    // Without an address the call is on hold, and the far side where it was.
    if let address = media_address(far.address, far.port), !address.isSame(as: described) {
      // Another place, and perhaps another stream: whoever sends first from there is it.
      latched = media_address()
      described = address
    }
    describedControl = media_address(far.controlAddress, far.controlPort) ?? media_address()
    if far.direction == .both, direction != .both { activeSince = now }
    direction = far.direction
    receiver.agree(on: offered + far.types)
    sender.audio = far.audio
    sender.event = far.event
    sender.noise = far.types.first { $0.format == .noise }
  }

  /// How long a source that was heard must be silent before another is believed: 2 s.
  static let latching = 2 * Int64(SampleTime.rate)

  /// Whether a packet from `source` is the far side's.
  func accepts(_ source: media_address, now: Int64) -> Bool {
    // Where the description says, it is the far side, whoever sent before.
    if latched.isSet, !source.isSame(as: described) {
      if latched.isSame(as: source) { return true }
      guard now - receiver.lastArrival > MediaLine.latching, source.isSameHost(as: described)
      else { return false }
    }
    latched = source
    return true
  }
}

/// Who hears a line: a call's listener, or the party of a test rig.
struct LineEar: MediaEar {
  var listener: Listener?
  let party: (any MediaParty)?
  /// Somebody records or watches the call.
  let isTapped: Bool
  /// The end of the bridge to a call of another trunk.
  var bridge: BridgeEnd?
  /// The joined call's packets are of another clock: what is heard is kept for it, until it has been told.
  var isPassing = false
  var passed: [Int16] = []
  var digits: [Character] = []
  /// What the party has heard and not lived through yet; a second at most.
  var heard: [Int16] = []
  /// Local time up to which who records the call has been told what is sent.
  var saidUntil: Int64

  init(listener: Listener?, party: (any MediaParty)?, now: Int64 = 0) {
    self.listener = listener
    self.party = party
    isTapped = listener?.isTapped == true
    saidUntil = now
    if party != nil { heard.reserveCapacity(SampleTime.rate) }
  }

  mutating func hear(_ samples: Span<Int16>, _ kind: MediaReceiver.Kind) {
    if kind == .concealed {
      listener?.consume(concealed: samples)
    } else {
      listener?.consume(samples)
    }
    bridge?.hear(samples)
    if isPassing { for index in samples.indices { passed.append(samples[index]) } }
    party?.arrived(samples)
    guard party != nil, heard.count + samples.count <= SampleTime.rate else { return }
    for index in samples.indices { heard.append(samples[index]) }
  }

  /// Moves what the party hears next into `block`, silence behind it. What has piled up in a stall is not heard late: 200 ms
  /// wait at most.
  mutating func take(into block: inout [Int16]) {
    let count = min(heard.count, block.count)
    for place in block.indices { block[place] = place < count ? heard[place] : 0 }
    heard.removeFirst(max(count, heard.count - 1600))
  }

  mutating func stopPassing() {
    isPassing = false
    passed.removeAll(keepingCapacity: true)
    digits.removeAll(keepingCapacity: true)
  }

  mutating func hear(digit: Character) {
    listener?.note(.dtmf, String(digit), text: "RFC 4733")
    party?.hear(digit: digit)
    if isPassing { digits.append(digit) }
  }
}
