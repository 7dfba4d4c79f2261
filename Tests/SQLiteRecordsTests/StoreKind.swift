// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import SQLiteRecords

/// The stores that must pass the conformance suite. Another is added as a case.
enum StoreKind: CaseIterable {
  case sqlite

  /// Opens the store in a folder: the same folder is the same store.
  func open(in folder: URL) throws -> any RecordStore {
    switch self {
    case .sqlite: try SQLiteRecords(path: folder.appending(path: "records.sqlite").path)
    }
  }

  /// Gives `body` a folder of its own.
  func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "earshot-records-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  /// Gives `body` an empty store.
  func withStore(_ body: (any RecordStore) async throws -> Void) async throws {
    try await withFolder { try await body(open(in: $0)) }
  }
}
