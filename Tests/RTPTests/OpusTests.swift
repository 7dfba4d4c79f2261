// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CAllocations
import Foundation
import RTP
import Testing
import ToneLevel

/// Keeps what it hears, without allocating.
private struct Ear: MediaEar {
  var samples: [Int16] = []
  var kinds: [MediaReceiver.Kind] = []

  init() {
    samples.reserveCapacity(400_000)
    kinds.reserveCapacity(400_000)
  }
  mutating func hear(_ span: Span<Int16>, _ kind: MediaReceiver.Kind) {
    for index in span.indices {
      samples.append(span[index])
      kinds.append(kind)
    }
  }
  mutating func hear(digit: Character) {}
}

/// A side that sends Opus, and one that hears it.
private struct Path {
  var sender = MediaSender(source: 7, sequence: 65_530, timestamp: 4_294_960_000)
  var receiver = MediaReceiver(now: 0)
  var ear = Ear()
  var now: Int64 = 0
  var packet = [UInt8](repeating: 0, count: MediaSender.mostBytes)

  init() {
    sender.audio = PayloadType(96, .opus)
    receiver.agree(on: [
      PayloadType(0, .pcmu), PayloadType(96, .opus), PayloadType(102, .event, clock: 48_000),
    ])
  }

  mutating func pack(_ samples: Span<Int16>) -> Int {
    var lent: [UInt8] = []
    swap(&lent, &packet)
    defer { swap(&lent, &packet) }
    var span = lent.mutableSpan
    return sender.pack(samples, into: &span)
  }

  /// Hands a packet over, if any, and lives `samples` on.
  mutating func pass(_ count: Int, samples: Int) {
    var lent: [UInt8] = []
    swap(&lent, &packet)
    if count > 0, let (header, payload) = RTPHeader.read(lent.span.extracting(first: count)) {
      _ = receiver.receive(header, payload: lent.span.extracting(payload), now: now)
    }
    swap(&lent, &packet)
    receiver.drain(now: now, into: &ear)
    now += Int64(samples)
  }

  mutating func pass(_ payload: [UInt8], type: UInt8 = 96, sequence: UInt16, timestamp: UInt32) {
    let header = RTPHeader(
      payloadType: type, sequence: sequence, timestamp: timestamp, source: 7)
    _ = receiver.receive(header, payload: payload.span, now: now)
    receiver.drain(now: now, into: &ear)
    now += 160
  }

  mutating func wait(_ samples: Int64) {
    for _ in 0..<samples / 40 {
      now += 40
      receiver.drain(now: now, into: &ear)
    }
  }
}

@Suite("Opus")
struct OpusTests {
  private func tone(_ hertz: [Double], _ count: Int, dBm0: Double = -16) -> [Int16] {
    var synthesizer = ToneSynthesizer(
      Tone([ToneSegment(hertz, duration: 60, level: Level(dBm0: dBm0))], repeats: true))
    var samples = [Int16](repeating: 0, count: count)
    var span = samples.mutableSpan
    synthesizer.render(into: &span)
    return samples
  }

  @Test(
    "packets of 2.5 to 120 ms are as long as they say, and a network's tones come out at their levels",
    arguments: [20, 40, 80, 160, 320, 480, 960])
  func tones(_ length: Int) {
    for hertz in [[350.0, 440], [480, 620], [425], [1400], [2100]] {
      let signal = tone(hertz, 19_200)
      var path = Path()
      for start in stride(from: 0, to: signal.count, by: length) {
        let before = path.sender.timestamp
        let count = path.pack(signal.span.extracting(start..<start + length))
        #expect(count > RTPHeader.size)
        // 48 kHz, whatever is coded.
        #expect(path.sender.timestamp &- before == UInt32(6 * length))
        path.pass(count, samples: length)
      }
      #expect(path.ear.samples.count == signal.count)
      #expect(path.ear.kinds.allSatisfy { $0 == .heard })
      // Less than 20 ms, which nobody sends, has not the bits for a clean tone.
      for one in hertz where length >= 160 {
        let heard = path.ear.samples.suffix(8000).level(at: one).dBm0
        #expect(abs(heard - -16) < 1.5, "\(length) samples, \(one) Hz: \(heard)")
      }
    }
  }

  @Test("what is lost is made up in its place and marked, from the next packet where that has it")
  func recovered() {
    let signal = tone([440, 480], 16_000)
    var path = Path()
    for (index, start) in stride(from: 0, to: signal.count, by: 160).enumerated() {
      let count = path.pack(signal.span.extracting(start..<start + 160))
      path.pass(index > 10 && index % 12 == 5 ? 0 : count, samples: 160)
    }
    path.wait(1600)
    let made = path.ear.kinds.count { $0 == .concealed }
    #expect(made == 7 * 160)
    #expect(path.receiver.statistics.concealed == made)
    for one in [440.0, 480] {
      let heard = path.ear.samples[4000..<12_000].level(at: one).dBm0
      #expect(abs(heard - -16) < 1.5, "\(one) Hz: \(heard)")
    }
    // Made up alone, a sound that begins in the lost packet would not be there: what the next packet says of it is.
    let begins = [Int16](repeating: 0, count: 160 * 50) + tone([1000], 160 * 50)
    path = Path()
    for (index, start) in stride(from: 0, to: begins.count, by: 160).enumerated() {
      let count = path.pack(begins.span.extracting(start..<start + 160))
      path.pass(index == 50 ? 0 : count, samples: 160)
    }
    let lost = path.ear.samples.indices.filter { path.ear.kinds[$0] == .concealed }
    let heard = lost.reduce(0.0) {
      $0 + Double(path.ear.samples[$1]) * Double(path.ear.samples[$1])
    }
    let sound = Level(meanSquare: heard / Double(max(1, lost.count)))
    #expect(lost.count == 160)
    #expect(sound.dBm0 > -22, "\(sound.dBm0)")
  }

  @Test("a gap that timestamps tell of is silence as long as they say")
  func gap() {
    let signal = tone([1000], 3200)
    var path = Path()
    for start in stride(from: 0, to: signal.count, by: 160) {
      path.pass(path.pack(signal.span.extracting(start..<start + 160)), samples: 160)
      if start == 1440 {
        path.sender.skip(8000)
        path.wait(8000)
      }
    }
    #expect(path.ear.kinds.count { $0 == .quiet } == 8000)
    #expect(path.ear.kinds.count { $0 == .heard } == 3200)
    #expect(path.ear.kinds.count { $0 == .concealed } == 0)
  }

  @Test("a packet that is none is counted and its place made up, and no length in it is believed")
  func malformed() {
    let signal = tone([1000], 160 * 20)
    var path = Path()
    var sequence: UInt16 = 0
    func good(_ index: Int) -> [UInt8] {
      let count = path.pack(signal.span.extracting(160 * index..<160 * index + 160))
      return Array(path.packet[RTPHeader.size..<count])
    }
    for index in 0..<10 {
      path.pass(good(index), sequence: sequence, timestamp: 960 * UInt32(sequence))
      sequence += 1
    }
    // 48 frames of 20 ms, and of no known number; four of 60 ms: more than 120 ms. No head at all.
    for bad in [[0x0B, 48, 1, 2], [0x0B], [0x1B, 4, 1, 2, 3, 4], []] as [[UInt8]] {
      path.pass(bad, sequence: sequence, timestamp: 960 * UInt32(sequence))
      sequence += 1
    }
    #expect(path.receiver.statistics.unusable == 4)
    // Heads that say 20 ms before frames that are not there: two of equal length in an odd number of bytes; a length beyond the
    // packet; padding beyond it.
    var broken = 0
    for bad in [[0x09, 1, 2, 3], [0x0A, 200, 1], [0x0B, 0x41, 250, 1]] as [[UInt8]] {
      path.pass(bad, sequence: sequence, timestamp: 960 * UInt32(sequence))
      sequence += 1
      broken += 1
    }
    for index in 10..<20 {
      path.pass(good(index), sequence: sequence, timestamp: 960 * UInt32(sequence))
      sequence += 1
    }
    path.wait(3200)
    #expect(path.receiver.statistics.unusable == 4 + broken)
    #expect(path.ear.kinds.count { $0 == .heard } == 20 * 160)
    // In the place of each is as much as there should have been, and the stream goes on behind it.
    #expect(path.ear.kinds.count { $0 == .concealed } >= (4 + broken) * 160)
    let end = path.ear.kinds.lastIndex(of: .heard) ?? 0
    #expect(
      end > 1600 && abs(path.ear.samples[(end - 1200)...end].level(at: 1000).dBm0 - -16) < 1.5)
  }

  @Test("packets of random bytes, and good ones with a byte changed, make no more than they may")
  func random() {
    var dice = SplitMix64(seed: 11)
    let signal = tone([440, 480], 160)
    for _ in 0..<200 {
      var path = Path()
      for index in 0..<40 {
        var payload: [UInt8]
        if index % 2 == 0 {
          let count = path.pack(signal.span)
          payload = Array(path.packet[RTPHeader.size..<count])
          payload[Int.random(in: payload.indices, using: &dice)] = .random(
            in: 0...255, using: &dice)
        } else {
          payload = (0..<Int.random(in: 0...200, using: &dice)).map { _ in
            .random(in: 0...255, using: &dice)
          }
        }
        path.pass(payload, sequence: UInt16(index), timestamp: 960 * UInt32(index))
      }
      // 120 ms a packet, and what the clock allows.
      #expect(path.ear.samples.count <= 40 * 960 + Int(path.now))
    }
  }

  @Test("a change from G.711 and back within one stream is heard on")
  func changes() {
    let signal = tone([1000], 8000)
    var path = Path()
    let silence = [UInt8](repeating: 0xFF, count: 160)
    for index in 0..<10 {
      path.pass(silence, type: 0, sequence: UInt16(index), timestamp: 160 * UInt32(index))
    }
    for start in stride(from: 0, to: signal.count, by: 160) {
      path.pass(path.pack(signal.span.extracting(start..<start + 160)), samples: 160)
    }
    #expect(abs(path.ear.samples.suffix(4000).level(at: 1000).dBm0 - -16) < 1.5)
    for index in 60..<70 {
      path.pass(silence, type: 0, sequence: UInt16(index), timestamp: 160 * UInt32(index))
    }
    #expect(path.ear.samples.suffix(1000).allSatisfy { abs($0) <= 8 })
    #expect(path.receiver.statistics.sourceChanges == 0)
    #expect(path.ear.kinds.count { $0 == .heard } == 8000 + 20 * 160)
  }

  @Test("jitter is reported in ticks of 48 kHz")
  func reported() throws {
    let signal = tone([1000], 16_000)
    var path = Path()
    for (index, start) in stride(from: 0, to: signal.count, by: 160).enumerated() {
      let count = path.pack(signal.span.extracting(start..<start + 160))
      // Every other packet 5 ms late.
      path.pass(count, samples: index % 2 == 0 ? 200 : 120)
    }
    let report = path.receiver.report()
    let block = try #require(report)
    #expect(path.receiver.statistics.jitter > 35)
    #expect(Int(block.jitter) == Int(6 * path.receiver.statistics.jitter))
  }

  @Test("nothing is allocated for a packet", .enabled(if: allocations_are_counted()))
  func allocations() {
    let signal = tone([440, 480], 160)
    var path = Path()
    for _ in 0..<20 { path.pass(path.pack(signal.span), samples: 160) }
    let before = allocations_of_thread()
    for index in 0..<200 {
      let count = path.pack(signal.span)
      path.pass(index % 20 == 5 ? 0 : count, samples: 160)
    }
    #expect(allocations_of_thread() == before)
    _ = [Int](unsafeUninitializedCapacity: Int(path.now)) { $1 = 0 }
    #expect(allocations_of_thread() > before)
  }
}
