// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// One attempt to dial a record. Its row is in the store before the gateway hears of it, and its id is never
/// dialed twice.
public struct Attempt: Sendable, Hashable, Codable, Identifiable {
  public enum Stage: String, Sendable, Codable, CaseIterable {
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

    public var isOpen: Bool { self == .dialing || self == .live || self == .withAgent }
  }

  /// A GUID.
  public let id: String
  public let recordID: Int
  public let chainID: Int
  public let campaign: String
  /// 1 for the record's first attempt.
  public let number: Int
  public let startedAt: Date
  public var stage: Stage
  /// The agent for whom it is dialed, then the one who has it.
  public var agent: String?
  /// nil while dialing.
  public var result: AttemptResult?
  public var closedAt: Date?
  /// What the agent has said and OCS has acknowledged, not yet in the calling list.
  public var pending: PendingUpdate

  public init(
    id: String, recordID: Int, chainID: Int, campaign: String, number: Int, startedAt: Date,
    stage: Stage = .dialing, agent: String? = nil, result: AttemptResult? = nil,
    closedAt: Date? = nil, pending: PendingUpdate = PendingUpdate()
  ) {
    self.id = id
    self.recordID = recordID
    self.chainID = chainID
    self.campaign = campaign
    self.number = number
    self.startedAt = startedAt
    self.stage = stage
    self.agent = agent
    self.result = result
    self.closedAt = closedAt
    self.pending = pending
  }
}
