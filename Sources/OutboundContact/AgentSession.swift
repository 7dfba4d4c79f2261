// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// An agent whose desktop is connected.
struct AgentSession: Sendable, Hashable {
  enum State: Sendable, Hashable {
    case notReady
    /// `turn`: the lower, the longer he has waited.
    case ready(turn: Int)
    /// A call is being dialed for him.
    case reserved(attempt: String, turn: Int)
    /// A call is with him, or on its way to him, or its record waits for him.
    case busy(attempt: String, since: Date)
  }

  /// His telephone in the engaged modes, connected before there is a call.
  enum Engagement: Sendable, Hashable {
    /// It is not needed, or not there.
    case none
    /// It is being called, under this id.
    case calling(String)
    /// He is on the line.
    case up(String)

    var id: String? {
      switch self {
      case .none: nil
      case .calling(let id), .up(let id): id
      }
    }
  }

  /// The number at which his telephone is called.
  var place: String
  var state = State.notReady { didSet { wrapUpSince = nil } }
  /// Since when the call of the record in his hands is over.
  var wrapUpSince: Date?
  var engagement = Engagement.none
  /// The campaign gives calls only to those whose telephone is connected.
  var needsEngagement = false
  /// He has begun Preview.
  var isPreviewing = false
  /// His request for a record, not yet answered.
  var asking: DesktopRequest?
  /// Chains that he has given back.
  var rejected: Set<Int> = []

  /// Whether he could be given a call, if he is ready.
  var isAvailable: Bool {
    guard needsEngagement else { return true }
    if case .up = engagement { return true }
    return false
  }

  /// The attempt of the record in his hands.
  var heldAttempt: String? {
    if case .busy(let attempt, _) = state { attempt } else { nil }
  }
}
