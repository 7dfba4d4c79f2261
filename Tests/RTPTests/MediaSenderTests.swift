// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import RTP
import Testing

@Suite("Media sender")
struct MediaSenderTests {
  private func sender(_ format: PayloadFormat = .pcmu) -> MediaSender {
    var sender = MediaSender(source: 77, sequence: 65_534, timestamp: 4_294_967_200)
    sender.audio = PayloadType(format == .pcmu ? 0 : 8, format)
    sender.event = PayloadType(96, .event)
    return sender
  }

  private func head(
    _ bytes: [UInt8], _ count: Int
  ) throws -> (header: RTPHeader, payload: Range<Int>) {
    let read = RTPHeader.read(bytes.span.extracting(first: count))
    return try #require(read)
  }

  @Test("numbers and timestamps go on over their wrap, and the first packet is marked")
  func ownAudio() throws {
    var sender = sender()
    var bytes = [UInt8](repeating: 0, count: MediaSender.mostBytes)
    var headers: [RTPHeader] = []
    for _ in 0..<3 {
      var span = bytes.mutableSpan
      let count = sender.packSilence(160, into: &span)
      #expect(count == 172)
      headers.append(try head(bytes, count).header)
    }
    #expect(headers.map(\.sequence) == [65_534, 65_535, 0])
    #expect(headers.map(\.timestamp) == [4_294_967_200, 64, 224])
    #expect(headers.map(\.isMarked) == [true, false, false])
  }

  @Test(
    "relayed packets keep their distances, lost ones leave their gap, and our own go on behind them"
  )
  func relayed() throws {
    var sender = sender()
    var bytes = [UInt8](repeating: 0, count: MediaSender.mostBytes)
    let payload = [UInt8](repeating: 0x12, count: 160)
    func relay(_ sequence: UInt16, _ timestamp: UInt32) throws -> RTPHeader {
      var span = bytes.mutableSpan
      let header = RTPHeader(payloadType: 0, sequence: sequence, timestamp: timestamp, source: 3)
      let count = sender.pack(relayed: header, PayloadType(0, .pcmu), payload.span, into: &span)
      return try head(bytes, count).header
    }
    let first = try relay(100, 1000)
    let second = try relay(102, 1320)
    let late = try relay(101, 1160)
    #expect(first.sequence == 65_534 && second.sequence == 0 && late.sequence == 65_535)
    #expect(second.timestamp &- first.timestamp == 320)
    #expect(first.source == 77)
    var span = bytes.mutableSpan
    _ = sender.packSilence(160, into: &span)
    let own = try head(bytes, 172).header
    #expect(own.sequence == 1)
    #expect(own.timestamp &- second.timestamp == 160)
  }

  @Test("between the laws a packet is transcoded, to the step of the law")
  func transcoded() throws {
    var sender = sender(.pcma)
    var bytes = [UInt8](repeating: 0, count: MediaSender.mostBytes)
    let payload = (0..<256).map { UInt8($0) }
    var span = bytes.mutableSpan
    let header = RTPHeader(payloadType: 0, sequence: 1, timestamp: 1, source: 3)
    let count = sender.pack(relayed: header, PayloadType(0, .pcmu), payload.span, into: &span)
    let read = try head(bytes, count)
    #expect(read.header.payloadType == 8)
    for code in 0..<256 {
      let (from, to) = (G711.decodeULaw(UInt8(code)), G711.decodeALaw(bytes[12 + code]))
      #expect(abs(Int(from) - Int(to)) <= 512)
    }
  }

  @Test("what the far side does not take is not sent")
  func notTaken() {
    var sender = sender()
    sender.event = nil
    var bytes = [UInt8](repeating: 0, count: MediaSender.mostBytes)
    var span = bytes.mutableSpan
    let header = RTPHeader(payloadType: 101, sequence: 1, timestamp: 1, source: 3)
    let payload: [UInt8] = [1, 0x8A, 0, 160]
    #expect(sender.pack(relayed: header, PayloadType(101, .event), payload.span, into: &span) == 0)
  }

  @Test(
    "Opus passes as it is, on its clock and under the other side's number; to and from G.711 it does not"
  )
  func relayedOpus() throws {
    var sender = sender()
    var bytes = [UInt8](repeating: 0, count: MediaSender.mostBytes)
    // The head of 20 ms of a narrow band, and whatever.
    let payload: [UInt8] = [0x08, 1, 2, 3]
    func relay(_ sequence: UInt16, _ type: PayloadType, _ payload: [UInt8]) -> Int {
      var span = bytes.mutableSpan
      let header = RTPHeader(
        payloadType: type.number, sequence: sequence, timestamp: 960 * UInt32(sequence), source: 3)
      return sender.pack(relayed: header, type, payload.span, into: &span)
    }
    #expect(relay(1, PayloadType(111, .opus), payload) == 0)
    sender.audio = PayloadType(97, .opus)
    #expect(relay(1, PayloadType(0, .pcmu), payload) == 0)
    #expect(relay(1, PayloadType(13, .noise), [50]) == 0)
    #expect(relay(1, PayloadType(111, .opus), payload) == 16)
    let first = try head(bytes, 16).header
    #expect(first.payloadType == 97)
    #expect(Array(bytes[12..<16]) == payload)
    _ = relay(2, PayloadType(111, .opus), payload)
    let second = try head(bytes, 16).header
    #expect(second.timestamp &- first.timestamp == 960)
    // Our own go on behind it.
    var span = bytes.mutableSpan
    let count = sender.packSilence(160, into: &span)
    let own = try head(bytes, count).header
    #expect(own.timestamp &- second.timestamp == 960)
    #expect(own.sequence == second.sequence &+ 1)
    // A digit of 4800 ticks of 48 kHz is 800 of 8 kHz, and the other way round.
    #expect(relay(4, PayloadType(102, .event, clock: 48_000), [5, 10, 0x12, 0xC0]) == 16)
    #expect(Array(bytes[12..<16]) == [5, 10, 0x03, 0x20])
    sender.event = PayloadType(102, .event, clock: 48_000)
    #expect(relay(5, PayloadType(101, .event), [5, 10, 0x03, 0x20]) == 16)
    #expect(Array(bytes[12..<16]) == [5, 10, 0x12, 0xC0])
  }

  @Test(
    "a digit of our own lasts as long on either clock, and what comes behind it is in its place")
  func digitsOnTheClock() throws {
    for (clock, duration) in [(8000, [0x03, 0x20]), (48_000, [0x12, 0xC0])] as [(Int, [UInt8])] {
      var sender = sender()
      sender.audio = PayloadType(97, .opus)
      sender.event = PayloadType(102, .event, clock: clock)
      var bytes = [UInt8](repeating: 0, count: MediaSender.mostBytes)
      var span = bytes.mutableSpan
      let digit = TelephoneEvent(code: 5, isEnd: true, duration: 800)
      #expect(sender.pack(digit, isFirst: true, into: &span) == 16)
      let first = try head(bytes, 16).header
      #expect(Array(bytes[14..<16]) == duration)
      sender.skip(800)
      var next = bytes.mutableSpan
      let count = sender.packSilence(160, into: &next)
      #expect(try head(bytes, count).header.timestamp &- first.timestamp == 4800)
    }
  }
}
