// SPDX-License-Identifier: GPL-3.0-or-later
import RTP
import Testing

@Suite("RTP header")
struct RTPHeaderTests {
  @Test("what is written is read again")
  func roundTrip() throws {
    let header = RTPHeader(
      payloadType: 101, isMarked: true, sequence: 65_535, timestamp: 0xFFFF_FFFE,
      source: 0xDEAD_BEEF)
    var bytes = [UInt8](repeating: 7, count: 16)
    var span = bytes.mutableSpan
    header.write(into: &span)
    let found = RTPHeader.read(bytes.span)
    let read = try #require(found)
    #expect(read.header == header)
    #expect(read.payload == 12..<16)
  }

  @Test("CSRC, extension and padding are left out of the payload")
  func frames() throws {
    var bytes: [UInt8] = [0x80 | 0x20 | 0x10 | 2, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]
    bytes += [UInt8](repeating: 9, count: 8)
    bytes += [0xBE, 0xDE, 0, 1, 1, 2, 3, 4]
    bytes += [5, 6, 0, 0, 3]
    let found = RTPHeader.read(bytes.span)
    let read = try #require(found)
    #expect(read.payload == 28..<30)
  }

  @Test(
    "bytes that are no RTP are none",
    arguments: [
      [UInt8](), [0x80], [UInt8](repeating: 0x40, count: 40),
      // 15 CSRC, an extension and padding that the packet has no room for.
      [0x8F, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4],
      [0x90, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xBE, 0xDE, 0xFF, 0xFF],
      [0xA0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0], [0xA0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 99],
    ])
  func rejects(_ bytes: [UInt8]) {
    let found = RTPHeader.read(bytes.span)
    #expect(found == nil)
  }
}
