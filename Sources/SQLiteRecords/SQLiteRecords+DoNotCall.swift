// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
public import OutboundContact

/// The do-not-call list.
extension SQLiteRecords {
  /// Entries are sorted before they are added, on disk where they are many, so that ten million of them need neither
  /// memory nor a page of the file twice.
  @discardableResult
  public func addDoNotCall(from source: some DoNotCallSource) async throws -> Int {
    try await writeFed { database in
      var source = source
      try database.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS incoming (kind, value)")
      try database.execute(sql: "DELETE FROM incoming")
      let insertion = try database.cachedStatement(sql: "INSERT INTO incoming VALUES (?, ?)")
      while let entries = try source.next() {
        for entry in entries {
          try insertion.execute(
            arguments: [DoNotCallRow.kind(of: entry), DoNotCallRow.value(of: entry)])
        }
      }
      let before = database.totalChangesCount
      try database.execute(
        sql: """
          INSERT OR IGNORE INTO do_not_call
          SELECT kind, value, ? FROM incoming ORDER BY kind, value
          """, arguments: [Int(Date().timeIntervalSince1970)])
      let added = database.totalChangesCount - before
      try database.execute(sql: "DELETE FROM incoming")
      return added
    }
  }

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
