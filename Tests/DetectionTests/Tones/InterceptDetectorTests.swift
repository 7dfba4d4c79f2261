// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct InterceptDetectorTests {
  /// `first` and `second` Hz by turns, each for `on` seconds with `pause` seconds behind it.
  private static func turns(
    _ first: Double, _ second: Double, on: Double = 0.25, pause: Double = 0, seconds: Double = 4,
    level: Double = -20
  ) -> [Int16] {
    let segments = [first, second].flatMap { hertz in
      [ToneSegment([hertz], duration: on, level: .usual)] + (pause > 0 ? [.silence(pause)] : [])
    }
    return Tone(segments, repeats: true).at(Level(dBm0: level)).samples(seconds: seconds)
  }

  private static func names(_ samples: [Int16], noise: Double = -45) -> [String] {
    Hearing(samples.between(0.5, 1).noisy(noise).throughULaw).names(of: .tone)
  }

  @Test(arguments: [0.0, 0.25])
  func `two tones by turns are intercept tone, which is its SIT's cause`(pause: Double) throws {
    for (level, factor, length) in [(-20.0, 1.0, 1.0), (-10, 1.013, 0.92), (-36, 0.987, 1.08)] {
      let samples = InterceptDetectorTests.turns(
        440 * factor, 620 * factor, on: 0.25 * length, pause: pause * length, level: level)
      for supervision in [AnalyzerSettings.Supervision.signalled, .unknown] {
        let hearing = Hearing(
          samples.between(0.5, 1).noisy(level - 22).throughULaw, supervision: supervision)
        #expect(
          hearing.names(of: .tone) == ["intercept"], "at \(level) dBm0 × \(factor), \(length)")
        let verdict = try #require(hearing.verdict)
        #expect(verdict.outcome == .sitIC)
        #expect(verdict.answeredAt == nil)
        #expect(verdict.decidedAt.seconds < 0.5 + 5 * (0.25 + pause) * length + 0.1)
      }
    }
  }

  @Test func `three tones, other lines, other lengths and others between are none`() {
    let once = InterceptDetectorTests.turns(440, 620, seconds: 0.75)
    let others = [
      once, InterceptDetectorTests.turns(440, 520), InterceptDetectorTests.turns(480, 620),
      InterceptDetectorTests.turns(440, 620, on: 0.4),
      InterceptDetectorTests.turns(440, 620, on: 0.15),
      InterceptDetectorTests.turns(440, 620, pause: 0.6),
      InterceptDetectorTests.turns(440, 440, pause: 0.1),
      once + .tone(800, seconds: 0.25) + InterceptDetectorTests.turns(620, 440, seconds: 0.5),
    ]
    for samples in others {
      #expect(!InterceptDetectorTests.names(samples).contains("intercept"))
    }
  }
}
