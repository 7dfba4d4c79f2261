// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
public import OutboundContact

/// What changes the store, each in one transaction.
extension SQLiteRecords {
  public func importList(_ records: [OutboundContact.Record]) async throws {
    try await write { database in
      let insertion = try RecordRow.insertion(in: database)
      for record in records {
        do {
          try insertion.execute(arguments: StatementArguments(try RecordRow(record).values()))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
          throw RecordStoreError(
            .conflict,
            "record \(record.recordID), or number \(record.chainN) of chain \(record.chainID), is in"
              + " the store already; nothing was imported")
        }
      }
      for campaign in Set(records.map(\.campaign)) { try markNext(of: campaign, in: database) }
    }
  }

  public func add(_ record: OutboundContact.Record) async throws -> OutboundContact.Record {
    try await write { database in
      var record = record
      func highest(_ column: String, _ condition: String = "TRUE", _ arguments: [Int] = []) throws
        -> Int?
      {
        try Int.fetchOne(
          database, sql: "SELECT max(\(column)) FROM calling_list WHERE \(condition)",
          arguments: StatementArguments(arguments))
      }
      if record.recordID == 0 { record.recordID = (try highest("record_id") ?? 0) + 1 }
      if record.chainID == 0 { record.chainID = (try highest("chain_id") ?? 0) + 1 }
      record.chainN = (try highest("chain_n", "chain_id = ?", [record.chainID]) ?? -1) + 1
      try RecordRow.insertion(in: database).execute(
        arguments: StatementArguments(try RecordRow(record).values()))
      try markNext(of: record.campaign, chain: record.chainID, in: database)
      return record
    }
  }

  public func commit(_ transitions: [Transition]) async throws {
    guard !transitions.isEmpty else { return }
    try await write { database in
      var chains: [String: Set<Int>] = [:]
      for transition in transitions {
        switch transition {
        case .attemptOpened(let attempt): try open(attempt, in: database)
        case .attemptChanged(let attempt): try change(attempt, in: database)
        case .recordChanged(let record):
          try change(record, in: database)
          chains[record.campaign, default: []].insert(record.chainID)
        case .counted(let campaign, let date, let counts):
          try count(counts, of: campaign, at: date, in: database)
        case .doNotCall(let phone, let customerID):
          try bar("phone", phone?.digits, in: database)
          try bar("customer_id", customerID, in: database)
        }
      }
      for (campaign, ids) in chains {
        for chain in ids { try markNext(of: campaign, chain: chain, in: database) }
      }
    }
  }
}

private func count(
  _ counts: ComplianceCounts, of campaign: String, at date: Date, in database: Database
) throws {
  try database.execute(
    sql: """
      INSERT INTO compliance VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (campaign, day) DO UPDATE SET dialed = dialed + excluded.dialed,
        live_answers = live_answers + excluded.live_answers,
        abandoned = abandoned + excluded.abandoned,
        false_machines = false_machines + excluded.false_machines,
        messages_played = messages_played + excluded.messages_played
      """,
    arguments: [
      campaign, Int((date.timeIntervalSince1970 / 86_400).rounded(.down)), counts.dialed,
      counts.liveAnswers, counts.abandoned, counts.falseMachines, counts.messagesPlayed,
    ])
}

private func bar(_ kind: String, _ value: String?, in database: Database) throws {
  guard let value, !value.isEmpty else { return }
  try database.execute(
    sql: "INSERT OR IGNORE INTO do_not_call VALUES (?, ?)", arguments: [kind, value])
}

private func open(_ attempt: Attempt, in database: Database) throws {
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

/// Finds anew which record of a chain, or of every chain of a campaign, is next: the first that is not final, if it
/// is Ready.
private func markNext(of campaign: String, chain: Int? = nil, in database: Database) throws {
  try database.execute(
    sql: """
      UPDATE calling_list AS this SET is_next =
        record_status = \(RecordStatus.ready.rawValue) AND NOT EXISTS (
          SELECT 1 FROM calling_list AS other
          WHERE other.campaign = this.campaign AND other.chain_id = this.chain_id
            AND +other.record_status IN (\(RecordStatus.openList))
            AND (other.chain_n, other.record_id) < (this.chain_n, this.record_id)
        )
      WHERE campaign = ? \(chain == nil ? "" : "AND chain_id = ?")
      """,
    arguments: StatementArguments([campaign]) + StatementArguments(chain.map { [$0] } ?? []))
}

extension RecordStatus {
  /// The statuses of records that are not done, for SQL.
  static let openList =
    allCases.filter { !$0.isFinal }.map { String($0.rawValue) }.joined(separator: ", ")
}
