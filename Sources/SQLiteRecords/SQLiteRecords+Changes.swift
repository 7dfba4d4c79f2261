// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import GRDB
public import OutboundContact

/// What changes the store, each in one transaction.
extension SQLiteRecords {
  public func add(_ record: OutboundContact.Record) async throws -> OutboundContact.Record {
    try await write { database in
      var record = record
      func highest(_ column: String, _ condition: String, _ arguments: StatementArguments) throws
        -> Int?
      {
        try Int.fetchOne(
          database, sql: "SELECT max(\(column)) FROM calling_list WHERE \(condition)",
          arguments: arguments)
      }
      let campaign = record.campaign
      if record.recordID == 0 { record.recordID = (try highest("record_id", "TRUE", []) ?? 0) + 1 }
      if record.chainID == 0 {
        record.chainID = (try highest("chain_id", "campaign = ?", [campaign]) ?? 0) + 1
      }
      record.chainN =
        (try highest("chain_n", "campaign = ? AND chain_id = ?", [campaign, record.chainID]) ?? -1)
        + 1
      try RecordInsertion(database).insert(record)
      passedOver.forget(campaign, due: RecordRow(record).dialSchedTime)
      return record
    }
  }

  public func commit(_ transitions: [Transition]) async throws {
    try await commit(transitions, agents: [])
  }

  public func commit(_ transitions: [Transition], agents: [AgentChange]) async throws {
    guard !transitions.isEmpty || !agents.isEmpty else { return }
    do {
      try await commits.perform { database in
        try make(transitions, in: database, passedOver)
        for change in agents { try remember(change, in: database) }
      }
    } catch {
      throw RecordStoreError(error, path: pool.path)
    }
  }
}

private func make(
  _ transitions: [Transition], in database: Database, _ passedOver: PassedOver
) throws {
  var chains: [String: Set<Int>] = [:]
  for transition in transitions {
    switch transition {
    case .attemptOpened(let attempt): try open(attempt, in: database)
    case .attemptChanged(let attempt): try change(attempt, in: database)
    case .recordChanged(let record):
      try change(record, in: database)
      chains[record.campaign, default: []].insert(record.chainID)
    case .chainAssigned(let records):
      for record in try assign(records, in: database) {
        chains[record.campaign, default: []].insert(record.chainID)
      }
    case .counted(let campaign, let date, let counts):
      try count(counts, of: campaign, at: date, in: database)
    case .goalChanged(let campaign, let change):
      try database.execute(
        sql: "REPLACE INTO goals VALUES (?, ?, ?)",
        arguments: [campaign, change.goal.rawValue, change.configured.rawValue])
    case .doNotCall(let phone, let customer):
      try DoNotCallRow.add(DoNotCallRow.entries(phone, customer), in: database)
    case .cancelled(let campaign, let phone, let customer):
      try DoNotCallRow.cancel(
        DoNotCallRow.entries(phone, customer), for: campaign, in: database)
    }
  }
  for (campaign, ids) in chains {
    for chain in ids {
      try markNext(of: campaign, chain: chain, in: database)
      guard !passedOver.isEmpty, let due = try nextDue(of: campaign, chain: chain, in: database)
      else { continue }
      passedOver.forget(campaign, due: due)
    }
  }
}

private func count(
  _ counts: ComplianceCounts, of campaign: String, at date: Date, in database: Database
) throws {
  let statement = try database.cachedStatement(
    sql: """
      INSERT INTO compliance VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (campaign, day) DO UPDATE SET dialed = dialed + excluded.dialed,
        live_answers = live_answers + excluded.live_answers,
        abandoned = abandoned + excluded.abandoned,
        false_machines = false_machines + excluded.false_machines,
        messages_played = messages_played + excluded.messages_played
      """)
  try statement.execute(
    arguments: [
      campaign, Int((date.timeIntervalSince1970 / 86_400).rounded(.down)), counts.dialed,
      counts.liveAnswers, counts.abandoned, counts.falseMachines, counts.messagesPlayed,
    ])
}

private func remember(_ change: AgentChange, in database: Database) throws {
  let statement = try database.cachedStatement(
    sql: "INSERT INTO agent_history (campaign, agent_id, at, presence) VALUES (?, ?, ?, ?)")
  try statement.execute(
    arguments: [
      change.campaign, change.agent, change.at.timeIntervalSince1970, change.presence.rawValue,
    ])
}

private func open(_ attempt: Attempt, in database: Database) throws {
  try DoNotCallRow.check(recordID: attempt.recordID, in: database)
  do {
    try AttemptRow.insertion(in: database).execute(arguments: try AttemptRow(attempt).arguments)
  } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
    throw RecordStoreError(
      .conflict,
      "attempt \(attempt.id) cannot be opened on record \(attempt.recordID):"
        + " \(error.message ?? "conflict")")
  }
}

private func change(_ attempt: Attempt, in database: Database) throws {
  if attempt.mode == .preview, attempt.stage == .dialing {
    try checkFirstDial(attempt, in: database)
  }
  // One that has ended stays as it is.
  try AttemptRow.update(in: database).execute(
    arguments: try AttemptRow(attempt).arguments + [attempt.id])
  guard database.changesCount == 1 else {
    throw RecordStoreError(.conflict, "attempt \(attempt.id) is closed, or not in the store")
  }
}

/// A call that is up stays what it is, whatever comes onto a list meanwhile: it is the step from looking to dialing that
/// is refused.
private func checkFirstDial(_ attempt: Attempt, in database: Database) throws {
  let statement = try database.cachedStatement(
    sql: "SELECT stage FROM attempts WHERE attempt_id = ?")
  guard try String.fetchOne(statement, arguments: [attempt.id]) == Attempt.Stage.preview.rawValue
  else { return }
  try DoNotCallRow.check(recordID: attempt.recordID, in: database)
}

private func change(_ record: OutboundContact.Record, in database: Database) throws {
  let values = try RecordRow(record).values() + [record.recordID]
  try RecordRow.update(in: database).execute(arguments: StatementArguments(values))
  guard database.changesCount == 1 else {
    throw RecordStoreError(.conflict, "record \(record.recordID) is not in the store")
  }
}

/// Records become their new campaign's, as a chain that it has not had; as they are now.
private func assign(
  _ records: [OutboundContact.Record], in database: Database
) throws -> [OutboundContact.Record] {
  var assigned = records
  guard let campaign = records.first?.campaign else { return [] }
  let last = try Int.fetchOne(
    database, sql: "SELECT max(chain_id) FROM calling_list WHERE campaign = ?",
    arguments: [campaign])
  let register = try database.cachedStatement(sql: "INSERT OR IGNORE INTO lists VALUES (?, ?)")
  for index in assigned.indices {
    assigned[index].chainID = (last ?? 0) + 1
    try change(assigned[index], in: database)
    try register.execute(arguments: [campaign, assigned[index].list])
  }
  return assigned
}

/// Finds anew which record of a chain is next: the first that is not final, if it is Ready.
private func markNext(of campaign: String, chain: Int, in database: Database) throws {
  let statement = try database.cachedStatement(
    sql: """
      UPDATE calling_list AS this SET is_next =
        record_status = \(RecordStatus.ready.rawValue) AND NOT EXISTS (
          SELECT 1 FROM calling_list AS other
          WHERE other.campaign = this.campaign AND other.chain_id = this.chain_id
            AND +other.record_status IN (\(RecordStatus.openList))
            AND (other.chain_n, other.record_id) < (this.chain_n, this.record_id)
        )
      WHERE campaign = ? AND chain_id = ?
      """)
  try statement.execute(arguments: [campaign, chain])
}

/// When the chain's next record is due; nil: none is to be fetched.
private func nextDue(of campaign: String, chain: Int, in database: Database) throws -> Int? {
  let statement = try database.cachedStatement(
    sql: """
      SELECT dial_sched_time FROM calling_list
      WHERE campaign = ? AND chain_id = ? AND +is_next = 1
      """)
  return try Int.fetchOne(statement, arguments: [campaign, chain])
}

extension RecordStatus {
  /// The statuses of records that are not done, for SQL.
  static let openList =
    allCases.filter { !$0.isFinal }.map { String($0.rawValue) }.joined(separator: ", ")
}
