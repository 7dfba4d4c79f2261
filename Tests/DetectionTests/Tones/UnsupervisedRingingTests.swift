// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

/// Ringing on lines that do not report an answer: it is nobody's word, and no music.
struct UnsupervisedRingingTests {
  private static let single = Tone(
    [ToneSegment([425], duration: 1, level: .usual), .silence(4)], repeats: true)

  @Test func `the world's ringing in noise is not taken for a voice or for music`() {
    let rings = TonePlan.all.compactMap(\.ringback)
    let wrong = rings.enumerated().compactMap { index, ring -> String? in
      let samples = ring.at(Level(dBm0: -34)).samples(seconds: 12)
      let outcome = Hearing(samples.noisy(-47, seed: UInt64(index)), supervision: .unknown).outcome
      switch outcome {
      case .ringback, .silence, .busy: return nil
      default: return "\(ring) \(outcome?.rawValue ?? "-")"
      }
    }
    #expect(rings.count > 100)
    #expect(wrong.count * 50 <= rings.count, "\(wrong.joined(separator: "\n"))")
  }

  @Test func `rings whose beginnings lack packets are rings`() {
    var random = SplitMix64(seed: 4)
    let voices = (0..<150).filter { _ in
      var samples = UnsupervisedRingingTests.single.samples(seconds: 14)
      for _ in 0..<3 {
        let first = 80_000 + 160 * Int.random(in: 2...17, using: &random)
        samples.replaceSubrange(first..<first + 160, with: [Int16].silence(seconds: 0.02))
      }
      return Hearing(samples.noisy(-60), supervision: .unknown).outcome != .ringback
    }
    #expect(voices.isEmpty, "\(voices.count) of 150")
  }

  /// Bursts of two close tones, twice in each ring.
  private func ringing(_ low: Double, _ distance: Double, seconds: Double) -> [Int16] {
    let burst = ToneSegment([low, low + distance], duration: 0.4, level: Level(dBm0: -12))
    return Tone([burst, .silence(0.2), burst, .silence(2)], repeats: true).samples(seconds: seconds)
  }

  @Test func `who answers behind ringing that is louder than he is no music`() {
    var music: [String] = []
    for low in stride(from: 375.0, to: 430, by: 5) {
      for distance in [25.0, 34, 50] {
        let samples =
          ringing(low, distance, seconds: 17) + .talk(seconds: 0.6, level: Level(dBm0: -24))
          + .silence(seconds: 3)
        let heard = Hearing(samples.noisy(-60).throughULaw, supervision: .unknown)
        if heard.outcome == .music { music.append("\(low) \(distance)") }
      }
    }
    #expect(music.isEmpty, "\(music)")
  }

  @Test func `hum does not keep a person waiting`() throws {
    let hum = Tone([ToneSegment([310], duration: 1, level: Level(dBm0: -46))], repeats: true)
    let quiet = [Int16].silence(seconds: 1)
    var samples = quiet + .talk(seconds: 0.6) + .silence(seconds: 5)
    let tone = hum.samples(seconds: 7)
    for index in samples.indices where index < tone.count { samples[index] += tone[index] }
    let verdict = try #require(Hearing(samples.noisy(-65), supervision: .unknown).verdict)
    #expect(verdict.outcome == .liveVoice)
    #expect(verdict.decidedAt.seconds < 5)
  }

  @Test func `what has hardly begun behind ringing when the audio ends is no answer`() {
    let rings = UnsupervisedRingingTests.single.samples(seconds: 13)
    func outcome(_ end: [Int16]) -> Outcome? {
      Hearing((rings + end).noisy(-60), supervision: .unknown).outcome
    }
    #expect(outcome(.talk(seconds: 0.3)) == .ringback)
    #expect(outcome(.talk(seconds: 0.8) + .silence(seconds: 0.2)) == .liveVoice)
  }
}
