// SPDX-License-Identifier: GPL-3.0-or-later
import GRDB
import OutboundContact
import Synchronization

/// Transactions of several callers made durable by one sync of the disk.
///
/// While one group is being written the next gathers. Each transaction stays whole: one that fails is undone by itself,
/// and the others are made.
final class GroupCommit: Sendable {
  private struct Entry {
    let body: @Sendable (Database) throws -> Void
    let done: CheckedContinuation<Void, any Error>
  }

  private let pool: DatabasePool
  private let waiting = Mutex<[Entry]>([])

  init(_ pool: DatabasePool) { self.pool = pool }

  /// Returns when what `body` did is on disk, or throws, and nothing of it has happened.
  func perform(_ body: @escaping @Sendable (Database) throws -> Void) async throws {
    try await withCheckedThrowingContinuation { continuation in
      let isFirst = waiting.withLock { waiting in
        waiting.append(Entry(body: body, done: continuation))
        return waiting.count == 1
      }
      guard isFirst else { return }
      pool.asyncWriteWithoutTransaction { database in self.writeGroup(in: database) }
    }
  }

  private func writeGroup(in database: Database) {
    let group = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    var faults = [(any Error)?](repeating: nil, count: group.count)
    do {
      try database.inTransaction(.immediate) {
        for (index, entry) in group.enumerated() {
          do {
            try database.inSavepoint {
              try entry.body(database)
              return .commit
            }
          } catch {
            // Some errors, a full disk among them, undo the whole transaction.
            guard database.isInsideTransaction, group.count > 1 else { throw error }
            faults[index] = error
          }
        }
        return .commit
      }
    } catch {
      for index in faults.indices { faults[index] = faults[index] ?? error }
    }
    for (entry, fault) in zip(group, faults) {
      if let fault { entry.done.resume(throwing: fault) } else { entry.done.resume() }
    }
  }
}
