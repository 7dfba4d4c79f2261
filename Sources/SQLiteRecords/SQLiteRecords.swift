// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
public import OutboundContact

/// Calling lists and attempts in one SQLite file.
///
/// In WAL mode with synchronous=FULL: what a call has returned from is on disk. Other processes may read the file at
/// the same time; one that writes is waited for.
public struct SQLiteRecords: ListStore {
  let pool: DatabasePool
  let commits: GroupCommit
  /// By campaign: whose turn it is among its lists.
  let rotations = Rotations()
  let passedOver = PassedOver()

  /// Opens the file, or makes it. `busySeconds`: how long another process's transaction is waited for before
  /// `RecordStoreError.Fault.locked`.
  public init(path: String, busySeconds: Double = 5) throws(RecordStoreError) {
    try self.init(path: path, busySeconds: busySeconds) { _ in }
  }

  /// `prepare` is done with the connection that writes.
  init(
    path: String, busySeconds: Double, prepare: @escaping @Sendable (Database) throws -> Void
  ) throws(RecordStoreError) {
    pool = try RecordStoreError.classifying(path) {
      var configuration = Configuration()
      configuration.busyMode = .timeout(busySeconds)
      configuration.foreignKeysEnabled = true
      // It holds customers' data: its owner's alone, and so is what SQLite makes beside it. Only a file that is new is
      // opened here: to close one that is in use would give up SQLite's locks on it.
      let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if file >= 0 { Foundation.close(file) }
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { database in
        // GRDB sets NORMAL for WAL, with which the last transactions may be lost in a power cut.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA cache_size = -\(SQLiteRecords.cacheKilobytes)")
        try prepare(database)
      }
      guard try !pool.read(Schema.migrator.hasBeenSuperseded) else {
        throw RecordStoreError(.newer, "\(path) was written by a newer version of this program")
      }
      try Schema.migrator.migrate(pool)
      return pool
    }
    commits = GroupCommit(pool)
  }

  /// Of the connection that writes: the inner pages of the indexes of ten million records.
  static let cacheKilobytes = 64 * 1024

  /// The file.
  public var path: String { pool.path }

  /// Closes the file. Not needed for anything to be durable.
  public func close() throws(RecordStoreError) {
    try RecordStoreError.classifying(pool.path) { try pool.close() }
  }

  /// One transaction.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(RecordStoreError) -> Value {
    do {
      return try await pool.write(body)
    } catch {
      throw RecordStoreError(error, path: pool.path)
    }
  }

  /// One transaction that a source feeds: what the source throws is thrown on.
  func writeFed<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    do {
      return try await pool.write(body)
    } catch let error as DatabaseError {
      throw RecordStoreError(error, path: pool.path)
    }
  }

  /// One view of the file.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(RecordStoreError) -> Value {
    do {
      return try await pool.read(body)
    } catch {
      throw RecordStoreError(error, path: pool.path)
    }
  }
}
