// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A chain whose current record has an open attempt: dialed, live, or in an agent's hands.
struct OpenCall: Sendable {
  enum Phase: Sendable, Hashable {
    /// In an agent's hands, and not dialed.
    case previewing
    /// Committed and dialed; no result yet. In preview: until the far end has answered.
    case dialing
    /// Live, and no agent for it yet.
    case waiting
    /// Live, on its way to its agent.
    case offered
    /// The agent and the customer hear each other.
    case talking
    /// The call is over; the agent finishes the record.
    case wrapUp
    /// No agent came: the customer hears the message, or a machine is left one. The gateway then hangs up.
    case message
    /// On its way to a number that a treatment names.
    case diverting
  }

  /// The gateway's word is needed on what has become of the call.
  enum Doubt: Sendable, Hashable {
    case unasked
    case asked(until: Date)
  }

  var attempt: Attempt
  /// Calls of one kind are answered alike, as far as the pacing policy knows.
  var kind = 0
  var chain: Chain
  var phase: Phase
  var doubt: Doubt?
  /// When the gateway is asked if nothing has been heard: a message may have been lost.
  var checkBy: Date
  /// When the person must have an agent, or hears the message.
  var agentBy: Date?
  /// Begun by an earlier process: whether its agent heard the customer is not known for sure.
  var isRecovered = false
  /// Until when the record is kept for an agent who is not there; nil: he is, or none is needed.
  var returnBy: Date?
  /// The agent's request to release it, not yet answered.
  var releaseCall: DesktopRequest?
  /// The agent's request to call, not yet answered.
  var makeCall: DesktopRequest?

  var record: Record { chain.current }
  var isReleaseWanted: Bool { releaseCall != nil }

  /// Whether there may be a call on the line.
  var mayBeUp: Bool { phase != .wrapUp && phase != .previewing }

  /// Whether an agent has it, or is about to.
  var isWithAgent: Bool {
    switch phase {
    case .previewing, .offered, .talking, .wrapUp: true
    case .dialing: isPreview
    case .waiting, .message, .diverting: false
    }
  }

  var isPreview: Bool { attempt.mode == .preview }
  var isDialing: Bool { phase == .dialing }
  /// Dialed for nobody in particular.
  var isFloating: Bool { isDialing && attempt.agent == nil }

  /// The next moment at which something is to be done, if nothing happens before.
  var deadline: Date? {
    var deadline = returnBy
    func mind(_ date: Date?) {
      if let date { deadline = min(deadline ?? date, date) }
    }
    mind(agentBy)
    switch doubt {
    case .asked(let until): mind(until)
    case nil: if mayBeUp { mind(checkBy) }
    case .unasked: break
    }
    return deadline
  }

  /// As the pacing policy sees it.
  var asDialing: DialingCall {
    DialingCall(since: attempt.startedAt, kind: kind)
  }
}

/// Numbers for the kinds of records that are answered alike: of one list, new ones, those that a treatment has postponed,
/// and those whose customers wanted to be called.
struct CallKinds: Sendable {
  private var lists: [String: Int] = [:]

  /// The kind of `record`; the next number where its list is new.
  mutating func kind(of record: Record) -> Int {
    kind(list: record.list, type: record.recordType)
  }

  mutating func kind(of call: RememberedCall) -> Int {
    kind(list: call.list, type: call.attempt.recordType)
  }

  private mutating func kind(list name: String, type: RecordType) -> Int {
    let list = lists[name] ?? lists.count
    if list == lists.count { lists[name] = list }
    return 3 * list + type.kindWithinList
  }
}

extension RecordType {
  fileprivate var kindWithinList: Int {
    switch self {
    case .personalCallBack, .campaignCallBack: 2
    case .personalRescheduled, .campaignRescheduled: 1
    default: 0
    }
  }
}
