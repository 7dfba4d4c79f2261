// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import RecordStoreConformance
import SQLiteRecords
import Testing

/// This store.
struct SQLiteKind: StoreKind {
  func open(in folder: URL) throws -> any ListStore {
    try SQLiteRecords(path: folder.appending(path: "records.sqlite").path)
  }
}

struct SQLiteConformanceTests {
  @Test(arguments: RecordStoreConformance.all)
  func `the store does what any store must`(check: StoreCheck) async throws {
    try await check.run(on: SQLiteKind())
  }
}
