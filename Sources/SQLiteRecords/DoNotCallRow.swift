// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
import OutboundContact

/// A row of `do_not_call`.
enum DoNotCallRow {
  static func kind(of entry: DoNotCallEntry) -> Int {
    switch entry {
    case .phone: 1
    case .customer: 2
    }
  }

  static func value(of entry: DoNotCallEntry) -> String {
    switch entry {
    case .phone(let number): DoNotCallEntry.key(of: number)
    case .customer(let id): id
    }
  }

  static func contains(_ entry: DoNotCallEntry, in database: Database) throws -> Bool {
    let statement = try database.cachedStatement(
      sql: "SELECT 1 FROM do_not_call WHERE kind = ? AND value = ?")
    return try Int.fetchOne(statement, arguments: [kind(of: entry), value(of: entry)]) != nil
  }

  static func add(_ entries: [DoNotCallEntry], in database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT OR IGNORE INTO do_not_call VALUES (?, ?, ?)")
    let now = Int(Date().timeIntervalSince1970)
    for entry in entries {
      try statement.execute(arguments: [kind(of: entry), value(of: entry), now])
    }
  }

  static func entries(_ phone: PhoneNumber?, _ customer: String?) -> [DoNotCallEntry] {
    (phone.map { [DoNotCallEntry.phone($0)] } ?? [])
      + (customer.map { [DoNotCallEntry.customer($0)] } ?? [])
  }

  /// For one campaign only.
  static func cancel(
    _ entries: [DoNotCallEntry], for campaign: String, in database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT OR IGNORE INTO cancelled VALUES (?, ?, ?, ?)")
    let now = Int(Date().timeIntervalSince1970)
    for entry in entries {
      try statement.execute(arguments: [campaign, kind(of: entry), value(of: entry), now])
    }
  }

  private static func isCancelled(
    _ entry: DoNotCallEntry, for campaign: String, in database: Database
  ) throws -> Bool {
    let statement = try database.cachedStatement(
      sql: "SELECT 1 FROM cancelled WHERE campaign = ? AND kind = ? AND value = ?")
    return try Int.fetchOne(statement, arguments: [campaign, kind(of: entry), value(of: entry)])
      != nil
  }

  /// Throws where the record's number is on the list, or its customer, the number looked up first; then where one of
  /// them is cancelled for the record's campaign.
  static func check(recordID: Int, in database: Database) throws {
    let statement = try database.cachedStatement(
      sql: """
        SELECT contact_info, custom ->> '$.\(OutboundContact.Record.customerIDField)'
                  , campaign FROM calling_list WHERE record_id = ?
        """)
    guard let row = try Row.fetchOne(statement, arguments: [recordID]) else { return }
    let customer: String? = row[1]
    let campaign: String = row[2]
    let entries = entries(PhoneNumber(row[0] as String), customer)
    for entry in entries where try contains(entry, in: database) {
      throw RecordStoreError(
        .doNotCall(recordID: recordID), "record \(recordID) is on the do-not-call list")
    }
    for entry in entries where try isCancelled(entry, for: campaign, in: database) {
      throw RecordStoreError(
        .cancelled(recordID: recordID), "record \(recordID) was cancelled for \(campaign)")
    }
  }
}
