// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Training

struct ParallelMapTests {
  @Test(arguments: [1, 2, 7])
  func `results stand in the order of the items`(threads: Int) {
    let squares = ParallelMap(threads: threads)(Array(0..<100)) { index, item in
      [index, item * item]
    }
    #expect(squares == (0..<100).map { [$0, $0 * $0] })
  }

  @Test func `of nothing comes nothing`() {
    #expect(ParallelMap(threads: 2)([Int]()) { _, item in item }.isEmpty)
  }
}
