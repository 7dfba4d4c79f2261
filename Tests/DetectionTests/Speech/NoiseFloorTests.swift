// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct NoiseFloorTests {
  /// The floor behind each frame, dBm0.
  private static func floors(_ samples: [Int16]) -> [Float] {
    var floor = NoiseFloor()
    var isStarted = false
    return samples.frames { spectrum in
      let frame = SpeechFrame(spectrum, after: nil)
      if !isStarted { floor.start(frame) }
      isStarted = true
      floor.consume(frame, counts: !frame.isDigitalSilence, isStationary: false)
      return floor.total
    }
  }

  @Test(arguments: [-60.0, -50, -40])
  func `it is the level of the noise`(level: Double) throws {
    let floors = NoiseFloorTests.floors([Int16].silence(seconds: 8).noisy(level))
    // 3125 of 4000 Hz are in the band: 1 dB less.
    #expect(abs(Double(try #require(floors.last)) - level + 1) < 2)
  }

  @Test func `a voice does not lift it`() {
    let voice = Signals.voice(seconds: 8).noisy(-55)
    #expect(NoiseFloorTests.floors(voice).dropFirst(100).allSatisfy { $0 < -46 })
  }
}
