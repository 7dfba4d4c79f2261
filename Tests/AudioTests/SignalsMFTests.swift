// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct SignalsMFTests {
  @Test(arguments: [
    ("1", 700.0, 900.0), ("2", 700, 1100), ("3", 900, 1100), ("4", 700, 1300), ("5", 900, 1300),
    ("6", 1100, 1300), ("7", 700, 1500), ("8", 900, 1500), ("9", 1100, 1500), ("0", 1300, 1500),
    ("KP", 1100, 1700), ("ST", 1500, 1700), ("STP", 900, 1700), ("ST2", 1300, 1700),
    ("ST3", 700, 1700),
  ])
  func `an R1 code is its two frequencies`(code: String, low: Double, high: Double) throws {
    let pair = try #require(Signals.r1Frequencies(code))
    #expect(pair == (low: low, high: high))
    let samples = try #require(Signals.r1([code], level: Level(dBm0: -10), twist: 3))
    let seconds = code == "KP" ? 0.1 : 0.068
    #expect(cadence(of: samples).first == (code == "KP" ? 0.1 : 0.07))
    let burst = samples.prefix(Int(seconds * 8000))
    #expect(abs(level(of: low, in: burst) + 10) < 0.3)
    #expect(abs(level(of: high, in: burst) + 7) < 0.3)
  }

  @Test(arguments: [
    (1, 1380.0, 1500.0), (2, 1380, 1620), (3, 1500, 1620), (4, 1380, 1740), (5, 1500, 1740),
    (6, 1620, 1740), (7, 1380, 1860), (8, 1500, 1860), (9, 1620, 1860), (10, 1740, 1860),
    (11, 1380, 1980), (12, 1500, 1980), (13, 1620, 1980), (14, 1740, 1980), (15, 1860, 1980),
  ])
  func `an R2 signal is its two frequencies, backward mirrored at 1260 Hz`(
    signal: Int, low: Double, high: Double
  ) throws {
    #expect(try #require(Signals.r2Frequencies(signal, .forward)) == (low: low, high: high))
    let mirrored = (low: 2520 - high, high: 2520 - low)
    #expect(try #require(Signals.r2Frequencies(signal, .backward)) == mirrored)
    let samples = try #require(Signals.r2([signal], .backward, level: Level(dBm0: -12)))
    #expect(samples.count == 2000)
    #expect(abs(peak(near: mirrored.low, in: samples.prefix(1200)) - mirrored.low) < 1)
  }

  @Test func `what is no code has no tones`() {
    #expect(Signals.r1(["1", "K"]) == nil)
    #expect(Signals.r1Frequencies("") == nil)
    for signal in [0, 16, -1] {
      #expect(Signals.r2([signal]) == nil)
      #expect(Signals.r2Frequencies(signal, .backward) == nil)
    }
    #expect(Signals.r1([]) == [])
  }

  @Test func `frequencies are off as much as is asked`() throws {
    let r1 = try #require(Signals.r1(["1"], factor: 1.015))
    #expect(abs(peak(near: 913.5, in: r1.prefix(544)) - 913.5) < 2)
    let r2 = try #require(Signals.r2([1], on: 0.5, offset: -10))
    #expect(abs(peak(near: 1370, in: r2.prefix(4000)) - 1370) < 0.2)
  }
}
