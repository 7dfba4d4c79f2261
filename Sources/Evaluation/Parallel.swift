// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Synchronization

extension RandomAccessCollection where Self: Sendable, Index == Int {
  /// What `body` makes of each element, worked out on all cores, in the collection's order.
  package func mapInParallel<Result: Sendable>(
    _ body: @Sendable (Element) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { place in
      let result = body(self[startIndex + place])
      results.withLock { $0[place] = result }
    }
    return results.withLock { $0 }.compactMap { $0 }
  }
}
