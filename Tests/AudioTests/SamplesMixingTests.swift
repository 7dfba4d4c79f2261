// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@Suite struct SamplesMixingTests {
  @Test func `mixing adds, saturates and grows`() {
    var samples: [Int16] = [100, 30_000, -30_000]
    samples.mix([1, 10_000, -10_000, 7], at: 0)
    #expect(samples == [101, 32_767, -32_768, 7])
    samples.mix([5], at: 6)
    #expect(samples == [101, 32_767, -32_768, 7, 0, 0, 5])
  }

  @Test func `amplifying rounds and saturates`() {
    #expect([Int16]([3, -3, 20_000, -20_000]).amplified(by: 1.7) == [5, -5, 32_767, -32_768])
    #expect([Int16]([3]).amplified(by: .nan) == [0])
  }

  @Test func `a fade touches the ends only`() {
    let faded = [Int16](repeating: 1000, count: 800).faded(seconds: 0.01)
    #expect(faded[80..<720].allSatisfy { $0 == 1000 })
    #expect(faded[0] < 10 && faded[799] < 10)
    #expect(abs(Int(faded[40]) - 500) < 25 && faded[759] == faded[40])
    #expect([Int16]([1000]).faded(seconds: 1) == [1000])
  }

  @Test func `the level of silence is silence`() {
    #expect([Int16]([]).level == .silence)
    #expect([Int16].silence(seconds: 0.1).level == .silence)
  }
}

@Suite struct ActiveSpeechTests {
  /// Bursts of a tone with pauses of the given lengths in seconds, between half-seconds of silence.
  func bursts(_ pauses: [Double]) -> [Int16] {
    let burst = sine(500, seconds: 0.4)
    return [Int16].silence(seconds: 0.512) + burst
      + pauses.flatMap { [Int16].silence(seconds: $0) + burst } + .silence(seconds: 0.5)
  }

  @Test func `long pauses do not lower the level, short ones do`() throws {
    let tone = sine(500, seconds: 0.4).level.dBm0
    let speech = try #require(ActiveSpeech(of: bursts([2, 3])))
    #expect(abs(speech.level.dBm0 - tone) < 0.25)
    let fast = try #require(ActiveSpeech(of: bursts([0.15, 0.15, 0.15, 0.15])))
    #expect(abs(fast.level.dBm0 - (tone - 10 * log10(2.6 / 2))) < 0.25)
    #expect(abs(speech.range.lowerBound - 4096) <= 128)
    #expect(abs(speech.range.upperBound - (4096 + 3 * 3200 + 5 * 8000)) <= 128)
  }

  @Test func `noise far below is not speech`() throws {
    var samples = bursts([1])
    var noise = NoiseSource(level: Level(dBm0: -50), seed: 5)
    noise.add(to: &samples)
    let speech = try #require(ActiveSpeech(of: samples))
    #expect(abs(speech.range.lowerBound - 4096) <= 128)
    #expect(abs(speech.range.upperBound - (4096 + 2 * 3200 + 8000)) <= 128)
  }

  @Test func `in silence there is no speech`() {
    #expect(ActiveSpeech(of: []) == nil)
    #expect(ActiveSpeech(of: .silence(seconds: 1)) == nil)
  }
}
