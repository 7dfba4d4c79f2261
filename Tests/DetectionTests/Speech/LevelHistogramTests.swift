// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct LevelHistogramTests {
  /// Frames of these levels, dBm0, so many of each.
  private static func of(_ parts: [(level: Float, frames: Int)]) -> (LevelHistogram, Int32) {
    var histogram = LevelHistogram()
    var frame: Int32 = 0
    for (level, frames) in parts {
      for _ in 0..<frames {
        histogram.note(level)
        histogram.count(frame, harmonicity: level > -40 ? 0.9 : 0)
        frame += 1
      }
    }
    return (histogram, frame - 1)
  }

  @Test func `it says for how long, since when and how often a level was reached`() throws {
    let (histogram, last) = LevelHistogramTests.of([
      (-60, 20), (-20, 30), (-60, 25), (-20, 15), (-60, 40),
    ])
    let reading = try #require(histogram.reading(depth: 12, at: last))
    #expect(reading.total == 45 && reading.first == 20 && reading.since == 40)
    #expect(reading.crossings == 2 && reading.longestGap == 40)
  }

  @Test func `a louder voice makes what was before it background`() throws {
    let (histogram, last) = LevelHistogramTests.of([(-38, 40), (-60, 20), (-14, 20)])
    let reading = try #require(histogram.reading(depth: 12, at: last))
    #expect(reading.total == 20 && reading.first == 60)
    let all = try #require(histogram.reading(depth: 28, at: last))
    #expect(all.total == 60 && all.first == 0)
  }

  @Test func `before the first voice there is nothing to say`() {
    let (histogram, last) = LevelHistogramTests.of([(-55, 100)])
    #expect(histogram.reading(depth: 6, at: last) == nil && histogram.spread == nil)
  }

  @Test func `the spread is that of the voice over the line`() throws {
    let (histogram, _) = LevelHistogramTests.of([(-60, 50), (-20, 50)])
    let spread = try #require(histogram.spread)
    #expect(abs(spread.voice - 40) <= 4 && abs(spread.now - 40) <= 4)
  }
}
