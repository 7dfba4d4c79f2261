// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct RunStatisticsTests {
  private static func of(_ frames: [RunFrame]) -> RunStatistics {
    var statistics = RunStatistics()
    for frame in frames { statistics.add(frame) }
    return statistics
  }

  @Test func `means and spreads are those of the frames`() {
    let statistics = RunStatisticsTests.of(
      [-4, -2, 0, 2, 4].map { (step: Float) in
        RunFrame(main: 2100 + step, side: 0, level: 60 + step / 2, purity: 0.9 + step / 100)
      })
    #expect(abs(statistics.one - 2100) < 0.01)
    #expect(abs(statistics.level - 60) < 0.001)
    #expect(abs(statistics.purity - 0.9) < 0.001)
    // The deviation of -4, -2, 0, 2, 4 is the root of 8.
    #expect(abs(statistics.jitter - 2.828) < 0.001)
    #expect(abs(statistics.unsteadiness - 1.414) < 0.001)
  }

  @Test func `what does not change has no spread, however long it lasts`() {
    let frame = RunFrame(main: 3399.7, side: 0, level: 71.3, purity: 0.98)
    let statistics = RunStatisticsTests.of([RunFrame](repeating: frame, count: 50_000))
    #expect(statistics.jitter < 0.01)
    #expect(statistics.unsteadiness < 0.01)
  }

  @Test func `a second line must be there most of the time, and in one place`() {
    let pair = RunFrame(main: 480, side: 620, level: 60, purity: 0.9)
    let single = RunFrame(main: 480, side: 0, level: 60, purity: 0.9)
    let other = RunFrame(main: 480, side: 900, level: 60, purity: 0.9)
    #expect(RunStatisticsTests.of([pair, single, pair, pair]).isDual)
    #expect(abs(RunStatisticsTests.of([pair, single, pair, other]).two - 620) < 0.01)
    let rare = [RunFrame](repeating: single, count: 18) + [pair, pair]
    #expect(!RunStatisticsTests.of(rare).isDual)
    // The first frame may be an edge's.
    #expect(RunStatisticsTests.of([other, pair, pair, pair]).two == 620)
    let third = RunFrame(main: 480, side: 1200, level: 60, purity: 0.9)
    #expect(!RunStatisticsTests.of([pair, other, third, pair, other, third]).isDual)
  }

  @Test func `nothing has no values`() {
    let nothing = RunStatistics()
    #expect([nothing.one, nothing.two, nothing.level, nothing.jitter] == [0, 0, 0, 0])
    #expect(!nothing.isDual)
  }
}
