// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct PreambleDetectorTests {
  /// Seconds from the first flag to the event, and from the last one's end to the second event.
  private static func delays(level: Double, offset: Double) -> (on: Double?, off: Double?) {
    let flags = 37
    let signal = Signals.flags(flags, level: Level(dBm0: level), offset: offset)
    var preamble = PreambleDetector()
    var delays: (on: Double?, off: Double?)
    signal.between(1, 1).noisy(level - 20).throughULaw.forEachFrame { frame, _, end in
      switch preamble.consume(frame) {
      case .began: delays.on = end.seconds - 1
      case .ended: delays.off = end.seconds - 1 - Double(8 * flags) / 300
      default: break
      }
    }
    return delays
  }

  @Test(arguments: [-10.0, -30, -43])
  func `flags are known within 50 bits of the first and 40 of the last`(level: Double) throws {
    for offset in [-6.0, 0, 6] {
      let (on, off) = PreambleDetectorTests.delays(level: level, offset: offset)
      #expect(try #require(on) < 50.0 / 300, "\(offset) Hz off")
      #expect(try #require(off) < 40.0 / 300, "\(offset) Hz off")
    }
  }

  @Test func `it is a fax by itself, and what the fax can do is read`() throws {
    let samples = Signals.preambleAndDIS().between(1, 1).noisy(-40).throughALaw
    let hearing = Hearing(samples, answer: 0)
    #expect(hearing.outcome == .fax)
    #expect(try #require(hearing.verdict).decidedAt.seconds < 1 + 50.0 / 300 + 0.02)
    let dis = try #require(hearing.events.first { $0.name == "dis" })
    #expect(dis.text?.hasPrefix("FF C8 80") == true)
  }

  @Test func `random data and other channels' flags are none`() {
    let data = FrequencyShiftKeying.v21Channel2.data(seconds: 10, level: .usual)
    let low = Signals.flags(40, level: .usual, offset: -670)
    for samples in [data, low] {
      let hearing = Hearing(samples.between(0.5, 0.5).noisy(-40), answer: 0)
      #expect(hearing.names(of: .fax).isEmpty)
    }
  }

  @Test func `an alternation at another rate is none`() {
    for seconds in [0.005, 0.012, 0.03] {
      let tone = Tone(
        [1650.0, 1850].map { ToneSegment([$0], duration: seconds, level: .usual) }, repeats: true)
      #expect(Hearing(tone.samples(seconds: 3), answer: 0).names(of: .fax).isEmpty)
    }
  }
}
