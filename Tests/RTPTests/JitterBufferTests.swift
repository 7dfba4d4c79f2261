// SPDX-License-Identifier: GPL-3.0-or-later
import RTP
import Testing

/// A buffer with a clock of its own, fed with packets of 20 ms.
private struct Stream {
  var buffer: JitterBuffer
  var now: Int64 = 1000

  init() { buffer = JitterBuffer(now: 1000) }

  mutating func send(_ index: Int, timestamp: Int? = nil) -> JitterBuffer.Arrival {
    let header = RTPHeader(
      payloadType: 0, sequence: UInt16(truncatingIfNeeded: 65_500 + index),
      timestamp: UInt32(truncatingIfNeeded: timestamp ?? 4_294_960_000 + 160 * index), source: 1)
    let payload = [UInt8](repeating: 0xFF, count: 160)
    return buffer.insert(header, .pcmu, payload: payload.span, samples: 160, now: now)
  }

  /// What is due now: "p" a packet, "l160" lost samples, "n160" samples of nothing.
  mutating func steps() -> [String] {
    var steps: [String] = []
    while let step = buffer.next(now: now) {
      switch step {
      case .packet: steps.append("p")
      case .lost(let count): steps.append("l\(count)")
      case .nothing(let count): steps.append("n\(count)")
      }
    }
    return steps
  }
}

@Suite("Jitter buffer")
struct JitterBufferTests {
  @Test("a packet in its turn is handed on at once, over the wrap of numbers and timestamps")
  func inOrder() {
    var stream = Stream()
    for index in 0..<100 {
      #expect(stream.send(index) == .taken)
      #expect(stream.steps() == ["p"])
      stream.now += 160
    }
    #expect(stream.buffer.statistics.lost == 0)
    #expect(stream.buffer.statistics.jitter == 0)
  }

  @Test("packets out of order are put in order, and nothing is lost")
  func reordered() {
    var stream = Stream()
    _ = stream.send(0)
    #expect(stream.steps() == ["p"])
    stream.now += 160
    _ = stream.send(2)
    #expect(stream.steps().isEmpty)
    stream.now += 80
    _ = stream.send(1)
    #expect(stream.steps() == ["p", "p"])
    #expect(stream.buffer.statistics.reordered == 1)
    #expect(stream.buffer.statistics.lost == 0)
  }

  @Test("a missing packet is waited for and then lost, with its samples")
  func lost() {
    var stream = Stream()
    for index in [0, 1, 4, 5] {
      _ = stream.send(index)
      if index == 1 { #expect(stream.steps() == ["p", "p"]) }
    }
    #expect(stream.steps().isEmpty)
    stream.now += Int64(stream.buffer.hold)
    #expect(stream.steps() == ["l320", "p", "p"])
    #expect(stream.buffer.statistics.lost == 2)
    #expect(stream.buffer.statistics.concealed == 320)
  }

  @Test("a doubled packet counts once, a late one is late and the next is waited for longer")
  func doubledAndLate() {
    var stream = Stream()
    _ = stream.send(0)
    #expect(stream.send(0) == .duplicate)
    #expect(stream.steps() == ["p"])
    #expect(stream.send(0) == .duplicate)
    _ = stream.send(2)
    let hold = stream.buffer.hold
    stream.now += Int64(hold)
    #expect(stream.steps() == ["l160", "p"])
    #expect(stream.send(1) == .late)
    #expect(stream.buffer.hold > hold)
    #expect(stream.buffer.statistics.duplicates == 2)
    #expect(stream.buffer.statistics.late == 1)
    #expect(stream.buffer.statistics.lost == 0)
  }

  @Test("a pause that timestamps tell of is as long as they say, whatever the clock has filled")
  func pause() {
    var stream = Stream()
    _ = stream.send(0)
    #expect(stream.steps() == ["p"])
    // A second of nothing, then the next number with a timestamp a second on.
    var filled = 0
    for _ in 0..<50 {
      stream.now += 160
      for step in stream.steps() { filled += Int(step.dropFirst()) ?? 0 }
    }
    #expect(filled > 7000)
    _ = stream.send(1, timestamp: 4_294_960_000 + 160 + 8000)
    let steps = stream.steps()
    #expect(steps == ["n\(8000 - filled)", "p"])
  }

  @Test("a far side whose own time stood still goes on without a loss")
  func stoodStill() {
    var stream = Stream()
    _ = stream.send(0)
    #expect(stream.steps() == ["p"])
    stream.now += 8000
    #expect(stream.steps().allSatisfy { $0 == "n160" })
    _ = stream.send(1)
    #expect(stream.steps() == ["p"])
    #expect(stream.buffer.statistics.late == 0)
  }

  @Test("before the first packet, time goes by the clock")
  func beforeTheFirst() {
    var stream = Stream()
    stream.now += 1600
    #expect(stream.steps() == Array(repeating: "n160", count: 10))
  }

  @Test(
    "a long loss is silence by the clock, and not filled with old audio when packets come again")
  func longLoss() {
    var stream = Stream()
    _ = stream.send(0)
    #expect(stream.steps() == ["p"])
    var silent = 0
    for _ in 0..<20 {
      stream.now += 160
      for step in stream.steps() { silent += Int(step.dropFirst()) ?? 0 }
    }
    _ = stream.send(21)
    stream.now += Int64(stream.buffer.hold)
    #expect(stream.steps() == ["n\(20 * 160 - silent)", "p"])
    #expect(stream.buffer.statistics.lost == 20)
  }

  @Test("a number far away is not believed until the next one follows it")
  func farAway() {
    var stream = Stream()
    _ = stream.send(0)
    #expect(stream.steps() == ["p"])
    #expect(stream.send(20_000) == .unusable)
    #expect(stream.send(1) == .taken)
    #expect(stream.steps() == ["p"])
    #expect(stream.send(20_000) == .unusable)
    #expect(stream.send(20_001) == .taken)
    #expect(stream.steps() == ["p"])
  }

  @Test("however many packets come, no more than the buffer holds are kept")
  func flood() {
    var stream = Stream()
    _ = stream.send(0)
    _ = stream.steps()
    for index in 2..<500 { _ = stream.send(index) }
    #expect(stream.steps().filter { $0 == "p" }.count <= 64)
  }
}
