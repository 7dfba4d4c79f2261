// SPDX-License-Identifier: GPL-3.0-or-later
import GRDB
import OutboundContact
import Synchronization

/// Up to where a list has no record that a campaign's filter lets pass, so that a fetch does not look at all of them again.
///
/// It holds until a row before that place is changed: by this process, which says so, or by another, which SQLite's
/// `data_version` tells.
final class PassedOver: Sendable {
  struct Queue: Hashable {
    var campaign: String
    var list: String
    var type: RecordType
    var filter: RecordFilter
  }

  /// In the order in which records are fetched.
  struct Place {
    var due: Int
    var record: Int

    static let start = Place(due: -1, record: -1)
  }

  private struct State {
    var version = 0
    var places: [Queue: Place] = [:]
  }

  private let state = Mutex(State())

  var isEmpty: Bool { state.withLock { $0.places.isEmpty } }

  /// To be called before places are asked for, in their transaction.
  func follow(_ database: Database) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA data_version") ?? 0
    state.withLock { state in
      if state.version != version { state.places = [:] }
      state.version = version
    }
  }

  subscript(queue: Queue) -> Place {
    get { state.withLock { $0.places[queue] } ?? .start }
    set { state.withLock { $0.places[queue] = newValue } }
  }

  /// A campaign has, or will have, a row that is due then and may pass.
  func forget(_ campaign: String, due: Int) {
    state.withLock { state in
      guard !state.places.isEmpty else { return }
      state.places = state.places.filter { $0.key.campaign != campaign || $0.value.due < due }
    }
  }
}
