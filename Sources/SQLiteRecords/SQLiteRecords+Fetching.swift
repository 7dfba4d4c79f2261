// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
public import OutboundContact

/// Chains that are due.
extension SQLiteRecords {
  public func fetchChains(_ order: FetchOrder) async throws -> FetchedChains {
    try await write { database in
      let all = try listNames(of: order.campaign, in: database).map { ListShare(name: $0) }
      let shares = order.lists.isEmpty ? all : order.lists
      try passedOver.follow(database)
      return try rotations.with(shares, of: order.campaign) { rotation in
        var chains: [Chain] = []
        var nextDue: Int?
        for types in order.priority.classes {
          var queues = try rotation.names.map {
            try DueQueue(
              list: $0, types: types, order: order, passedOver: passedOver, in: database)
          }
          var dry: Set<Int> = []
          while chains.count < order.limit, let turn = rotation.next(without: dry) {
            guard let chain = try queues[turn].next() else {
              dry.insert(turn)
              continue
            }
            chains.append(try retrieve(chain, of: order.campaign, in: database))
          }
          for queue in queues {
            guard let due = try queue.firstDue() else { continue }
            nextDue = min(nextDue ?? due, due)
          }
        }
        return FetchedChains(
          chains: chains, nextDue: nextDue.map { Date(timeIntervalSince1970: Double($0)) })
      }
    }
  }
}

/// The chains of a list that are to be dialed, of some record types, those that are due first.
private struct DueQueue {
  private struct Head {
    var chain: Int
    var due: Int
    var record: Int
  }

  private let database: Database
  private let list: String
  private let types: [RecordType]
  private let order: FetchOrder
  private let now: Int
  private let passedOver: PassedOver
  /// Of the records that are due, the first few, by due time and id.
  private var heads: [Head] = []
  private var isExhausted = false

  init(
    list: String, types: [RecordType], order: FetchOrder, passedOver: PassedOver,
    in database: Database
  ) throws {
    self.database = database
    self.passedOver = passedOver
    self.list = list
    self.types = types
    self.order = order
    now = Int(order.now.timeIntervalSince1970.rounded(.down))
  }

  /// The next chain that is due.
  mutating func next() throws -> Int? {
    if heads.isEmpty, !isExhausted {
      for type in types { heads += try head(type, until: now, limit: order.limit) }
      heads.sort { ($1.due, $1.record) < ($0.due, $0.record) }
      isExhausted = true
    }
    return heads.popLast()?.chain
  }

  /// When the first chain that is still in the list is due.
  func firstDue() throws -> Int? {
    try types.compactMap { try head($0, until: Int.max, limit: 1).first?.due }.min()
  }

  private func head(_ type: RecordType, until last: Int, limit: Int) throws -> [Head] {
    guard limit > 0 else { return [] }
    let statement = try database.cachedStatement(
      sql: """
        SELECT \(RecordRow.columns) FROM calling_list
        WHERE campaign = ? AND list = ? AND is_next = 1 AND record_type = ? AND dial_sched_time <= ?
          AND (dial_sched_time, record_id) > (?, ?)
        ORDER BY dial_sched_time, record_id
        """)
    let queue = PassedOver.Queue(
      campaign: order.campaign, list: list, type: type, filter: order.filter)
    var place = passedOver[queue]
    let rows = try RecordRow.fetchCursor(
      statement,
      arguments: [order.campaign, list, type.rawValue, last, place.due, place.record])
    var heads: [Head] = []
    while heads.count < limit, let row = try rows.next() {
      if !order.filter.conditions.isEmpty, !order.filter.passes(try row.record()) {
        if heads.isEmpty { place = .init(due: row.dialSchedTime, record: row.recordID) }
        continue
      }
      heads.append(Head(chain: row.chainID, due: row.dialSchedTime, record: row.recordID))
    }
    if !order.filter.conditions.isEmpty { passedOver[queue] = place }
    return heads
  }
}

/// The chain's open records, from now on Retrieved.
private func retrieve(_ chain: Int, of campaign: String, in database: Database) throws -> Chain {
  let statement = try database.cachedStatement(
    sql: """
      UPDATE calling_list SET record_status = \(RecordStatus.retrieved.rawValue), is_next = 0
      WHERE campaign = ? AND chain_id = ? AND +record_status IN (\(RecordStatus.openList))
      """)
  try statement.execute(arguments: [campaign, chain])
  let open = try database.cachedStatement(
    sql: """
      SELECT \(RecordRow.columns) FROM calling_list
      WHERE campaign = ? AND chain_id = ? AND +record_status IN (\(RecordStatus.openList))
      """)
  let rows = try RecordRow.fetchAll(open, arguments: [campaign, chain]).map { try $0.record() }
  guard let chain = Chain(rows) else {
    throw RecordStoreError(.corrupt, "chain \(chain) has no open record")
  }
  return chain
}
