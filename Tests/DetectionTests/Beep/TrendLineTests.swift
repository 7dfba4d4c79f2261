// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct TrendLineTests {
  static func fit(_ values: [Float], lost: Set<Int> = []) -> TrendLine {
    let points = values.enumerated().map {
      LineTrace.Point(hertz: $1, isLine: !lost.contains($0))
    }
    return TrendLine(points.span, 0..<points.count) { $0.hertz }
  }

  @Test func `a straight line has its slope and no spread`() {
    let line = TrendLineTests.fit((0..<10).map { 700 + 3 * Float($0) })
    #expect(abs(line.slope - 3) < 0.001)
    #expect(abs(line.offset - 700) < 0.01)
    #expect(line.spread < 0.05)
  }

  @Test func `a point that strays is left out`() {
    var values = (0..<12).map { 700 + 0.1 * Float($0 % 2) }
    values[5] = 760
    let line = TrendLineTests.fit(values)
    #expect(line.spread < 0.2)
    #expect(!line.keeps(5, 760))
    #expect(line.keeps(4, 700))
  }

  @Test func `what does not belong to the line is passed over`() {
    let line = TrendLineTests.fit([700, 700, 100, 100, 700, 700, 700], lost: [2, 3])
    #expect(line.spread < 0.01)
  }

  @Test func `three points have no slope`() {
    let line = TrendLineTests.fit([700, 720, 740])
    #expect(line.slope == 0)
    #expect(abs(line.spread - 16.3) < 0.1)
  }
}
