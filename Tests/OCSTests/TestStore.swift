// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact

/// A store in memory that can be made to refuse.
actor TestStore: RecordStore {
  private(set) var rows: [Int: Record] = [:]
  private(set) var tries: [String: Attempt] = [:]
  /// The counters of the law.
  private(set) var counts = ComplianceCounts()
  private(set) var goal: PacingGoalChange?
  /// Transactions that were committed, in order.
  private(set) var commits: [[Transition]] = []
  private var fault: RecordStoreError.Fault?
  private var refusals = 0
  private var waiters: [(isSo: (TestStore) -> Bool, goOn: CheckedContinuation<Void, Never>)] = []

  init(_ records: [Record]) {
    rows = Dictionary(uniqueKeysWithValues: records.map { ($0.recordID, $0) })
  }

  /// As an earlier process left it: the record is Retrieved, and its attempt open.
  func leave(_ attempt: Attempt) {
    tries[attempt.id] = attempt
    rows[attempt.recordID]?.recordStatus = .retrieved
  }

  /// Every commit is refused until `heal`.
  func refuse(_ fault: RecordStoreError.Fault = .locked) {
    self.fault = fault
    refusals = 0
  }

  func heal() { fault = nil }

  /// Returns when so many commits were refused.
  func refused(_ count: Int) async { await until { $0.assumeIsolated { $0.refusals >= count } } }

  /// Returns when a record has this status.
  func record(_ id: Int, is status: RecordStatus) async {
    await until { $0.assumeIsolated { $0.rows[id]?.recordStatus == status } }
  }

  private func until(_ isSo: @escaping (TestStore) -> Bool) async {
    guard !isSo(self) else { return }
    await withCheckedContinuation { waiters.append((isSo, $0)) }
  }

  private func wakeWaiters() {
    let due = waiters.filter { $0.isSo(self) }
    waiters.removeAll { $0.isSo(self) }
    for waiter in due { waiter.goOn.resume() }
  }

  func record(_ id: Int) -> Record? { rows[id] }

  // MARK: RecordStore

  func importList(_ records: [Record]) { for record in records { rows[record.recordID] = record } }

  func add(_ record: Record) -> Record {
    var record = record
    record.recordID = (rows.keys.max() ?? 0) + 1
    record.chainID = record.recordID
    rows[record.recordID] = record
    return record
  }

  func commit(_ transitions: [Transition]) throws {
    if let fault {
      refusals += 1
      wakeWaiters()
      throw RecordStoreError(fault, "refused, for the test")
    }
    for transition in transitions {
      switch transition {
      case .attemptOpened(let attempt):
        guard tries.updateValue(attempt, forKey: attempt.id) == nil else {
          throw RecordStoreError(.conflict, "attempt id twice")
        }
      case .attemptChanged(let attempt): tries[attempt.id] = attempt
      case .recordChanged(let record): rows[record.recordID] = record
      case .chainAssigned(let records): for record in records { rows[record.recordID] = record }
      case .counted(_, _, let more): counts += more
      case .goalChanged(_, let change): goal = change
      case .doNotCall, .cancelled: break
      }
    }
    commits.append(transitions)
    wakeWaiters()
  }

  func fetchChains(_ order: FetchOrder) -> FetchedChains {
    let (now, limit) = (order.now, order.limit)
    var chains: [Chain] = []
    var nextDue: Date?
    for record in rows.values.sorted(by: { $0.recordID < $1.recordID })
    where record.recordStatus == .ready {
      let due = record.dialSchedTime ?? .distantPast
      guard due <= now, chains.count < limit else {
        nextDue = min(nextDue ?? due, due)
        continue
      }
      rows[record.recordID]?.recordStatus = .retrieved
      if let taken = rows[record.recordID], let chain = Chain([taken]) { chains.append(chain) }
    }
    return FetchedChains(chains: chains, nextDue: nextDue)
  }

  func recovery(campaign: String) -> Recovery {
    Recovery(
      openAttempts: openAttempts(campaign: campaign),
      records: unfinishedRecords(campaign: campaign), goal: goal)
  }

  func openAttempts(campaign: String) -> [Attempt] {
    attempts(campaign: campaign).filter(\.stage.isOpen)
  }

  func unfinishedRecords(campaign: String) -> [Record] {
    records(campaign: campaign).filter { $0.recordStatus == .retrieved }
  }

  func records(campaign: String) -> [Record] { rows.values.sorted { $0.recordID < $1.recordID } }

  func attempts(ofRecord recordID: Int) -> [Attempt] {
    attempts(campaign: "").filter { $0.recordID == recordID }
  }

  func attempts(campaign: String) -> [Attempt] {
    tries.values.sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
  }

  func status(campaign: String) -> ListStatus {
    ListStatus(
      byStatus: Dictionary(rows.values.map { ($0.recordStatus, 1) }, uniquingKeysWith: +),
      openAttempts: tries.values.count { $0.stage.isOpen }, attempts: tries.count)
  }

  func compliance(campaign: String, since: Date) -> [ComplianceDay] { [] }
}
