// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from sockets as bytes: RTP into a receiver with its jitter buffer and decoders, the same packets relayed, RTCP,
// AudioSocket.
import RTP

/// Counts what it hears; a receiver may not make more than its clock and its packets allow.
struct Ear: MediaEar {
  var heard = 0
  mutating func hear(_ samples: Span<Int16>, _ kind: MediaReceiver.Kind) { heard += samples.count }
  mutating func hear(digit: Character) {}
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  _ = RTCPReport(input.span)
  var framer = AudioSocketFramer()
  var frames: [AudioSocketFramer.Frame] = []
  try? framer.consume(input.span, into: &frames)

  var receiver = MediaReceiver(now: 0)
  receiver.agree(on: [
    PayloadType(0, .pcmu), PayloadType(8, .pcma), PayloadType(13, .noise), PayloadType(101, .event),
    PayloadType(96, .opus), PayloadType(102, .event, clock: Opus.clock),
  ])
  var sender = MediaSender(source: 1, sequence: 65_000, timestamp: 4_294_900_000)
  sender.audio = PayloadType(8, .pcma)
  sender.event = PayloadType(96, .event)
  // A side that takes Opus.
  var wide = MediaSender(source: 2, sequence: 65_000, timestamp: 4_294_900_000)
  wide.audio = PayloadType(97, .opus)
  wide.event = PayloadType(101, .event)
  var packet = [UInt8](repeating: 0, count: MediaSender.mostBytes)
  var ear = Ear()
  var now: Int64 = 0
  var place = 0
  // A length, a wait, and so many bytes: a packet.
  while place + 2 < input.count {
    let length = min(Int(input[place]), input.count - place - 2)
    now += Int64(input[place + 1]) * 16
    let piece = Array(input[place + 2..<place + 2 + length])
    place += 2 + length
    if let (header, payload) = RTPHeader.read(piece.span) {
      let body = piece.span.extracting(payload)
      if let type = receiver.receive(header, payload: body, now: now) {
        var span = packet.mutableSpan
        _ = sender.pack(relayed: header, type, body, into: &span)
        _ = wide.pack(relayed: header, type, body, into: &span)
      }
    }
    receiver.drain(now: now, into: &ear)
  }
  _ = receiver.report()
  _ = receiver.statistics.lost
  return 0
}
