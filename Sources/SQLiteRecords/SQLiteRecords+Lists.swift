// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
public import OutboundContact

/// Calling lists, in and out.
extension SQLiteRecords {
  @discardableResult
  public func importList(from source: some RecordSource) async throws -> Int {
    try await writeFed { database in
      var source = source
      var count = 0
      let insertion = try RecordInsertion(database)
      while let records = try source.next() {
        for record in records {
          do {
            try insertion.insert(record)
          } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw RecordStoreError(
              .conflict,
              "\(source.place(of: record)): record \(record.recordID), or number \(record.chainN)"
                + " of chain \(record.chainID), is in the store already; nothing was imported")
          }
        }
        count += records.count
        for campaign in Set(records.map(\.campaign)) { passedOver.forget(campaign, due: 0) }
      }
      return count
    }
  }

  public func exportList(
    campaign: String, list: String?, into sink: some RecordSink
  ) async throws -> Int {
    try await read { database in
      var sink = sink
      let condition = "campaign = :campaign AND (:list IS NULL OR list = :list)"
      let arguments: StatementArguments = ["campaign": campaign, "list": list]
      try sink.begin(
        customFields: try String.fetchAll(
          database,
          sql: """
            SELECT DISTINCT field.key FROM calling_list, json_each(custom) AS field
            WHERE custom != '{}' AND \(condition) ORDER BY 1
            """, arguments: arguments))
      let rows = try RecordRow.fetchCursor(
        database,
        sql: """
          SELECT \(RecordRow.columns) FROM calling_list WHERE \(condition) ORDER BY record_id
          """, arguments: arguments)
      var count = 0
      var batch: [OutboundContact.Record] = []
      while let row = try rows.next() {
        batch.append(try row.record())
        count += 1
        if batch.count == SQLiteRecords.exportBatch {
          try sink.take(batch)
          batch.removeAll(keepingCapacity: true)
        }
      }
      try sink.take(batch)
      return count
    }
  }

  static let exportBatch = 1000

  public func lists(campaign: String) async throws -> [String] {
    try await read { try listNames(of: campaign, in: $0) }
  }

  public func campaigns() async throws -> [String] {
    try await read {
      try String.fetchAll($0, sql: "SELECT DISTINCT campaign FROM lists ORDER BY campaign")
    }
  }

  public func nextRecordID() async throws -> Int {
    try await read { database in
      let records = try Int.fetchOne(database, sql: "SELECT max(record_id) FROM calling_list")
      let chains = try Int.fetchOne(database, sql: "SELECT max(chain_id) FROM calling_list")
      return max(records ?? 0, chains ?? 0) + 1
    }
  }
}

func listNames(of campaign: String, in database: Database) throws -> [String] {
  try String.fetchAll(
    database, sql: "SELECT name FROM lists WHERE campaign = ? ORDER BY name",
    arguments: [campaign])
}

/// Adds records one by one, and keeps `is_next` true.
final class RecordInsertion {
  private let insert: Statement
  private let demote: Statement
  private let register: Statement
  private var known: Set<[String]> = []

  init(_ database: Database) throws {
    let marks = RecordRow.CodingKeys.allCases.map { "?\($0.position)" }.joined(separator: ", ")
    let campaign = "?\(RecordRow.CodingKeys.campaign.position)"
    let chain = "?\(RecordRow.CodingKeys.chainID.position)"
    let place = "?\(RecordRow.CodingKeys.chainN.position)"
    let status = "?\(RecordRow.CodingKeys.recordStatus.position)"
    insert = try database.cachedStatement(
      sql: """
        INSERT INTO calling_list (\(RecordRow.columns), is_next) VALUES (
          \(marks), \(status) = \(RecordStatus.ready.rawValue) AND NOT EXISTS (
            SELECT 1 FROM calling_list WHERE campaign = \(campaign) AND chain_id = \(chain)
              AND chain_n < \(place) AND +record_status IN (\(RecordStatus.openList))
          )
        )
        """)
    demote = try database.cachedStatement(
      sql: """
        UPDATE calling_list SET is_next = 0
        WHERE campaign = ? AND chain_id = ? AND chain_n > ? AND +is_next = 1
        """)
    register = try database.cachedStatement(sql: "INSERT OR IGNORE INTO lists VALUES (?, ?)")
  }

  func insert(_ record: OutboundContact.Record) throws {
    try insert.execute(arguments: StatementArguments(try RecordRow(record).values()))
    if !record.recordStatus.isFinal {
      try demote.execute(arguments: [record.campaign, record.chainID, record.chainN])
    }
    if known.insert([record.campaign, record.list]).inserted {
      try register.execute(arguments: [record.campaign, record.list])
    }
  }
}

extension RecordRow.CodingKeys {
  /// Among the columns, from 1.
  fileprivate var position: Int {
    (RecordRow.CodingKeys.allCases.firstIndex(of: self) ?? 0) + 1
  }
}
