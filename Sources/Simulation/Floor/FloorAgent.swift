// SPDX-License-Identifier: GPL-3.0-or-later

/// An agent of a simulated floor, and the time that he has spent. Times are seconds.
struct FloorAgent {
  enum State {
    case away
    case ready
    case talking(attempt: String)
    case wrappingUp(attempt: String)
  }

  let name: String
  var state = State.away
  /// He goes home, or to his break, at the end of what he does.
  var isLeaving = false
  private var since = 0.0
  private(set) var onSeconds = 0.0
  private(set) var busySeconds = 0.0

  init(name: String) { self.name = name }

  var isBusy: Bool {
    switch state {
    case .talking, .wrappingUp: true
    case .away, .ready: false
    }
  }

  mutating func enter(_ new: State, at now: Double) {
    account(until: now)
    state = new
  }

  /// Adds up what has passed.
  mutating func account(until now: Double) {
    let passed = now - since
    since = now
    if case .away = state { return }
    onSeconds += passed
    if isBusy { busySeconds += passed }
  }
}
