// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Testing

struct PlayQueueTests {
  @Test func `pieces follow each other without a gap, block by block`() {
    var queue = PlayQueue()
    queue.append([1, 2, 3])
    queue.append([])
    queue.append([4, 5])
    var block: [Int16] = [0, 0]
    #expect(queue.take(into: &block) == 2)
    #expect(block == [1, 2])
    #expect(queue.take(into: &block) == 2)
    #expect(block == [3, 4])
    #expect(queue.take(into: &block) == 1)
    #expect(block == [5, 4])
    #expect(queue.take(into: &block) == 0)
    queue.append([6])
    #expect(queue.take(into: &block) == 1)
  }
}
