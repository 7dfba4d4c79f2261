// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct SpectrumTests {
  @Test(arguments: [225.0, 350, 412.5, 437.4, 950, 1100, 1776.7, 2100, 3400])
  func `a steady tone is measured between bins`(hertz: Double) {
    for level in [-3.0, -20, -45] {
      let samples = [Int16].tone(hertz, seconds: 0.5, level: level)
      for (line, tonality) in samples.frames(from: 0, to: 0.5, { ($0.first, $0.tonality) }) {
        #expect(abs(Double(line.frequency) - hertz) < 0.6, "at \(level) dBm0")
        #expect(abs(Level(meanSquare: Double(line.power)).dBm0 - level) < 0.2)
        #expect(tonality > 0.98)
      }
    }
  }

  @Test(arguments: [
    (350.0, 440.0, 3.0), (480, 620, 3), (400, 500, 3), (697, 1209, 1), (1375, 2002, 1),
    (2250, 2850, 1),
  ])
  func `a pair is two lines`(low: Double, high: Double, slack: Double) {
    let samples = [Int16].tone(low, high, seconds: 0.5)
    for (one, two, share) in samples.frames(
      from: 0, to: 0.5, { ($0.first.frequency, $0.second.frequency, $0.pairTonality) })
    {
      #expect(abs(Double(min(one, two)) - low) < slack)
      #expect(abs(Double(max(one, two)) - high) < slack)
      #expect(share > 0.97)
    }
  }

  @Test func `what cannot be heard is not transformed`() {
    var noise = NoiseSource(level: Level(dBm0: -62), seed: 2)
    let offset = [Int16](repeating: 1000, count: 4000)
    for samples in [
      [Int16].silence(seconds: 0.5), .tone(1000, seconds: 0.5, level: -60), noise.render(4000),
      offset,
    ] {
      #expect(samples.frames(from: 0.04) { $0.powers == nil }.allSatisfy { $0 })
    }
    let soft = [Int16].tone(1000, seconds: 0.5, level: -50)
    #expect(soft.frames(from: 0, to: 0.5) { $0.powers != nil }.allSatisfy { $0 })
  }

  @Test func `hum and an offset are outside the band`() {
    var samples = [Int16].tone(1000, seconds: 0.5).map { $0 + 2000 }
    samples.mix([Int16].tone(50, seconds: 0.5, level: -12))
    for (total, tonality) in samples.frames(from: 0, to: 0.5, { ($0.total, $0.tonality) }) {
      #expect(abs(Level(meanSquare: Double(total)).dBm0 + 20) < 0.2)
      #expect(tonality > 0.98)
    }
  }

  @Test func `white noise has no lines`() {
    var noise = NoiseSource(level: Level(dBm0: -20), seed: 3)
    let shares = noise.render(16_000).frames(\.pairTonality)
    #expect(shares.allSatisfy { $0 < 0.6 })
  }

  @Test func `power lies where the tones are, and its middle between them`() {
    let samples = [Int16].tone(1650, 1850, seconds: 0.5)
    let shares = samples.frames(from: 0, to: 0.5) {
      (
        $0.power(from: 1550, to: 1750) / $0.total, $0.power(from: 500, to: 1500) / $0.total,
        $0.centroid(about: 1700)
      )
    }
    for (half, none, centroid) in shares {
      #expect(abs(half - 0.5) < 0.03)
      #expect(none < 0.001)
      #expect(abs(centroid - 1750) < 8)
    }
  }
}
