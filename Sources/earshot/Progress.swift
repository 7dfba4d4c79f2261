// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import Synchronization

/// A count on standard error while long work goes on; nothing where that is no terminal.
final class Progress: Sendable {
  private let total: Int
  private let what: String
  private let isShown = isatty(STDERR_FILENO) == 1
  private let done = Atomic<Int>(0)

  init(total: Int, what: String) {
    self.total = total
    self.what = what
  }

  func advance() { advance(by: 1) }

  func advance(by step: Int) {
    let count = done.add(step, ordering: .relaxed).newValue
    let percent = max(1, total / 100)
    guard isShown, count / percent != (count - step) / percent else { return }
    Console.complain("\r\(count) of \(total) \(what)")
  }

  func finish() {
    guard isShown else { return }
    Console.complain("\r\u{1B}[K")
  }
}
