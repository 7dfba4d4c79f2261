// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Evaluation

struct PercentilesTests {
  @Test func `between two values a percentile lies in proportion`() {
    let values = Percentiles([4, 1, 3, 2])
    #expect(values[0] == 1)
    #expect(values[50] == 2.5)
    #expect(abs((values[90] ?? 0) - 3.7) < 1e-12)
    #expect(values[100] == 4)
    #expect(values.mean == 2.5)
  }

  @Test func `one value is every percentile, and nothing has none`() {
    #expect(Percentiles([7])[95] == 7)
    #expect(Percentiles([])[50] == nil)
    #expect(Percentiles([]).mean == nil)
  }
}
