// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Synchronization

/// Work shared out among threads. What comes out does not depend on how many there are: every item is worked on by
/// itself, and results stand in the items' order.
package struct ParallelMap: Sendable {
  package var threads: Int

  package init(threads: Int) { self.threads = threads }

  func callAsFunction<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ body: @Sendable (Int, Item) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: items.count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, items.count))) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < items.count else { return }
        let result = body(index, items[index])
        results.withLock { $0[index] = result }
      }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
