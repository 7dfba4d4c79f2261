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
}
