// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// Where a campaign's records and attempts are kept. Verbs of the domain, each durable when it returns; all of them
/// throw `RecordStoreError`.
public protocol RecordStore: Sendable {
  /// Adds one record, with ids that the store gives it: a `recordID` of 0 is the next that is free, a `chainID` of 0
  /// a chain of its own, and in a chain that exists its `chainN` is the last. Returns it as it was stored.
  func add(_ record: Record) async throws -> Record

  /// Makes all of `transitions` durable, or none: one transaction.
  ///
  /// The attempt on a record that the do-not-call list holds is refused with the fault `doNotCall`, on one that was
  /// cancelled for its campaign by number or customer with `cancelled`, in the very
  /// transaction that would have put it on disk; so is the dialing of one that an agent had before him.
  func commit(_ transitions: [Transition]) async throws

  /// As `commit`, and what agents are at from then on goes into their history, in the same transaction.
  func commit(_ transitions: [Transition], agents: [AgentChange]) async throws

  /// Up to `limit` chains that are due: see `FetchOrder`. Their open records are marked Retrieved in the same
  /// transaction.
  /// A chain is due when the first of its records that are not final is Ready and its `dial_sched_time` has come.
  func fetchChains(_ order: FetchOrder) async throws -> FetchedChains

  /// What an OCS that starts needs: attempts that are open, oldest first, records that are Retrieved, by `record_id`,
  /// the law's counters, the goal that was set, and the last calls; of one moment.
  func recovery(campaign: String) async throws -> Recovery

  /// All records of a campaign, by `record_id`.
  func records(campaign: String) async throws -> [Record]

  /// All attempts of a record, oldest first.
  func attempts(ofRecord recordID: Int) async throws -> [Attempt]

  /// All attempts of a campaign, oldest first.
  func attempts(campaign: String) async throws -> [Attempt]

  func status(campaign: String) async throws -> ListStatus

  /// The counters of the law, day by day, of the days that have not ended at `since`; those without calls are left
  /// out.
  func compliance(campaign: String, since: Date) async throws -> [ComplianceDay]
}

extension RecordStore {
  /// For stores that keep no history of agents.
  public func commit(_ transitions: [Transition], agents: [AgentChange]) async throws {
    try await commit(transitions)
  }
}

/// What chains are wanted.
public struct FetchOrder: Sendable, Hashable {
  public var campaign: String
  /// The campaign's time.
  public var now: Date
  public var limit: Int
  /// Lists and how much each gives; empty: every list of the campaign, all the same.
  public var lists: [ListShare]
  /// Which comes first; within a class by `dial_sched_time`, then by `record_id`.
  public var priority: RecordPriority
  /// Records that do not pass stay where they are.
  public var filter: RecordFilter

  public init(
    campaign: String, now: Date, limit: Int, lists: [ListShare] = [],
    priority: RecordPriority = .default, filter: RecordFilter = RecordFilter()
  ) {
    self.campaign = campaign
    self.now = now
    self.limit = limit
    self.lists = lists
    self.priority = priority
    self.filter = filter
  }
}

/// The answer to a fetch.
public struct FetchedChains: Sendable, Hashable {
  public var chains: [Chain]
  /// When the next chain that was not fetched is due (may be past, if `limit` cut the fetch short); nil: none left.
  public var nextDue: Date?

  public init(chains: [Chain], nextDue: Date?) {
    self.chains = chains
    self.nextDue = nextDue
  }
}

/// What the store holds of a campaign that an earlier process left.
public struct Recovery: Sendable, Hashable {
  public var openAttempts: [Attempt]
  /// The records with status Retrieved.
  public var records: [Record]
  /// The law's counters so far, by day, the earliest first.
  public var compliance: [ComplianceDay]
  /// The goal that was set last; nil: none was.
  public var goal: PacingGoalChange?
  /// The last calls that were dialed automatically and are over, `mostRemembered` at most, the earliest first.
  public var calls: [RememberedCall]

  /// What estimates remember of a campaign: enough for each hour of a day, and read in less than a second.
  public static let mostRemembered = 5000

  public init(
    openAttempts: [Attempt] = [], records: [Record] = [], compliance: [ComplianceDay] = [],
    goal: PacingGoalChange? = nil, calls: [RememberedCall] = []
  ) {
    self.openAttempts = openAttempts
    self.records = records
    self.compliance = compliance
    self.goal = goal
    self.calls = calls
  }
}

/// Counts of a campaign's list.
public struct ListStatus: Sendable, Hashable, Codable {
  public var byStatus: [RecordStatus: Int]
  public var openAttempts: Int
  public var attempts: Int

  public init(byStatus: [RecordStatus: Int], openAttempts: Int, attempts: Int) {
    self.byStatus = byStatus
    self.openAttempts = openAttempts
    self.attempts = attempts
  }

  public var total: Int { byStatus.values.reduce(0, +) }
  public var unfinished: Int { byStatus.filter { !$0.key.isFinal }.values.reduce(0, +) }
}
