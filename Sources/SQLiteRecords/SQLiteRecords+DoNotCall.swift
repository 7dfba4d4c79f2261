// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
public import OutboundContact

/// The do-not-call list.
extension SQLiteRecords {
  /// Entries are sorted before they are added, on disk where they are many, so that ten million of them need neither
  /// memory nor a page of the file twice. The source is read to its end first, and they are added some ten thousand at a
  /// time: calls that are up meanwhile wait for none of it. What was added before a failure stays.
  @discardableResult
  public func addDoNotCall(from source: some DoNotCallSource) async throws -> Int {
    do {
      return try await pool.writeWithoutTransaction { database in
        let last = try gather(from: source, in: database)
        let now = Int(Date().timeIntervalSince1970)
        var added = 0
        for first in stride(from: 0, to: last, by: SQLiteRecords.doNotCallBatch) {
          try database.inTransaction(.immediate) {
            let before = database.totalChangesCount
            try database.execute(
              sql: """
                INSERT OR IGNORE INTO do_not_call
                SELECT kind, value, ? FROM sorted WHERE rowid > ? AND rowid <= ? ORDER BY rowid
                """, arguments: [now, first, first + SQLiteRecords.doNotCallBatch])
            added += database.totalChangesCount - before
            return .commit
          }
        }
        try database.execute(sql: "DROP TABLE sorted")
        return added
      }
    } catch let error as DatabaseError {
      throw RecordStoreError(error, path: pool.path)
    }
  }

  static let doNotCallBatch = 20_000

  public func doNotCall(among entries: [DoNotCallEntry]) async throws -> [DoNotCallEntry] {
    try await read { database in
      try entries.filter { try DoNotCallRow.contains($0, in: database) }
    }
  }

  public func doNotCallCount() async throws -> DoNotCallCount {
    try await read { database in
      func count(_ kind: Int) throws -> Int {
        try Int.fetchOne(
          database, sql: "SELECT count(*) FROM do_not_call WHERE kind = ?", arguments: [kind]) ?? 0
      }
      return DoNotCallCount(phones: try count(1), customers: try count(2))
    }
  }
}

/// What a source gives, sorted, in a table `sorted` of this connection alone; its last row.
private func gather(from source: some DoNotCallSource, in database: Database) throws -> Int {
  var source = source
  try database.inTransaction(.deferred) {
    for table in ["incoming", "sorted"] {
      try database.execute(sql: "DROP TABLE IF EXISTS temp.\(table)")
    }
    try database.execute(sql: "CREATE TEMP TABLE incoming (kind, value)")
    let insertion = try database.makeStatement(sql: "INSERT INTO incoming VALUES (?, ?)")
    while let entries = try source.next() {
      for entry in entries {
        try insertion.execute(
          arguments: [DoNotCallRow.kind(of: entry), DoNotCallRow.value(of: entry)])
      }
    }
    try database.execute(
      sql: "CREATE TEMP TABLE sorted AS SELECT DISTINCT kind, value FROM incoming ORDER BY 1, 2")
    try database.execute(sql: "DROP TABLE incoming")
    return .commit
  }
  return try Int.fetchOne(database, sql: "SELECT max(rowid) FROM sorted") ?? 0
}
