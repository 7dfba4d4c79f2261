// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct SignalsVoiceTests {
  @Test(arguments: [100.0, 180, 300])
  func `a voice has words and pauses, its level and its length`(pitch: Double) {
    let samples = Signals.voice(seconds: 20, pitch: pitch, level: Level(dBm0: -20), seed: 7)
    #expect(samples.count == 160_000)
    let pauses = cadence(of: samples).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
    #expect(pauses.count { $0 > 0.1 } > 10)
    #expect(pauses.allSatisfy { $0 < 0.8 })
    let active = ActiveSpeech(of: samples)
    #expect(abs((active?.level.dBm0 ?? -99) + 20) < 3)
  }

  @Test func `the same seed gives the same voice and another another`() {
    #expect(Signals.voice(seconds: 1, seed: 2) == Signals.voice(seconds: 1, seed: 2))
    #expect(Signals.voice(seconds: 1, seed: 2) != Signals.voice(seconds: 1, seed: 3))
  }
}
