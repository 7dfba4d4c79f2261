// SPDX-License-Identifier: GPL-3.0-or-later
import CSIP
import Calls
import RTP

/// Memory for one packet and one block, used again and again.
struct MediaScratch: Sendable {
  static let packetSize = 1500

  var packet = [UInt8](repeating: 0, count: packetSize)
  var block = [Int16](repeating: 0, count: MediaFloor.frame)
  var heard = [Int16](repeating: 0, count: MediaFloor.frame)
  let silence = [Int16](repeating: 0, count: MediaFloor.frame)
  /// Another call's packet, decoded.
  var passed = [Int16](repeating: 0, count: MediaReceiver.mostSamples)
}

/// What goes out: what is to be played, digits, the party's voice, another call's packets, what a bridge has, or silence; and
/// reports.
extension MediaLine {
  /// Silence is sent where nothing else is, so that address translations and far sides' timers stay awake. Where another
  /// call's packets are passed on it is not, until none has come for 200 ms.
  static let relayPause: Int64 = 1600
  /// A digit is sent as five packets, 100 ms, and its end twice more; then 60 ms of quiet.
  static let digitPackets = 5
  static let digitEnds = 3
  static let digitPause = 3

  /// Sends what is due.
  func send(now: Int64, _ scratch: inout MediaScratch) {
    ear.waited(until: now, scratch.silence)
    guard now >= nextSend, destination.isSet else { return }
    // Time that was slept through is not made up for beyond four packets.
    if now - nextSend > 4 * Int64(MediaFloor.frame) { nextSend = now }
    nextSend += Int64(MediaFloor.frame)
    if joined != nil, queue.isEmpty, digits.isEmpty, now - lastRelay < MediaLine.relayPause {
      return
    }
    let gap = now - sentUntil
    if gap > 2 * Int64(MediaFloor.frame) { sender.skip(Int(gap)) }
    sentUntil = max(now, sentUntil) + Int64(MediaFloor.frame)
    let length = pack(
      into: &scratch.packet, &scratch.block, &scratch.heard, scratch.silence, now: now)
    transmit(length, &scratch)
    if queue.isEmpty { tellPlayed() }
  }

  /// Drops what is still to be played: it gives way to voices, or to what is asked for next.
  func silence() {
    queue.clear()
    tellPlayed()
  }

  /// Tells those who wait for what they had played.
  func tellPlayed() {
    guard !players.isEmpty else { return }
    for player in players { player.resume() }
    players = []
  }

  /// Fills the packet; returns its length.
  private func pack(
    into packet: inout [UInt8], _ block: inout [Int16], _ heard: inout [Int16],
    _ silence: [Int16], now: Int64
  ) -> Int {
    var bytes = packet.mutableSpan
    if !digits.isEmpty { return packDigit(into: &bytes) }
    if let party = ear.party {
      ear.take(into: &heard)
      var span = block.mutableSpan
      party.live(hearing: heard.span, speaking: &span)
    } else if !queue.isEmpty {
      var span = block.mutableSpan
      for rest in queue.take(into: &span)..<MediaFloor.frame { span[rest] = 0 }
    } else if let bridge = ear.bridge, bridge.isOpen {
      var span = block.mutableSpan
      bridge.say(into: &span)
    } else {
      ear.bridge = nil
      ear.said(silence.span, now: now, silence)
      return sender.packSilence(MediaFloor.frame, into: &bytes)
    }
    ear.said(block.span, now: now, silence)
    return sender.pack(block.span, into: &bytes)
  }

  private func packDigit(into bytes: inout MutableSpan<UInt8>) -> Int {
    let last = MediaLine.digitPackets + MediaLine.digitEnds
    let step = digitStep
    guard let code = digits.first.flatMap(TelephoneEvent.code(of:)),
      step < last + MediaLine.digitPause
    else {
      digits.removeFirst()
      digitStep = 0
      if step > 0 { sender.skip(step * MediaFloor.frame) }
      return 0
    }
    digitStep += 1
    guard step < last else { return 0 }
    let event = TelephoneEvent(
      code: code, isEnd: step >= MediaLine.digitPackets,
      duration: UInt16(min(step + 1, MediaLine.digitPackets) * MediaFloor.frame))
    return sender.pack(event, isFirst: step == 0, into: &bytes)
  }

  /// Whether another call's packets of this type cannot be passed on as they are: their clock is not this side's.
  func mustTranscode(_ type: PayloadType) -> Bool {
    guard type.format.isAudio, let audio = sender.audio else { return false }
    return type.clock != audio.clock
  }

  /// Passes another call's packet on, as it comes, unless there is something of our own to say.
  func relay(
    _ header: RTPHeader, _ type: PayloadType, _ payload: Span<UInt8>, now: Int64,
    _ scratch: inout MediaScratch
  ) {
    guard queue.isEmpty, digits.isEmpty else { return }
    var bytes = scratch.packet.mutableSpan
    let length = sender.pack(relayed: header, type, payload, into: &bytes)
    guard length > 0 else { return }
    if ear.isTapped { tap(type.format, payload, now: now, &scratch) }
    lastRelay = now
    let samples = type.format.samples(in: payload) ?? 0
    sentUntil = now + Int64(samples > 0 ? samples : MediaFloor.frame)
    transmit(length, &scratch)
  }

  /// Passes on what another call's ear has kept, coded anew in packets of 20 ms, unless there is something of our own to say;
  /// and its digits, as events of this side's own.
  func pass(_ ear: inout LineEar, now: Int64, _ scratch: inout MediaScratch) {
    var start = 0
    while start + MediaFloor.frame <= ear.passed.count {
      let frame = ear.passed.span.extracting(start..<start + MediaFloor.frame)
      start += MediaFloor.frame
      guard queue.isEmpty, digits.isEmpty else { continue }
      var bytes = scratch.packet.mutableSpan
      let length = sender.pack(frame, into: &bytes)
      self.ear.said(frame, now: now, scratch.silence)
      lastRelay = now
      sentUntil = now + Int64(MediaFloor.frame)
      transmit(length, &scratch)
    }
    ear.passed.removeFirst(start)
    guard !ear.digits.isEmpty else { return }
    digits += ear.digits.prefix(max(0, 64 - digits.count))
    ear.digits.removeAll(keepingCapacity: true)
  }

  /// Tells who records the call what is passed on.
  private func tap(
    _ format: PayloadFormat, _ payload: Span<UInt8>, now: Int64, _ scratch: inout MediaScratch
  ) {
    var span = scratch.passed.mutableSpan
    var count = 0
    if format == .opus {
      if tapDecoder == nil { tapDecoder = OpusDecoder() }
      count = tapDecoder?.decode(payload, into: &span) ?? 0
    } else {
      count = format.decode(payload, into: &span)
    }
    if count > 0 {
      ear.said(scratch.passed.span.extracting(first: count), now: now, scratch.silence)
    }
  }

  private func transmit(_ length: Int, _ scratch: inout MediaScratch) {
    guard length > 0, direction.contains(.send) else { return }
    transmit(length, &scratch, by: sockets.audio, to: destination, isControl: false)
  }

  private func transmit(
    _ length: Int, _ scratch: inout MediaScratch, by socket: Int32, to destination: media_address,
    isControl: Bool
  ) {
    guard destination.isSet else { return }
    var length = length
    if let outward {
      length = scratch.packet.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.map {
          outward.protect($0, length, room: buffer.count, isControl: isControl)
        } ?? 0
      }
    }
    guard length > 0 else { return }
    var size = Int32(length)
    var destination = destination
    _ = media_send(socket, scratch.packet, Int32(MediaScratch.packetSize), 1, &size, &destination)
  }

  // MARK: Reports

  func sendReport(now: Int64, isBye: Bool = false, _ scratch: inout MediaScratch) {
    // Between half and one and a half intervals (RFC 3550, 6.3.1), by the stream's own numbers.
    let spread = Int64(sender.timestamp % UInt32(MediaLine.reportInterval))
    nextReport = now + MediaLine.reportInterval / 2 + spread
    guard describedControl.isSet, sender.packets > 0 || receiver.heardSource != nil else { return }
    var block = receiver.report()
    if let lastReport {
      block?.lastReport = lastReport.time
      block?.delay = UInt32(clamping: (now - lastReport.at) * 65_536 / 8000)
    }
    let sent = RTCPReport.Sent(
      time: MediaFloor.networkTime(now), timestamp: sender.timestamp, packets: sender.packets,
      octets: sender.octets)
    let report = RTCPReport(
      source: sender.source, sent: sender.packets > 0 ? sent : nil, block: block, isBye: isBye)
    var bytes = scratch.packet.mutableSpan
    let length = report.write(into: &bytes)
    transmit(length, &scratch, by: sockets.control, to: describedControl, isControl: true)
  }
}
