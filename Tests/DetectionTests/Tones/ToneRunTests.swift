// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct ToneRunTests {
  @Test(arguments: [
    (ToneRun(425, seconds: 1), ToneRun(430, seconds: 1), true),
    (ToneRun(425, seconds: 1), ToneRun(460, seconds: 1), false),
    (ToneRun(480, 620, seconds: 1), ToneRun(476, 627, seconds: 1), true),
    (ToneRun(480, 620, seconds: 1), ToneRun(480, 720, seconds: 1), false),
    // A line of the pair was lost.
    (ToneRun(480, 620, seconds: 1), ToneRun(621, seconds: 1), true),
    (ToneRun(480, 620, seconds: 1), ToneRun(550, seconds: 1), false),
    // A close pair is seen as one.
    (ToneRun(413, 438, seconds: 1), ToneRun(425, seconds: 1), true),
  ])
  func `tones are alike within their lines' tolerance`(
    one: ToneRun, other: ToneRun, isAlike: Bool
  ) {
    #expect(one.sounds(like: other) == isAlike)
    #expect(other.sounds(like: one) == isAlike)
  }

  @Test func `the lines of a closer look are its frequencies`() {
    var run = ToneRun(425, seconds: 1)
    #expect(run.frequencies == [425])
    run.lines = ToneRun.Lines(count: 2, hertz: SIMD4(413, 438, 0, 0))
    #expect(run.frequencies == [413, 438])
    #expect(ToneRun(480, 620, seconds: 1).frequencies == [480, 620])
  }

  /// Tones as exchanges send them, on a line whose noise is 20 dB down.
  @Test(arguments: ["425", "440+480", "480+620", "413+438", "350+440", "400*16", "400*25"])
  func `tones of the world are steady`(notation: String) throws {
    let tone = try #require(Tone(notation + ":0.5/0.2", level: Level(dBm0: -23)))
    let samples = tone.samples(seconds: 1.9)
    for line in [samples.noisy(-43), samples.losing(0.2, 1.0).noisy(-43)] {
      let runs = line.runs.filter { $0.seconds > 0.3 }
      #expect(runs.count == 3)
      #expect(runs.allSatisfy { $0.isSteady })
    }
  }

  @Test(arguments: [240.0, 280, 310])
  func `a voice is not`(pitch: Double) {
    let voice = Signals.voice(seconds: 60, pitch: pitch, seed: UInt64(pitch)).noisy(-50)
    let runs = voice.runs.filter { $0.seconds > 0.15 }
    #expect(runs.count > 5)
    #expect(runs.allSatisfy { !$0.isSteady })
  }
}
