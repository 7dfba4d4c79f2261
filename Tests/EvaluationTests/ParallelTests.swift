// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Evaluation

struct ParallelTests {
  @Test(arguments: [1, 2, 7])
  func `results stand in the order of the items`(threads: Int) {
    let squares = (0..<100).mapInParallel(threads: threads) { [$0, $0 * $0] }
    #expect(squares == (0..<100).map { [$0, $0 * $0] })
    #expect((0..<100).mapInParallel { [$0, $0 * $0] } == squares)
  }

  @Test func `of nothing comes nothing`() {
    #expect([Int]().mapInParallel(threads: 2) { $0 }.isEmpty)
  }
}
