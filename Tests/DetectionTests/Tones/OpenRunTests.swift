// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct OpenRunTests {
  @Test(arguments: [[425.0], [440, 480], [480, 620], [1100], [2100]])
  func `edges are placed within 8 ms wherever they fall, of pairs within 15 ms`(hertz: [Double])
    throws
  {
    for offset in stride(from: 0, to: 160, by: 13) {
      let segment = ToneSegment(hertz, duration: 0.3, level: .usual)
      let before = 0.3 + Double(offset) / 8000
      let samples = Tone([segment], repeats: false).samples().between(before, 0.3).noisy(-45)
      let run = try #require(samples.runs.max { $0.seconds < $1.seconds })
      let slack = hertz.count == 1 ? 0.008 : 0.015
      #expect(abs(run.start.seconds - before) < slack, "offset \(offset)")
      #expect(abs(run.end.seconds - before - 0.3) < slack, "offset \(offset)")
    }
  }

  @Test(arguments: [0.0, 0.003, 0.011, 0.017])
  func `a lost packet leaves no mark on the level and the line`(place: Double) throws {
    let samples = [Int16].tone(425, seconds: 0.5).between(0.3, 0.3).losing(0.5 + place)
    let runs = samples.noisy(-50).runs
    let run = try #require(runs.first)
    #expect(runs.count == 1)
    #expect(abs(run.seconds - 0.5) < 0.02)
    #expect(abs(run.level.dBm0 + 20) < 0.5)
    #expect(run.jitter < 1 && run.unsteadiness < 1 && run.dips == 0)
  }

  @Test(arguments: [2.0, 3])
  func `a harmonic of a distorted tone is no second line`(order: Double) throws {
    var samples = [Int16].tone(425, seconds: 0.5)
    samples.mix([Int16].tone(425 * order, seconds: 0.5, level: -30))
    let run = try #require(samples.between(0.1, 0.1).runs.first)
    #expect(!run.isDual)
    #expect(abs(run.low - 425) < 1)
  }

  @Test(arguments: [14.0, 20, 30])
  func `purity is the tone's share of the power`(ratio: Double) throws {
    var samples = [Int16].tone(1100, seconds: 1)
    var noise = NoiseSource(level: Level(dBm0: -20 - ratio), seed: 4)
    noise.add(to: &samples)
    let run = try #require(samples.runs.first)
    // Of white noise 3375 of 4000 Hz are in the band, 175 Hz of them in the line.
    let noisy = (3375.0 - 175) / 4000 * Level(dBm0: -ratio).meanSquare
    let expected = 1 / (1 + noisy / Level(dBm0: 0).meanSquare)
    #expect(abs(Double(run.purity) - expected) < 0.012)
  }
}
