// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
public import Foundation
import GRDB
public import OutboundContact

/// Calls that were made, and what they add up to.
extension SQLiteRecords {
  public func calls(_ query: CallQuery) async throws -> [Attempt] {
    try await read { database in
      var rows = AttemptRow.all()
      if let campaign = query.campaign {
        rows = rows.filter(AttemptRow.CodingKeys.campaign == campaign)
      }
      if let agent = query.agent { rows = rows.filter(AttemptRow.CodingKeys.agentID == agent) }
      if let record = query.recordID {
        rows = rows.filter(AttemptRow.CodingKeys.recordID == record)
      }
      if let since = query.since {
        rows = rows.filter(AttemptRow.CodingKeys.startedAt >= since.timeIntervalSince1970)
      }
      if let until = query.until {
        rows = rows.filter(AttemptRow.CodingKeys.startedAt < until.timeIntervalSince1970)
      }
      return try rows.order(AttemptRow.CodingKeys.startedAt.desc, AttemptRow.CodingKeys.attemptID)
        .limit(max(0, query.limit)).fetchAll(database).map { try $0.attempt() }
    }
  }

  public func statistics(
    campaign: String, since: Date?, until: Date?
  ) async throws -> [CallStatistics] {
    try await read { database in
      let arguments: StatementArguments = [
        "campaign": campaign, "since": since?.timeIntervalSince1970,
        "until": until?.timeIntervalSince1970, "unmade": Attempt.Stage.neverDialed.rawValue,
        "looked": Attempt.Stage.preview.rawValue,
      ]
      let all = try Row.fetchAll(
        database, sql: SQLiteRecords.sums(by: "NULL"), arguments: arguments)
      let each = try Row.fetchAll(
        database, sql: SQLiteRecords.sums(by: "agent_id"), arguments: arguments)
      var statistics = (all + each.filter { $0["agent"] != nil }).map(CallStatistics.init(sums:))
      if statistics.isEmpty { statistics = [CallStatistics()] }
      try addTimes(to: &statistics, campaign, since, until, in: database)
      let results = try Row.fetchAll(
        database, sql: SQLiteRecords.results, arguments: arguments)
      for row in results {
        guard let result = CallResult(rawValue: row["result"] as Int) else { continue }
        let (agent, count): (String?, Int) = (row["agent"], row["calls"])
        for index in statistics.indices
        where statistics[index].agent == nil || statistics[index].agent == agent {
          statistics[index].results[result.name, default: 0] += count
        }
      }
      return statistics
    }
  }

  public func forgetCalls(before date: Date) async throws -> Int {
    try await write { database in
      try database.execute(
        sql: "DELETE FROM attempts WHERE started_at < ? AND closed_at IS NOT NULL",
        arguments: [date.timeIntervalSince1970])
      return database.changesCount
    }
  }

  public func compliance(campaign: String, since: Date) async throws -> [ComplianceDay] {
    try await read { try fetchCompliance($0, campaign: campaign, since: since) }
  }

  private static let made = """
    campaign = :campaign AND stage NOT IN (:unmade, :looked)
      AND (:since IS NULL OR started_at >= :since) AND (:until IS NULL OR started_at < :until)
    """

  private static func sums(by group: String) -> String {
    """
    SELECT \(group) AS agent, count(*) AS calls,
      sum(live_at IS NOT NULL) AS answered, sum(connected_at IS NOT NULL) AS connected,
      sum(is_abandoned) AS abandoned, sum(is_false_machine) AS false_machines,
      sum(is_message_played) AS messages_played,
      avg(CASE WHEN live_at IS NOT NULL THEN connected_at - live_at END) AS wait,
      avg(released_at - connected_at) AS talk,
      avg(CASE WHEN connected_at IS NOT NULL THEN closed_at - released_at END) AS wrap_up
    FROM attempts WHERE \(made) GROUP BY 1 ORDER BY 1
    """
  }

  private static let results = """
    SELECT agent_id AS agent, coalesce(pending ->> '$.callResult', call_result) AS result,
      count(*) AS calls
    FROM attempts WHERE \(made) AND call_result IS NOT NULL GROUP BY 1, 2
    """
}

func fetchCompliance(
  _ database: Database, campaign: String, since: Date
) throws -> [ComplianceDay] {
  let first = max(-1e9, (since.timeIntervalSince1970 / 86_400).rounded(.down))
  return try Row.fetchAll(
    database, sql: "SELECT * FROM compliance WHERE campaign = ? AND day >= ? ORDER BY day",
    arguments: [campaign, Int(first)]
  ).map { row in
    ComplianceDay(
      day: Date(timeIntervalSince1970: Double(row["day"] as Int) * 86_400),
      counts: ComplianceCounts(
        dialed: row["dialed"], liveAnswers: row["live_answers"], abandoned: row["abandoned"],
        falseMachines: row["false_machines"], messagesPlayed: row["messages_played"]))
  }
}

extension CallStatistics {
  fileprivate init(sums row: Row) {
    self.init(
      agent: row["agent"], calls: row["calls"], answered: row["answered"],
      connected: row["connected"], abandoned: row["abandoned"],
      falseMachines: row["false_machines"], messagesPlayed: row["messages_played"],
      waitSeconds: row["wait"], talkSeconds: row["talk"], wrapUpSeconds: row["wrap_up"])
  }
}
