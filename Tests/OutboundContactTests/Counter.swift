// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// Counts for a closure that must be Sendable.
final class Counter: Sendable {
  private let count: Mutex<Int>

  init(_ first: Int) { count = Mutex(first) }

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
