// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct TextTelephoneTests {
  /// What a receiver makes of the signal: five-bit codes from each start bit on.
  func codes(in samples: [Int16]) -> [UInt8] {
    let bit = 176.0  // 22 ms
    var place = 0.0
    var codes: [UInt8] = []
    func isMark(_ start: Double) -> Bool {
      let piece = samples[Int(start)..<Int(start + bit)]
      return amplitude(of: 1400, in: piece) > amplitude(of: 1800, in: piece)
    }
    while place + 7.5 * bit <= Double(samples.count) {
      if isMark(place) {
        place += bit / 2
        continue
      }
      codes.append(
        (0..<5).reduce(0) { $0 | (isMark(place + Double($1 + 1) * bit) ? 1 << $1 : 0) })
      #expect(isMark(place + 6 * bit), "no stop")
      place += 7.5 * bit
    }
    return codes
  }

  @Test func `letters and figures arrive, with a shift between`() throws {
    let samples = try #require(Signals.tty("Hi 5 GA"))
    // LTRS H I space FIGS 5 space LTRS G A
    #expect(codes(in: samples) == [31, 20, 6, 4, 27, 16, 4, 31, 26, 3])
  }

  @Test func `a mark is held for 150 ms at either end`() throws {
    let samples = try #require(Signals.tty("A", level: Level(dBm0: -18)))
    for hold in [samples.prefix(1200), samples.suffix(1200)] {
      #expect(abs(level(of: 1400, in: hold) + 18) < 0.1)
      #expect(level(of: 1800, in: hold) < -50)
    }
    #expect(abs(Array(samples).level.dBm0 + 18) < 0.1)
  }

  @Test func `a character without a code is refused`() {
    #expect(Signals.tty("Grüße") == nil)
    #expect(Signals.tty("a@b") == nil)
  }

  @Test func `at 50 bit/s a bit is 20 ms and the holds are as long`() throws {
    let slow = try #require(Signals.tty("A"))
    let fast = try #require(Signals.tty("A", channel: .baudot50))
    // LTRS and A, seven and a half bits each, between two holds of 150 ms.
    #expect(slow.count == 15 * 176 + 2 * 7 * 176)
    #expect(abs(fast.count - (15 * 160 + 2400)) <= 160)
  }

  @Test func `EDT is ASCII with parity at 110 bit/s`() {
    let received = bits(
      of: Signals.edt("A", level: Level(dBm0: -18)), mark: 980, space: 1180, baud: 110)
    let hold = [Bool](repeating: true, count: 33)
    // Start, 1000001 with the low bit first, even parity, two stops.
    let letter = [false, true, false, false, false, false, false, true, false, true, true]
    #expect(received == hold + letter + hold)
  }

  @Test(arguments: [(true, 2225.0, 2025.0), (false, 1270, 1070)])
  func `a Bell 103 text telephone holds its carrier, then types`(
    isAnswer: Bool, mark: Double, space: Double
  ) {
    let samples = Signals.bell103Text("AB", isAnswer: isAnswer)
    let received = bits(of: samples, mark: mark, space: space, baud: 300)
    #expect(received.prefix(300).allSatisfy { $0 })
    let text = received.dropFirst(300).prefix(20)
    // 0x41 and 0x42, each with two 1s, so a parity of 0.
    let wanted = "01000001010010000101".map { $0 == "1" }
    #expect(Array(text) == wanted)
  }

  @Test func `V.18's probes are XCI in V.23 and TXP in V.21`() {
    let xci = Signals.v18(.xci)
    #expect(abs(Double(xci.count) / 8000 - 2.967) < 0.01)
    let marks = bits(of: xci, mark: 1300, space: 2100, baud: 1200)
    #expect(marks.prefix(480).allSatisfy { $0 })
    #expect(marks.dropFirst(480).prefix(20) == "01111111110111111111".map { $0 == "1" }[...])
    let txp = bits(of: Signals.v18(.txp), mark: 980, space: 1180, baud: 300)
    let sequence = "1111111111000101011100001101110000010101".map { $0 == "1" }
    #expect(txp == sequence + sequence + sequence)
  }
}
