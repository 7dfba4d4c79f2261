// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct ToneTrackerTests {
  @Test(arguments: [
    [350.0], [425], [1100], [2100], [350, 440], [480, 620], [697, 1633], [2250, 2850],
  ])
  func `a burst is one run of its lines`(hertz: [Double]) throws {
    for level in [-6.0, -20, -42] {
      let segment = ToneSegment(hertz, duration: 0.4, level: .usual)
      let tone = Tone([segment], repeats: false).at(Level(dBm0: level))
      let runs = tone.samples().between(0.3, 0.3).noisy(level - 20).runs.filter { $0.seconds > 0.1 }
      let run = try #require(runs.first)
      #expect(runs.count == 1)
      let lines = run.isDual ? [run.low, run.high] : [run.low]
      #expect(lines.count == hertz.count)
      for (one, other) in zip(lines, hertz) { #expect(abs(Double(one) - other) < 4) }
      #expect(abs(run.level.dBm0 - level) < 0.6)
    }
  }

  @Test(arguments: [(0.01, 1), (0.02, 1), (0.1, 2), (0.15, 2), (0.3, 2)])
  func `a lost packet is bridged and a pause is not`(gap: Double, count: Int) {
    for offset in stride(from: 0.0, to: 0.02, by: 0.003) {
      let burst = [Int16].tone(425, seconds: 0.3)
      let samples = (burst + .silence(seconds: gap) + burst).between(0.2 + offset, 0.2)
      #expect(samples.noisy(-50).runs.filter { $0.seconds > 0.1 }.count == count)
    }
  }

  @Test func `a tone that another follows at once is a run of its own`() {
    let tones = [950.0, 1400, 1800, 425, 620]
    let samples = tones.flatMap { [Int16].tone($0, seconds: 0.33) }
    let runs = samples.between(0.2, 0.2).noisy(-50).runs
    #expect(runs.count == tones.count)
    for (run, hertz) in zip(runs, tones) {
      #expect(abs(Double(run.low) - hertz) < 3)
      #expect(abs(run.seconds - 0.33) < 0.02)
    }
  }

  @Test(arguments: [-15.0, -30, -50])
  func `noise is no tone`(level: Double) {
    var noise = NoiseSource(level: Level(dBm0: level), seed: 6)
    #expect(noise.render(160_000).runs.isEmpty)
  }

  @Test(arguments: [(-48.0, 1), (-56, 0)])
  func `a tone has to be loud enough`(level: Double, count: Int) {
    let samples = [Int16].tone(425, seconds: 0.5, level: level).between(0.2, 0.2)
    #expect(samples.runs.count == count)
  }

  @Test func `a tone that the audio's end cuts is a run up to there`() throws {
    let run = try #require(([Int16].silence(seconds: 0.2) + .tone(425, seconds: 0.4)).runs.last)
    #expect(abs(run.end.seconds - 0.6) < 0.03)
    #expect([Int16].silence(seconds: 1).runs.isEmpty)
  }
}
