// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import GRDB
public import OutboundContact

/// What changes the store, each in one transaction.
extension SQLiteRecords {
  public func commit(_ transitions: [Transition]) async throws {
    guard !transitions.isEmpty else { return }
    do {
      try await commits.perform { try make(transitions, in: $0) }
    } catch {
      throw RecordStoreError(error, path: pool.path)
    }
  }
}

private func make(_ transitions: [Transition], in database: Database) throws {
  var chains: [String: Set<Int>] = [:]
  for transition in transitions {
    switch transition {
    case .attemptOpened(let attempt): try open(attempt, in: database)
    case .attemptChanged(let attempt): try change(attempt, in: database)
    case .recordChanged(let record):
      try change(record, in: database)
      chains[record.campaign, default: []].insert(record.chainID)
      if record.recordStatus.isFinal, record.callResult == .doNotCall {
        try DoNotCallRow.add(record.doNotCallEntries, in: database)
      }
    }
  }
  for (campaign, ids) in chains {
    for chain in ids { try markNext(of: campaign, chain: chain, in: database) }
  }
}

private func open(_ attempt: Attempt, in database: Database) throws {
  try DoNotCallRow.check(recordID: attempt.recordID, in: database)
  do {
    try AttemptRow(attempt).insert(database)
  } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
    throw RecordStoreError(
      .conflict,
      "attempt \(attempt.id) cannot be opened on record \(attempt.recordID):"
        + " \(error.message ?? "conflict")")
  }
}

private func change(_ attempt: Attempt, in database: Database) throws {
  let row = AttemptRow(attempt)
  // One that has ended stays as it is.
  let isOpen = try AttemptRow.filter(
    AttemptRow.CodingKeys.attemptID == attempt.id && AttemptRow.CodingKeys.closedAt == nil
  ).fetchCount(database)
  guard isOpen == 1 else {
    throw RecordStoreError(.conflict, "attempt \(attempt.id) is closed, or not in the store")
  }
  try row.update(database)
}

private func change(_ record: OutboundContact.Record, in database: Database) throws {
  let values = try RecordRow(record).values() + [record.recordID]
  try RecordRow.update(in: database).execute(arguments: StatementArguments(values))
  guard database.changesCount == 1 else {
    throw RecordStoreError(.conflict, "record \(record.recordID) is not in the store")
  }
}

/// Finds anew which record of a chain is next: the first that is not final, if it is Ready.
private func markNext(of campaign: String, chain: Int, in database: Database) throws {
  let statement = try database.cachedStatement(
    sql: """
      UPDATE calling_list AS this SET is_next =
        record_status = \(RecordStatus.ready.rawValue) AND NOT EXISTS (
          SELECT 1 FROM calling_list AS other
          WHERE other.campaign = this.campaign AND other.chain_id = this.chain_id
            AND +other.record_status IN (\(RecordStatus.openList))
            AND (other.chain_n, other.record_id) < (this.chain_n, this.record_id)
        )
      WHERE campaign = ? AND chain_id = ?
      """)
  try statement.execute(arguments: [campaign, chain])
}

extension RecordStatus {
  /// The statuses of records that are not done, for SQL.
  static let openList =
    allCases.filter { !$0.isFinal }.map { String($0.rawValue) }.joined(separator: ", ")
}
