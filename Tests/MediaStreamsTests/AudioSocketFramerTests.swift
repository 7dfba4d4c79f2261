// SPDX-License-Identifier: GPL-3.0-or-later
import MediaStreams
import Testing

@Suite("AudioSocket framer")
struct AudioSocketFramerTests {
  private let id: [UInt8] = [1, 0, 16] + (0..<16).map { UInt8($0 * 17) }

  private func frames(
    _ bytes: [UInt8], pieces size: Int
  ) throws -> [AudioSocketFramer.Frame] {
    var framer = AudioSocketFramer()
    var frames: [AudioSocketFramer.Frame] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = Array(bytes[start..<min(start + size, bytes.count)])
      try framer.consume(piece.span, into: &frames)
    }
    return frames
  }

  @Test("frames come out whole, whatever pieces they come in", arguments: [1, 2, 7, 1000])
  func pieces(_ size: Int) throws {
    let bytes =
      id + [0x10, 0, 4, 1, 0, 0xFF, 0xFF] + [3, 0, 1, 0x35] + [0x42, 0, 2, 9, 9] + [0, 0, 0]
    #expect(
      try frames(bytes, pieces: size) == [
        .identifier("00112233-4455-6677-8899-aabbccddeeff"), .audio([1, -1]), .digit("5"),
        .other(0x42), .hangUp,
      ])
  }

  @Test(
    "what is no frame ends the connection",
    arguments: [
      [UInt8]([1, 0, 3, 1, 2, 3]), [0x10, 0, 3, 1, 2, 3], [0x10, 0xFF, 0xFF], [3, 0, 0],
    ])
  func faults(_ bytes: [UInt8]) {
    #expect(throws: AudioSocketFramer.Fault.self) { try frames(bytes, pieces: 100) }
  }
}
