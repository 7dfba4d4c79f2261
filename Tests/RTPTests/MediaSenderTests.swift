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
      let count = sender.pack(relayed: header, .pcmu, payload.span, into: &span)
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
    let count = sender.pack(relayed: header, .pcmu, payload.span, into: &span)
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
    #expect(sender.pack(relayed: header, .event, payload.span, into: &span) == 0)
  }
}
