// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
public import OutboundContact

/// What reads the store.
extension SQLiteRecords {
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
            && RecordRow.CodingKeys.recordStatus == RecordStatus.retrieved.rawValue),
        compliance: try fetchCompliance(database, campaign: campaign, since: .distantPast))
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

func fetchRecords(_ database: Database, _ filter: some SQLSpecificExpressible) throws
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
