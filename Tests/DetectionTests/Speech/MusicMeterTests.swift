// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@testable import Detection

struct MusicMeterTests {
  private static func isMusic(_ samples: [Int16]) -> Bool {
    var meter = MusicMeter()
    samples.forEachFrame { frame, _, _ in
      meter.consume(frame, level: 10 * log10f(max(frame.total, 1e-3)))
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
    #expect(!MusicMeterTests.isMusic([Int16].talk(seconds: 6, pitch: pitch).noisy(-55)))
  }

  @Test func `a tone, noise and a single note are not`() {
    var noise = NoiseSource(level: .usual, seed: 9)
    #expect(!MusicMeterTests.isMusic(.tone(440, 480, seconds: 5)))
    #expect(!MusicMeterTests.isMusic(noise.render(40_000)))
    #expect(!MusicMeterTests.isMusic(Signals.music(seconds: 1.5).between(0, 4)))
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `a voice before a television is not`(seed: UInt64) {
    let music = Signals.music(seconds: 4, level: Level(dBm0: -26), seed: seed)
    let word = [Int16].talk(seconds: 1, level: Level(dBm0: -18)).between(1, 2)
    let both = zip(music, word).map { Int16(saturating: Double($0) + Double($1)) }
    let isMusic = MusicMeterTests.isMusic(both)
    #expect(!isMusic)
  }
}
