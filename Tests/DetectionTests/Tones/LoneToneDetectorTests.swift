// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct LoneToneDetectorTests {
  /// `hertz` for `on` seconds, then quiet, again and again.
  private static func train(_ hertz: Double, _ on: Double, every period: Double, _ count: Int)
    -> [Int16]
  {
    let tone = Tone(
      [ToneSegment([hertz], duration: on, level: .usual), .silence(period - on)], repeats: true)
    return tone.samples(seconds: period * Double(count))
  }

  private static func names(_ samples: [Int16]) -> [String] {
    Hearing(samples.between(0.5, 1).noisy(-45).throughULaw).names(of: .tone)
  }

  @Test func `the howler is four lines at once`() {
    let howler = Signals.howler(level: Level(dBm0: -12)).samples(seconds: 4)
    #expect(LoneToneDetectorTests.names(howler) == ["howler"])
    let three = Tone(
      [ToneSegment([1400, 2060, 2600], duration: 0.1, level: .usual), .silence(0.1)],
      repeats: true)
    #expect(!LoneToneDetectorTests.names(three.samples(seconds: 4)).contains("howler"))
  }

  @Test(arguments: [AnalyzerSettings.Supervision.signalled, .unknown])
  func `the howler is neither word nor music, nor an answer`(
    supervision: AnalyzerSettings.Supervision
  ) throws {
    for level in [-6.0, -20] {
      let howler = Signals.howler(level: Level(dBm0: level)).samples(seconds: 14)
      let hearing = Hearing(
        howler.between(0.5, 1).noisy(-55), answer: supervision == .signalled ? 0 : nil,
        supervision: supervision)
      #expect(hearing.names(of: .tone) == ["howler"])
      #expect(hearing.outcome == .silence, "\(hearing.verdict?.reason ?? "")")
      if supervision == .unknown { #expect(hearing.verdict?.answeredAt == nil) }
    }
  }

  @Test(arguments: [
    (1400.0, 0.5, 15.0, "recorder-warning"), (440, 0.3, 10, "call-waiting"),
    (425, 0.2, 8, "call-waiting"), (1000, 0.1, 1, "clock-pips"),
  ])
  func `bursts that come at their time have a name`(
    hertz: Double, on: Double, period: Double, name: String
  ) {
    let bursts = LoneToneDetectorTests.train(hertz, on, every: period, 3)
    #expect(LoneToneDetectorTests.names(bursts).contains(name))
    let one = LoneToneDetectorTests.train(hertz, on, every: period, 1)
    #expect(LoneToneDetectorTests.names(one).isEmpty)
    let early = LoneToneDetectorTests.train(hertz, on, every: 0.3 * period, 3)
    #expect(!LoneToneDetectorTests.names(early).contains(name))
    let long = LoneToneDetectorTests.train(hertz, 4 * on, every: period, 3)
    #expect(!LoneToneDetectorTests.names(long).contains(name))
  }

  @Test(arguments: [
    (1004.0, 4.0, ["milliwatt"]), (960, 4, ["unknown"]),
    (1900, 4, ["unknown"]), (1004, 2, []), (1900, 2, []),
  ])
  func `a tone that does not end is the milliwatt or unknown`(
    hertz: Double, seconds: Double, names: [String]
  ) {
    let tone = [Int16].tone(hertz, seconds: seconds)
    #expect(LoneToneDetectorTests.names(tone) == names)
  }

  @Test func `none of them decides a call`() {
    let tone = [Int16].tone(1004, seconds: 4)
    #expect(Hearing(tone.between(0.5, 1).noisy(-45)).outcome == .unknown)
  }
}
