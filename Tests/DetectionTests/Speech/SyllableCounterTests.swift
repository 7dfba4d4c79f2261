// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Testing

@testable import Detection

struct SyllableCounterTests {
  /// Syllables counted in four seconds of a level that swings by `swing` dB so many times a second.
  private static func count(_ rate: Double, swing: Double, counts: Bool = true) -> Int32 {
    var counter = SyllableCounter()
    for frame in 0..<200 {
      let level = -30 + swing / 2 * sin(2 * .pi * rate * Double(frame) / 50)
      counter.consume(Float(level), counts: counts)
    }
    return counter.count
  }

  @Test(arguments: [2.0, 3, 5])
  func `peaks of the level are counted`(rate: Double) {
    #expect(abs(Double(SyllableCounterTests.count(rate, swing: 20)) - 4 * rate) <= 1)
  }

  @Test func `ripples and pauses are not`() {
    #expect(SyllableCounterTests.count(4, swing: 3) <= 1)
    #expect(SyllableCounterTests.count(4, swing: 20, counts: false) == 0)
  }
}
