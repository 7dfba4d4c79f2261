// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct NoiseSourceTests {
  @Test(arguments: [-65.0, -50, -30, -10])
  func `noise has the level that was asked for`(level: Double) {
    var source = NoiseSource(level: Level(dBm0: level), seed: 1)
    #expect(abs(source.render(80_000).level.dBm0 - level) < 0.1)
  }

  @Test func `the same seed gives the same noise, another gives another`() {
    var one = NoiseSource(level: Level(dBm0: -40), seed: 1)
    var same = one
    var other = NoiseSource(level: Level(dBm0: -40), seed: 2)
    let samples = one.render(1000)
    #expect(samples == same.render(1000))
    #expect(samples != other.render(1000))
    // The first samples of seed 1: a change here changes every sample in Samples.
    #expect(samples.prefix(6) == [191, 60, -72, -55, -72, 98])
  }

  @Test func `noise is white and has no mean`() {
    var source = NoiseSource(level: Level(dBm0: -20), seed: 3)
    let samples = source.render(160_000)
    let mean = samples.reduce(0) { $0 + Double($1) } / 160_000
    #expect(abs(mean) < rms(samples) / 100)
    for lag in 1...8 {
      let product = zip(samples, samples.dropFirst(lag)).reduce(0.0) {
        $0 + Double($1.0) * Double($1.1)
      }
      #expect(abs(product / 160_000) < rms(samples) * rms(samples) / 100)
    }
  }

  @Test func `noise is added to what is there`() {
    var samples = [Int16](repeating: 1000, count: 8000)
    var source = NoiseSource(level: Level(dBm0: -40), seed: 4)
    source.add(to: &samples)
    let deviation = samples.map { Int16($0 - 1000) }
    #expect(abs(deviation.level.dBm0 + 40) < 0.3)
  }
}
