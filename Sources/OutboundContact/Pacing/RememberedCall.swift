// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// A call of the past, and what estimates can learn from it.
public struct RememberedCall: Sendable, Hashable {
  public var attempt: Attempt
  /// The list of its record.
  public var list: String

  public init(attempt: Attempt, list: String) {
    self.attempt = attempt
    self.list = list
  }

  /// What the campaign learnt of it when it happened, or nearly: an agent's seconds count from the moment at which he
  /// heard the customer, not from the one at which the call was offered to him.
  func observations(kind: Int) -> [FloorObservation] {
    guard let result = attempt.result, attempt.mode.isAutomatic, let closed = attempt.closedAt
    else { return [] }
    switch result.callResult {
    // Nobody heard how the one went, and the other was not dialed.
    case .systemError, .dialError: return []
    default: break
    }
    let held = attempt.liveAt ?? attempt.releasedAt ?? closed
    let seconds =
      attempt.liveAt == nil && result.decidedAt != nil
      ? result.decidedAt ?? 0 : held.timeIntervalSince(attempt.startedAt)
    var observations = [
      FloorObservation.decided(
        attempt.liveAt == nil ? result.callResult : .answer, kind: kind, seconds: seconds,
        at: attempt.startedAt + seconds)
    ]
    guard let connected = attempt.connectedAt, let released = attempt.releasedAt else {
      return observations
    }
    observations.append(.talked(seconds: released.timeIntervalSince(connected), at: released))
    observations.append(.wrappedUp(seconds: closed.timeIntervalSince(released), at: closed))
    return observations
  }
}
