// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import RTP
import Testing

/// Keeps what it hears.
private struct Ear: MediaEar {
  var samples: [Int16] = []
  var kinds: [MediaReceiver.Kind] = []
  var digits = ""

  mutating func hear(_ span: Span<Int16>, _ kind: MediaReceiver.Kind) {
    for index in span.indices {
      samples.append(span[index])
      kinds.append(kind)
    }
  }
  mutating func hear(digit: Character) { digits.append(digit) }
}

/// A far side that sends a signal in packets of 20 ms.
private struct Sender {
  var receiver: MediaReceiver
  var ear = Ear()
  var now: Int64 = 0
  var sequence: UInt16 = 7
  var timestamp: UInt32 = 99

  init() {
    receiver = MediaReceiver(now: 0)
    receiver.agree(on: [
      PayloadType(0, .pcmu), PayloadType(8, .pcma), PayloadType(13, .noise),
      PayloadType(101, .event),
    ])
  }

  mutating func send(
    _ payload: [UInt8], type: UInt8 = 0, advance: UInt32 = 160, source: UInt32 = 5,
    isLost: Bool = false
  ) {
    let header = RTPHeader(
      payloadType: type, sequence: sequence, timestamp: timestamp, source: source)
    if !isLost { _ = receiver.receive(header, payload: payload.span, now: now) }
    receiver.drain(now: now, into: &ear)
    sequence &+= 1
    timestamp &+= advance
    now += 160
  }

  mutating func wait(_ samples: Int64) {
    for _ in 0..<samples / 40 {
      now += 40
      receiver.drain(now: now, into: &ear)
    }
  }
}

@Suite("Media receiver")
struct MediaReceiverTests {
  private func tone(_ hertz: [Double], _ count: Int) -> [Int16] {
    var synthesizer = ToneSynthesizer(
      Tone([ToneSegment(hertz, duration: 60, level: Level(dBm0: -16))], repeats: true))
    var samples = [Int16](repeating: 0, count: count)
    var span = samples.mutableSpan
    synthesizer.render(into: &span)
    return samples
  }

  @Test(
    "both laws of G.711 come out as the samples that went in, to a step of the law",
    arguments: [UInt8(0), 8])
  func laws(_ type: UInt8) {
    let signal = tone([1000], 1600)
    var sender = Sender()
    for start in stride(from: 0, to: signal.count, by: 160) {
      sender.send(
        signal[start..<start + 160].map { type == 0 ? G711.encodeULaw($0) : G711.encodeALaw($0) },
        type: type)
    }
    #expect(sender.ear.samples.count == 1600)
    for (heard, sent) in zip(sender.ear.samples, signal) {
      #expect(abs(Int(heard) - Int(sent)) <= 256)
    }
    #expect(sender.ear.kinds.allSatisfy { $0 == .heard })
  }

  @Test(
    "a lost packet of ringback is made up, marked, and the tone is not broken",
    arguments: [[440.0, 480], [425], [350, 440]])
  func concealed(_ hertz: [Double]) {
    let signal = tone(hertz, 8000)
    var sender = Sender()
    for (index, start) in stride(from: 0, to: signal.count, by: 160).enumerated() {
      sender.send(
        signal[start..<start + 160].map(G711.encodeULaw), isLost: index > 10 && index % 12 == 5)
    }
    sender.wait(1600)
    let made = sender.ear.kinds.count { $0 == .concealed }
    #expect(made >= 3 * 160)
    // 10 dB of signal over the error in what was made up: silence would have 0 dB.
    var (error, power) = (0.0, 0.0)
    for index in 0..<min(8000, sender.ear.samples.count) where sender.ear.kinds[index] == .concealed
    {
      let difference = Double(sender.ear.samples[index]) - Double(signal[index])
      error += difference * difference
      power += Double(signal[index]) * Double(signal[index])
    }
    #expect(power / error > 10, "\(hertz): \(power / error)")
  }

  @Test("what is made up fades to silence, and goes over into true audio without a click")
  func fades() {
    var concealer = Concealer()
    let signal = tone([440, 480], 3200)
    func hear(_ start: Int) -> [Int16] {
      var frame = Array(signal[start..<start + 160])
      var span = frame.mutableSpan
      concealer.hear(&span)
      return frame
    }
    for start in stride(from: 0, to: 1600, by: 160) { _ = hear(start) }
    var made: [Int16] = []
    for _ in 0..<6 {
      var frame = [Int16](repeating: 0, count: 160)
      var span = frame.mutableSpan
      concealer.conceal(&span)
      made += frame
    }
    #expect(made.prefix(160).contains { abs(Int($0)) > 1000 })
    #expect(made.suffix(320).allSatisfy { $0 == 0 })
    let after = hear(1600 + 960)
    #expect(abs(Int(after[0]) - Int(made[959])) < 200)
    #expect(after.suffix(100) == signal[1600 + 960 + 60..<1600 + 960 + 160])
  }

  @Test("digits that come as events are told once each, at their end")
  func digits() {
    var sender = Sender()
    sender.send([UInt8](repeating: 0xFF, count: 160))
    for digit: UInt8 in [5, 11] {
      let start = sender.timestamp
      for packet in 0..<6 {
        let isEnd: UInt8 = packet >= 3 ? 0x80 : 0
        sender.timestamp = start
        sender.send([digit, isEnd | 10, 0, 160], type: 101, advance: 0)
      }
      sender.timestamp = start + 960
    }
    #expect(sender.ear.digits == "5#")
  }

  @Test("comfort noise is heard at the level described, and speech ends it")
  func comfort() {
    var sender = Sender()
    sender.send([UInt8](repeating: 0xFF, count: 160))
    // −50 dBov is −50 + 6.15 dBm0 (RFC 3389: the overload point of µ-law is +3.17 dBm0, and a sine is 3 dB below a square).
    sender.send([50], type: 13, advance: 8000)
    sender.wait(8000)
    let quiet = sender.ear.samples.suffix(4000)
    let square = quiet.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(quiet.count)
    #expect(abs(Level(meanSquare: square).dBm0 - -43.85) < 1.5)
    #expect(sender.ear.kinds.suffix(4000).allSatisfy { $0 == .quiet })
  }

  @Test("another SSRC is a new stream; the one that was left is not believed for a second")
  func anotherSource() {
    var sender = Sender()
    let packet = [UInt8](repeating: 0xFF, count: 160)
    for _ in 0..<5 { sender.send(packet) }
    sender.sequence = 30_000
    for _ in 0..<5 { sender.send(packet, source: 6) }
    #expect(sender.receiver.heardSource == 6)
    sender.send(packet, source: 5)
    #expect(sender.receiver.heardSource == 6)
    #expect(sender.receiver.statistics.sourceChanges == 1)
    #expect(sender.receiver.statistics.unusable == 1)
  }

  @Test("formats that were not agreed on are not understood")
  func notAgreed() {
    var sender = Sender()
    sender.send([1, 2, 3], type: 96)
    sender.send([], type: 0)
    #expect(sender.receiver.statistics.unusable == 2)
    #expect(!sender.ear.kinds.contains(.heard))
  }
}
