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
        compliance: try fetchCompliance(database, campaign: campaign, since: .distantPast),
        goal: try fetchGoal(database, campaign: campaign),
        calls: try fetchRemembered(database, campaign: campaign))
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

private func fetchGoal(_ database: Database, campaign: String) throws -> PacingGoalChange? {
  guard
    let row = try Row.fetchOne(
      database, sql: "SELECT goal, configured FROM goals WHERE campaign = ?",
      arguments: [campaign])
  else { return nil }
  guard let goal = PacingGoal(row["goal"] as String),
    let configured = PacingGoal(row["configured"] as String)
  else { throw RecordStoreError(.corrupt, "the store's goal of \(campaign) is none") }
  return PacingGoalChange(goal: goal, configured: configured)
}

/// By the index of a campaign's attempts, from its end.
private func fetchRemembered(_ database: Database, campaign: String) throws -> [RememberedCall] {
  let rows = try Row.fetchAll(
    database,
    sql: """
      SELECT attempts.*, calling_list.list AS list
      FROM attempts JOIN calling_list ON calling_list.record_id = attempts.record_id
      WHERE attempts.campaign = ? AND closed_at IS NOT NULL AND stage = ? AND mode != ?
      ORDER BY started_at DESC LIMIT \(Recovery.mostRemembered)
      """,
    arguments: [
      campaign, Attempt.Stage.finished.rawValue, DialingMode.preview.rawValue,
    ])
  return try rows.reversed().map { row in
    RememberedCall(attempt: try AttemptRow(row: row).attempt(), list: row["list"])
  }
}

private func fetchAttempts(_ database: Database, _ filter: some SQLSpecificExpressible) throws
  -> [Attempt]
{
  try AttemptRow.filter(filter)
    .order(AttemptRow.CodingKeys.startedAt, AttemptRow.CodingKeys.attemptID)
    .fetchAll(database).map { try $0.attempt() }
}
