// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// Waited for once, settled any number of times; a waiter whose task is cancelled goes on at once.
final class Settlement: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Void, Never>)
    case settled
  }

  private let state = Mutex(State.open)

  func settle() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      defer { state = .settled }
      return if case .awaited(let waiter) = state { waiter } else { nil }
    }
    waiter?.resume()
  }

  func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isSettled = state.withLock { state -> Bool in
          if case .settled = state { return true }
          state = .awaited(continuation)
          return false
        }
        if isSettled { continuation.resume() }
      }
    } onCancel: {
      settle()
    }
  }
}
