// SPDX-License-Identifier: GPL-3.0-or-later
import RTP
import Testing

@Suite("RTCP report")
struct RTCPReportTests {
  @Test("what is written is read again", arguments: [true, false])
  func roundTrip(_ sends: Bool) throws {
    let block = RTCPBlock(
      source: 9, fractionLost: 12, lost: -3, lastSequence: 70_000, jitter: 44, lastReport: 5,
      delay: 6)
    let sent = RTCPReport.Sent(time: 0x0102_0304_0506_0708, timestamp: 8, packets: 9, octets: 10)
    let report = RTCPReport(source: 1, sent: sends ? sent : nil, block: block, isBye: true)
    var bytes = [UInt8](repeating: 0, count: RTCPReport.mostBytes)
    var span = bytes.mutableSpan
    let count = report.write(into: &span)
    #expect(count % 4 == 0 && count <= RTCPReport.mostBytes)
    let read = RTCPReport(bytes.span.extracting(first: count))
    #expect(read == report)
  }

  @Test("bytes that are no compound packet are none")
  func rejects() {
    for bytes: [UInt8] in [
      [], [0x80, 200, 0, 6], [0x81, 201, 0, 1, 0, 0, 0, 1], [0x80, 202, 0, 0],
      [0x80, 201, 0xFF, 0xFF],
      [0x40, 201, 0, 1, 0, 0, 0, 1],
    ] {
      let read = RTCPReport(bytes.span)
      #expect(read == nil)
    }
  }
}
