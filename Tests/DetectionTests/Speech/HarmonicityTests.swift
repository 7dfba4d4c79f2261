// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@testable import Detection

struct HarmonicityTests {
  private static func measure(_ samples: [Int16]) -> [Float] {
    samples.frames(from: 0, to: Double(samples.count) / 8000) { frame in
      frame.powers.map { Harmonicity.measure($0) } ?? 0
    }
  }

  /// A voice that holds its pitch.
  private static func vowel(_ pitch: Double) -> [Int16] {
    (0..<4000).map { index in
      let sum = (1...20).reduce(0.0) { sum, harmonic in
        let hertz = pitch * Double(harmonic)
        guard hertz < 3400 else { return sum }
        return sum + sin(2 * .pi * hertz * Double(index) / 8000) / Double(harmonic)
      }
      return Int16(saturating: 2000 * sum)
    }
  }

  @Test(arguments: [90.0, 120, 170, 230, 300])
  func `a voice repeats itself at its pitch`(pitch: Double) {
    #expect(HarmonicityTests.measure(HarmonicityTests.vowel(pitch)).allSatisfy { $0 > 0.8 })
    let noisy = HarmonicityTests.vowel(pitch).noisy(-30)
    #expect(HarmonicityTests.measure(noisy).allSatisfy { $0 > 0.6 })
  }

  @Test func `noise does not`() {
    var noise = NoiseSource(level: .usual, seed: 22)
    let values = HarmonicityTests.measure(noise.render(16_000))
    #expect(values.reduce(0, +) / Float(values.count) < 0.4)
  }
}
