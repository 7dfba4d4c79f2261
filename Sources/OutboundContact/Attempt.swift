// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// One attempt to dial a record. Its row is in the store before the gateway hears of it, and its id is never
/// dialed twice.
public struct Attempt: Sendable, Hashable, Codable, Identifiable {
  public enum Stage: String, Sendable, Codable, CaseIterable {
    /// In an agent's hands, to be called when he says so.
    case preview
    /// Committed, perhaps dialed; no result yet.
    case dialing
    /// A person answered; the call is on its way to an agent.
    case live
    /// With an agent, from the first moment that he heard the customer until he has processed the record.
    case withAgent = "with_agent"
    /// Done; `result` says how it ended.
    case finished
    /// Refused before dialing: it does not count as an attempt.
    case neverDialed = "never_dialed"

    public var isOpen: Bool { self != .finished && self != .neverDialed }
  }

  /// A GUID.
  public let id: String
  public let recordID: Int
  public let chainID: Int
  public let campaign: String
  /// 1 for the record's first attempt.
  public let number: Int
  /// When it was dialed; in preview, until then, when the agent was given the record.
  public var startedAt: Date
  /// The campaign's mode when it began.
  public let mode: DialingMode
  /// The record's type when it began.
  public let recordType: RecordType
  /// The number that was dialed, and the one that was shown.
  public var calledNumber: PhoneNumber?
  public var callerID: String?
  public var stage: Stage
  /// The agent for whom it is dialed, then the one who has it.
  public var agent: String?
  /// nil while dialing.
  public var result: AttemptResult?
  public var closedAt: Date?
  /// When it was known that a person had answered a call that was dialed automatically.
  public var liveAt: Date?
  /// When the agent and the customer first heard each other.
  public var connectedAt: Date?
  /// When the call was over.
  public var releasedAt: Date?
  /// No agent was there within two seconds of the person's greeting, or before the person was gone.
  public var isAbandoned: Bool
  /// A message was played to its end: the safe-harbour message, or one that a treatment leaves.
  public var isMessagePlayed: Bool
  /// It was taken for a machine, and the agent found a person.
  public var isFalseMachine: Bool
  /// What the agent has said and OCS has acknowledged, not yet in the calling list.
  public var pending: PendingUpdate

  public init(
    id: String, recordID: Int, chainID: Int, campaign: String, number: Int, startedAt: Date,
    mode: DialingMode = .progressive, recordType: RecordType = .general,
    calledNumber: PhoneNumber? = nil, callerID: String? = nil,
    stage: Stage = .dialing, agent: String? = nil, result: AttemptResult? = nil,
    closedAt: Date? = nil, liveAt: Date? = nil, connectedAt: Date? = nil, releasedAt: Date? = nil,
    isAbandoned: Bool = false, isMessagePlayed: Bool = false, isFalseMachine: Bool = false,
    pending: PendingUpdate = PendingUpdate()
  ) {
    self.id = id
    self.recordID = recordID
    self.chainID = chainID
    self.campaign = campaign
    self.number = number
    self.startedAt = startedAt
    self.mode = mode
    self.recordType = recordType
    self.calledNumber = calledNumber
    self.callerID = callerID
    self.stage = stage
    self.agent = agent
    self.result = result
    self.closedAt = closedAt
    self.liveAt = liveAt
    self.connectedAt = connectedAt
    self.releasedAt = releasedAt
    self.isAbandoned = isAbandoned
    self.isMessagePlayed = isMessagePlayed
    self.isFalseMachine = isFalseMachine
    self.pending = pending
  }
}
