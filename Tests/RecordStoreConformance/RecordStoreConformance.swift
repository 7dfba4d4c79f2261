public import Foundation
// SPDX-License-Identifier: GPL-3.0-or-later
public import OutboundContact

/// What any store must do, as checks that a store's own tests run, each on a store of its own:
///
///     @Test(arguments: RecordStoreConformance.all)
///     func `the store does what any store must`(check: StoreCheck) async throws {
///       try await check.run(on: MyStore())
///     }
///
/// They record an issue where the store does not.
public enum RecordStoreConformance {
  public static let all: [StoreCheck] = records + lists + history
}

/// Something that a store must do.
public struct StoreCheck: Sendable, CustomStringConvertible {
  public let description: String
  private let body: @Sendable (any StoreKind) async throws -> Void

  init(_ description: String, _ body: @escaping @Sendable (any StoreKind) async throws -> Void) {
    self.description = description
    self.body = body
  }

  public func run(on kind: any StoreKind) async throws { try await body(kind) }
}

/// A kind of store, to be checked.
public protocol StoreKind: Sendable {
  /// Opens the store in a folder: the same folder is the same store, also where it is open already.
  func open(in folder: URL) async throws -> any ListStore
}

extension StoreKind {
  /// Gives `body` a folder of its own.
  public func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "earshot-records-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  /// Gives `body` an empty store.
  public func withStore(_ body: (any ListStore) async throws -> Void) async throws {
    try await withFolder { try await body(await open(in: $0)) }
  }
}
