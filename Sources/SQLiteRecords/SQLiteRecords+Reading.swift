// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation
import GRDB
public import OutboundContact

/// What reads the store; fetching chains marks them too.
extension SQLiteRecords {
  public func fetchChains(
    campaign: String, now: Date, limit: Int
  ) async throws -> FetchedChains {
    let seconds = Int(now.timeIntervalSince1970.rounded(.down))
    return try await write { database in
      var chains: [Chain] = []
      for isCallback in [true, false] where chains.count < limit {
        let due = try Int.fetchAll(
          database,
          sql: """
            SELECT chain_id FROM calling_list
            WHERE campaign = ? AND is_next = 1 AND is_callback = ? AND dial_sched_time <= ?
            ORDER BY dial_sched_time, record_id LIMIT ?
            """,
          arguments: [campaign, isCallback, seconds, limit - chains.count])
        for chain in due { chains.append(try retrieve(chain, of: campaign, in: database)) }
      }
      return FetchedChains(chains: chains, nextDue: try nextDue(of: campaign, in: database))
    }
  }

  public func recovery(campaign: String) async throws -> Recovery {
    try await read { database in
      Recovery(
        openAttempts: try fetchAttempts(
          database,
          AttemptRow.CodingKeys.campaign == campaign
            && AttemptRow.CodingKeys.closedAt == nil),
        records: try fetchRecords(
          database,
          RecordRow.CodingKeys.campaign == campaign
            && RecordRow.CodingKeys.recordStatus == RecordStatus.retrieved.rawValue))
    }
  }

  public func records(campaign: String) async throws -> [OutboundContact.Record] {
    try await read { try fetchRecords($0, RecordRow.CodingKeys.campaign == campaign) }
  }

  public func attempts(ofRecord recordID: Int) async throws -> [Attempt] {
    try await read { try fetchAttempts($0, AttemptRow.CodingKeys.recordID == recordID) }
  }

  public func attempts(campaign: String) async throws -> [Attempt] {
    try await read { try fetchAttempts($0, AttemptRow.CodingKeys.campaign == campaign) }
  }

  public func status(campaign: String) async throws -> ListStatus {
    try await read { database in
      var byStatus: [RecordStatus: Int] = [:]
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT record_status, count(*) FROM calling_list WHERE campaign = ? GROUP BY record_status
          """,
        arguments: [campaign])
      while let row = try rows.next() {
        let number: Int = row[0]
        guard let status = RecordStatus(rawValue: number) else {
          throw RecordStoreError(.corrupt, "there is no record status \(number)")
        }
        byStatus[status] = row[1]
      }
      let all = AttemptRow.filter(AttemptRow.CodingKeys.campaign == campaign)
      return ListStatus(
        byStatus: byStatus,
        openAttempts: try all.filter(AttemptRow.CodingKeys.closedAt == nil).fetchCount(database),
        attempts: try all.fetchCount(database))
    }
  }
}

private func fetchRecords(_ database: Database, _ filter: some SQLSpecificExpressible) throws
  -> [OutboundContact.Record]
{
  try RecordRow.filter(filter).order(RecordRow.CodingKeys.recordID).fetchAll(database)
    .map { try $0.record() }
}

private func fetchAttempts(_ database: Database, _ filter: some SQLSpecificExpressible) throws
  -> [Attempt]
{
  try AttemptRow.filter(filter)
    .order(AttemptRow.CodingKeys.startedAt, AttemptRow.CodingKeys.attemptID)
    .fetchAll(database).map { try $0.attempt() }
}

/// The chain's open records, from now on Retrieved.
private func retrieve(_ chain: Int, of campaign: String, in database: Database) throws -> Chain {
  try database.execute(
    sql: """
      UPDATE calling_list SET record_status = \(RecordStatus.retrieved.rawValue), is_next = 0
      WHERE campaign = ? AND chain_id = ? AND +record_status IN (\(RecordStatus.openList))
      """,
    arguments: [campaign, chain])
  let rows = try fetchRecords(
    database, RecordRow.CodingKeys.campaign == campaign && RecordRow.CodingKeys.chainID == chain
  ).filter { !$0.recordStatus.isFinal }
  guard let chain = Chain(rows) else {
    throw RecordStoreError(.corrupt, "chain \(chain) has no open record")
  }
  return chain
}

private func nextDue(of campaign: String, in database: Database) throws -> Date? {
  let times = try [true, false].compactMap { isCallback in
    try Int.fetchOne(
      database,
      sql: """
        SELECT dial_sched_time FROM calling_list
        WHERE campaign = ? AND is_next = 1 AND is_callback = ?
        ORDER BY dial_sched_time, record_id LIMIT 1
        """,
      arguments: [campaign, isCallback])
  }
  return times.min().map { Date(timeIntervalSince1970: Double($0)) }
}
