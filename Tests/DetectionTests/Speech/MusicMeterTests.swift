// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@testable import Detection

struct MusicMeterTests {
  private static func isMusic(_ samples: [Int16]) -> Bool {
    var meter = MusicMeter()
    var activity = VoiceActivity()
    let model = GreetingModel.builtIn
    samples.forEachFrame { frame, _, _ in
      _ = activity.consume(frame, isKnownTone: false, model: model)
      meter.consume(
        frame, level: 10 * log10f(max(frame.total, 1e-3)), inputs: activity.inputs,
        model: model.music)
    }
    return meter.isMusic
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `notes without a rest are music`(seed: UInt64) {
    #expect(MusicMeterTests.isMusic(Signals.music(seconds: 5, seed: seed).noisy(-55)))
  }

  @Test(arguments: [95.0, 130, 180, 240, 310])
  func `talk is not`(pitch: Double) {
    #expect(!MusicMeterTests.isMusic(Signals.voice(seconds: 6, pitch: pitch).noisy(-55)))
  }

  @Test func `a tone, noise and a moment of music are not`() {
    var noise = NoiseSource(level: .usual, seed: 9)
    #expect(Hearing(.tone(440, 480, seconds: 8), answer: 0).outcome != .music)
    #expect(!MusicMeterTests.isMusic(noise.render(40_000)))
    #expect(!MusicMeterTests.isMusic(Signals.music(seconds: 0.8).between(0, 4)))
  }

  private static let samples = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Samples")

  @Test(arguments: [
    "live-us-business-female", "live-gb-business-male", "live-de-business-female",
    "live-us-hello-female", "live-fr-allo-male", "live-it-pronto-male",
  ])
  func `a voice before a television is not`(name: String) throws {
    let file = MusicMeterTests.samples.appending(path: name + ".wav")
    let voice = try Recording(contentsOf: file.path).samples
    for seed in 1...8 as ClosedRange<UInt64> {
      let music = Signals.music(seconds: 4, level: Level(dBm0: -30), seed: seed)
      let both = zip(music, voice).map { Int16(saturating: Double($0) + Double($1)) }
      let isMusic = MusicMeterTests.isMusic(both)
      #expect(!isMusic, "music \(seed)")
    }
  }
}
