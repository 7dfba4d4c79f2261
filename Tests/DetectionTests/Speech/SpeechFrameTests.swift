// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct SpeechFrameTests {
  private static func frames(_ samples: [Int16]) -> [SpeechFrame] {
    var last: SpeechFrame?
    return samples.frames { spectrum in
      let frame = SpeechFrame(spectrum, after: last)
      last = frame
      return frame
    }
  }

  /// Hz, and the band that it lies in.
  @Test(arguments: [(200.0, 0), (450, 1), (800, 2), (1250, 3), (1800, 4), (2450, 5), (3100, 6)])
  func `a tone's level is that of its band`(hertz: Double, band: Int) throws {
    let frames = SpeechFrameTests.frames(.tone(hertz, seconds: 0.5))
    let frame = try #require(frames.last)
    #expect(abs(frame.band[band] + 20) < 0.3)
    for other in 0..<SpeechFrame.bands where other != band { #expect(frame.band[other] < -45) }
    #expect(band == 0 ? frame.level < -45 : abs(frame.level + 20) < 0.3)
  }

  @Test func `noise is flat and a tone is not`() {
    var noise = NoiseSource(level: .usual, seed: 21)
    let flat = SpeechFrameTests.frames(noise.render(16_000)).dropFirst(2).map(\.flatness)
    let mean = flat.reduce(0, +) / Float(flat.count)
    #expect(abs(mean + 2.5) < 0.4)
    let tone = SpeechFrameTests.frames([Int16].tone(1000, seconds: 1).noisy(-50)).dropFirst(2)
    #expect(tone.allSatisfy { $0.flatness < -15 })
  }

  @Test func `a change of level is flux, and rest is none`() {
    let step = [Int16].tone(1000, seconds: 0.5, level: -40) + .tone(1000, seconds: 0.5, level: -20)
    let flux = SpeechFrameTests.frames(step).map(\.flux)
    #expect(flux[5..<20].allSatisfy { $0 < 0.5 })
    #expect(flux[24..<27].contains { $0 > 3 })
  }

  @Test func `digital silence is told from a quiet line`() {
    #expect(SpeechFrameTests.frames(.silence(seconds: 0.2)).allSatisfy { $0.isDigitalSilence })
    let quiet = SpeechFrameTests.frames([Int16].silence(seconds: 0.2).noisy(-65)).dropFirst()
    #expect(quiet.allSatisfy { !$0.isDigitalSilence && abs($0.level + 66) < 2 })
  }
}
