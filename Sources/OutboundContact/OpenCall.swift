// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A chain whose current record has an open attempt: dialed, live, or in an agent's hands.
struct OpenCall: Sendable {
  enum Phase: Sendable, Hashable {
    /// Committed and dialed; no result yet.
    case dialing
    /// Live, and no agent for it yet.
    case waiting
    /// Live, on its way to its agent.
    case offered
    /// The agent and the customer hear each other.
    case talking
    /// The call is over; the agent finishes the record.
    case wrapUp
  }

  /// The gateway's word is needed on what has become of the call.
  enum Doubt: Sendable, Hashable {
    case unasked
    case asked(until: Date)
  }

  var attempt: Attempt
  let chain: Chain
  var phase: Phase
  var doubt: Doubt?
  /// When the gateway is asked if nothing has been heard: a message may have been lost.
  var checkBy: Date
  /// Begun by an earlier process: whether its agent heard the customer is not known for sure.
  var isRecovered = false
  /// Until when the record is kept for an agent who is not there; nil: he is, or none is needed.
  var returnBy: Date?
  /// The agent has asked for its release.
  var isReleaseWanted = false

  var record: Record { chain.current }

  /// Whether there may be a call on the line.
  var mayBeUp: Bool { phase != .wrapUp }

  /// Whether an agent has it, or is about to.
  var isWithAgent: Bool {
    switch phase {
    case .offered, .talking, .wrapUp: true
    case .dialing, .waiting: false
    }
  }

  var isDialing: Bool { phase == .dialing }
}
