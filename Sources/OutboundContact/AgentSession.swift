// SPDX-License-Identifier: GPL-3.0-or-later

/// An agent whose desktop is connected.
struct AgentSession: Sendable, Hashable {
  enum State: Sendable, Hashable {
    case notReady
    /// `turn`: the lower, the longer he has waited.
    case ready(turn: Int)
    /// A call is being dialed for him.
    case reserved(attempt: String, turn: Int)
    /// A call is with him, or on its way to him, or its record waits for him.
    case busy(attempt: String)
  }

  /// The number at which his telephone is called.
  var place: String
  var state = State.notReady

  /// The attempt of the record in his hands.
  var heldAttempt: String? {
    if case .busy(let attempt) = state { attempt } else { nil }
  }
}
