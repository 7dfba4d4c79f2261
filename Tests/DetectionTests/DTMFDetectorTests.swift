// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct DTMFDetectorTests {
  static let all = "0123456789ABCD*#"

  @Test(arguments: [-6.0, -20, -32])
  func `all digits are heard, 100 and 60 ms long`(level: Double) throws {
    for length in [0.1, 0.06] {
      let digits = try #require(
        Signals.dtmf(DTMFDetectorTests.all, on: length, off: length, level: Level(dBm0: level)))
      let samples = ([Int16].silence(seconds: 0.2) + digits + .silence(seconds: 0.2)).noisy(
        level - 25)
      #expect(Hearing(samples.throughULaw).names(of: .dtmf).joined() == DTMFDetectorTests.all)
    }
  }

  @Test func `a digit that is held is one digit`() throws {
    let digit = try #require(Signals.dtmf("5", on: 2, off: 0.5))
    #expect(Hearing(digit).names(of: .dtmf) == ["5"])
  }

  @Test(arguments: [0.96, 1.04])
  func `frequencies 4 % off are no digit`(factor: Double) {
    let tone = Tone(
      [ToneSegment([770 * factor, 1336 * factor], duration: 0.2, level: .usual)], repeats: false)
    let hearing = Hearing(tone.samples() + .silence(seconds: 0.5))
    #expect(hearing.names(of: .dtmf).isEmpty)
  }

  @Test func `20 ms are no digit`() throws {
    let digit = try #require(Signals.dtmf("5", on: 0.02, off: 0.5))
    #expect(Hearing(digit).names(of: .dtmf).isEmpty)
  }
}
