// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct VoiceActivityTests {
  /// Share of the frames between two moments, in seconds, that are more likely speech than not.
  private static func share(
    _ samples: [Int16], from start: Double = 0, to end: Double = .infinity,
    isKnownTone: Bool = false
  ) -> Double {
    var activity = VoiceActivity()
    var count = 0.0
    var speech = 0.0
    samples.forEachFrame { frame, _, _ in
      let odds = activity.consume(frame, isKnownTone: isKnownTone, model: .builtIn)
      guard frame.center.seconds >= start, frame.center.seconds < end else { return }
      count += 1
      if odds > 0 { speech += 1 }
    }
    return speech / count
  }

  @Test(arguments: [100.0, 150, 220, 290])
  func `talk is speech, the line behind it is not`(pitch: Double) {
    for (level, noise) in [(-15.0, -60.0), (-25, -50), (-30, -48)] {
      let talk = [Int16].talk(seconds: 2, level: Level(dBm0: level), pitch: pitch)
      let samples = talk.between(2, 2).noisy(noise)
      #expect(VoiceActivityTests.share(samples, from: 2, to: 4) > 0.7, "at \(level) dBm0")
      #expect(VoiceActivityTests.share(samples, from: 4.3) < 0.1, "at \(level) dBm0")
    }
  }

  @Test(arguments: [-60.0, -48, -36])
  func `noise is no speech`(level: Double) {
    let noise = [Int16].silence(seconds: 8).noisy(level)
    #expect(VoiceActivityTests.share(noise, from: 2) < 0.05)
  }

  @Test func `what is known for a tone is no speech`() {
    let tone = [Int16].tone(440, 480, seconds: 3).between(1, 0).noisy(-55)
    #expect(VoiceActivityTests.share(tone, from: 1.2, isKnownTone: true) < 0.2)
  }

  @Test func `a voice behind another lies below the loudest, until the line is another`() {
    let near = [Int16].talk(seconds: 2, level: Level(dBm0: -18), pitch: 120)
    let far = [Int16].talk(seconds: 2, level: Level(dBm0: -33), pitch: 180)
    var activity = VoiceActivity()
    var below: [(level: Float, bands: Float)] = []
    func hear(_ samples: [Int16]) {
      samples.forEachFrame { frame, _, _ in
        _ = activity.consume(frame, isKnownTone: false, model: .builtIn)
        below.append((activity.inputs[14], activity.inputs[15]))
      }
    }
    hear((near + far).noisy(-60))
    let frames = below.count
    #expect(below[..<(frames / 2)].map(\.level).max() == 0)
    // 15 dB lower, and its own fluctuation.
    let highest = below[(frames * 11 / 20)...].map(\.level).max() ?? 0
    #expect((-18 ... -10).contains(highest))
    #expect((-20 ... -8).contains(below[(frames * 11 / 20)...].map(\.bands).max() ?? 0))
    below = []
    activity.restart()
    hear(far.noisy(-60))
    #expect(below.map(\.level).max() == 0)
  }
}
