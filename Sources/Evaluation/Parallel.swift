// SPDX-License-Identifier: GPL-3.0-or-later
import Dispatch
import Foundation
import Synchronization

extension RandomAccessCollection where Self: Sendable, Index == Int {
  /// What `body` makes of each element, in the collection's order whatever the number of threads: one for each core
  /// where none is given.
  package func mapInParallel<Result: Sendable>(
    threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    _ body: @Sendable (Element) -> Result
  ) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: Swift.max(1, Swift.min(threads, count))) { _ in
      while true {
        let place = next.add(1, ordering: .relaxed).oldValue
        guard place < count else { return }
        let result = body(self[startIndex + place])
        results.withLock { $0[place] = result }
      }
    }
    return results.withLock { $0 }.compactMap { $0 }
  }
}
