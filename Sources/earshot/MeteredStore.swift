// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Synchronization

/// A store that counts what another one makes durable, and how long it takes.
final class MeteredStore: RecordStore {
  struct Reading: Sendable {
    var transitions = 0
    var commits = 0
    var fetches = 0
    /// Seconds of each commit.
    var seconds: [Double] = []
  }

  let store: any RecordStore
  private let meter = Mutex(Reading())

  init(_ store: any RecordStore) { self.store = store }

  var reading: Reading { meter.withLock { $0 } }

  func reset() { meter.withLock { $0 = Reading() } }

  func commit(_ transitions: [Transition]) async throws {
    try await commit(transitions, agents: [])
  }

  func commit(_ transitions: [Transition], agents: [AgentChange]) async throws {
    let start = ContinuousClock.now
    try await store.commit(transitions, agents: agents)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    meter.withLock {
      $0.transitions += transitions.count
      $0.commits += 1
      $0.seconds.append(seconds)
    }
  }

  func fetchChains(_ order: FetchOrder) async throws -> FetchedChains {
    meter.withLock { $0.fetches += 1 }
    return try await store.fetchChains(order)
  }

  func recovery(campaign: String) async throws -> Recovery {
    try await store.recovery(campaign: campaign)
  }

  func records(campaign: String) async throws -> [Record] {
    try await store.records(campaign: campaign)
  }

  func attempts(ofRecord recordID: Int) async throws -> [Attempt] {
    try await store.attempts(ofRecord: recordID)
  }

  func attempts(campaign: String) async throws -> [Attempt] {
    try await store.attempts(campaign: campaign)
  }

  func status(campaign: String) async throws -> ListStatus {
    try await store.status(campaign: campaign)
  }

  func compliance(campaign: String, since: Date) async throws -> [ComplianceDay] {
    try await store.compliance(campaign: campaign, since: since)
  }

  func add(_ record: Record) async throws -> Record { try await store.add(record) }
}
