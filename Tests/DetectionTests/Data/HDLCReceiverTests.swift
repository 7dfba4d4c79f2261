// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audio
@testable import Detection

struct HDLCReceiverTests {
  /// The frames that `bits` hold, and the count of flags.
  private static func read(_ bits: [Bool]) -> (frames: [[UInt8]], flags: Int) {
    var receiver = HDLCReceiver()
    var frames: [[UInt8]] = []
    var flags = 0
    for bit in bits {
      switch receiver.consume(bit) {
      case .frame(let count): frames.append((0..<count).map { receiver.octets[$0] })
      case .flag: flags += 1
      case nil: break
      }
    }
    return (frames, flags)
  }

  @Test(
    arguments: [
      [0xFF, 0xC8, 0x80, 0x00, 0x46, 0x00], [0x7E, 0x7E, 0x7D], [0xFF, 0xFF, 0xFF, 0xFF],
      [0x00, 0x01],
    ] as [[UInt8]])
  func `a frame's octets are read, stuffed zeros taken out`(octets: [UInt8]) {
    let frame = HDLC.frame(octets)
    let read = HDLCReceiverTests.read(HDLC.flag + frame + frame)
    #expect(read.frames == [octets, octets])
  }

  @Test func `a frame with a wrong bit is none`() {
    let octets: [UInt8] = [0xFF, 0xC8, 0x80, 0x00, 0x46, 0x00]
    for index in stride(from: 8, to: 60, by: 5) {
      var frame = HDLC.frame(octets)
      frame[index].toggle()
      #expect(HDLCReceiverTests.read(HDLC.flag + frame).frames.isEmpty, "bit \(index)")
    }
  }

  @Test func `flags are counted, with zeros of their own or shared`() {
    let flags = (0..<10).flatMap { _ in HDLC.flag }
    #expect(HDLCReceiverTests.read(flags).flags == 10)
    let shared = [false] + (0..<10).flatMap { _ in [Bool](repeating: true, count: 6) + [false] }
    #expect(HDLCReceiverTests.read(shared).flags == 10)
  }

  @Test func `a frame that is broken off or too long is none, and the next is read`() {
    let octets: [UInt8] = [1, 2, 3]
    let broken = [Bool](repeating: true, count: 9)
    let long = HDLC.frame([UInt8](repeating: 0x55, count: 100))
    let bits = HDLC.flag + HDLC.frame([9, 9, 9]).prefix(20) + broken + HDLC.flag + long
    #expect(HDLCReceiverTests.read(bits + HDLC.frame(octets)).frames == [octets])
  }
}
