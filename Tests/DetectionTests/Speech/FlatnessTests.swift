// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@testable import Detection

struct FlatnessTests {
  /// The flat levels found, in dBm0.
  private static func flats(_ samples: [Int16]) -> [Double] {
    var flatness = Flatness()
    return samples.frames(\.total).compactMap { total in
      flatness.add(10 * log10f(max(total, 1e-3))).map {
        Level(meanSquare: pow(10, Double($0) / 10)).dBm0
      }
    }
  }

  @Test(arguments: [-50.0, -40, -25])
  func `the level of noise is flat, and is that of its band`(level: Double) {
    var noise = NoiseSource(level: Level(dBm0: level), seed: 8)
    let flats = FlatnessTests.flats(noise.render(80_000))
    #expect(flats.count > 15)
    // 3375 of 4000 Hz are in the band: 0.7 dB less.
    #expect(flats.allSatisfy { abs($0 - level + 0.7) < 1 })
  }

  @Test(arguments: [100.0, 180, 300])
  func `the level of a voice is not`(pitch: Double) {
    let voice = Signals.voice(seconds: 10, pitch: pitch, seed: UInt64(pitch))
    // What is flat between its words is the line.
    #expect(FlatnessTests.flats(voice.noisy(-60)).allSatisfy { $0 < -59 })
  }
}
