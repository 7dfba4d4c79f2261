// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// What is done with calling lists and do-not-call lists from outside of a campaign. Each is durable when it returns;
/// all of them throw `RecordStoreError`.
public protocol ListStore: RecordStore {
  /// Adds the records of a calling list, all or none: one transaction. Returns how many. What the source throws is
  /// thrown on.
  @discardableResult
  func importList(from source: some RecordSource) async throws -> Int

  /// Gives `sink` the records of a campaign's list (nil: of all its lists), by `record_id`, as they are at one moment;
  /// returns how many.
  func exportList(
    campaign: String, list: String?, into sink: some RecordSink
  ) async throws -> Int

  /// The names of a campaign's lists, sorted.
  func lists(campaign: String) async throws -> [String]

  /// Every campaign that has records, sorted.
  func campaigns() async throws -> [String]

  /// More than any record id and any chain id in the store.
  func nextRecordID() async throws -> Int

  /// Adds to the do-not-call list, all or none: one transaction. Returns how many were new.
  @discardableResult
  func addDoNotCall(from source: some DoNotCallSource) async throws -> Int

  /// Those of `entries` that the do-not-call list holds, in their order.
  func doNotCall(among entries: [DoNotCallEntry]) async throws -> [DoNotCallEntry]

  func doNotCallCount() async throws -> DoNotCallCount

  func calls(_ query: CallQuery) async throws -> [Attempt]

  /// Of calls that began from `since` on, before `until`: of all together first, then of each agent, by name.
  func statistics(
    campaign: String, since: Date?, until: Date?
  ) async throws -> [CallStatistics]

  /// What agents of a campaign were at, the oldest first: changes from `since` on, before `until`.
  func agentHistory(
    campaign: String, agent: String?, since: Date?, until: Date?
  ) async throws -> [AgentChange]

  /// Everybody who was not logged out when the store last heard of an agent has been since then: for an OCS that
  /// starts.
  func closeAgentHistory(campaign: String) async throws

  /// Forgets attempts that have ended and began before `date`; returns how many. The counters of the law stay.
  func forgetCalls(before date: Date) async throws -> Int
}

/// How long the do-not-call list is.
public struct DoNotCallCount: Sendable, Hashable, Codable {
  public var phones: Int
  public var customers: Int

  public init(phones: Int, customers: Int) {
    self.phones = phones
    self.customers = customers
  }
}
