// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation
import GRDB
public import OutboundContact

/// What agents were at.
extension SQLiteRecords {
  public func agentHistory(
    campaign: String, agent: String?, since: Date?, until: Date?
  ) async throws -> [AgentChange] {
    try await read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT agent_id, at, presence FROM agent_history
          WHERE campaign = :campaign AND (:agent IS NULL OR agent_id = :agent)
            AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)
          ORDER BY at, agent_id, rowid
          """,
        arguments: [
          "campaign": campaign, "agent": agent, "since": since?.timeIntervalSince1970,
          "until": until?.timeIntervalSince1970,
        ]
      ).map { row in
        guard let presence = AgentPresence(rawValue: row["presence"] as String) else {
          throw RecordStoreError(.corrupt, "the history of an agent has what cannot be")
        }
        return AgentChange(
          campaign: campaign, agent: row["agent_id"], presence: presence,
          at: Date(timeIntervalSince1970: row["at"]))
      }
    }
  }

  public func closeAgentHistory(campaign: String) async throws {
    try await write { database in
      try database.execute(
        sql: """
          INSERT INTO agent_history (campaign, agent_id, at, presence)
          SELECT campaign, agent_id, (SELECT max(at) FROM agent_history WHERE campaign = :campaign),
            :out
          FROM (
            SELECT campaign, agent_id, presence,
              row_number() OVER (PARTITION BY agent_id ORDER BY at DESC, rowid DESC) AS place
            FROM agent_history WHERE campaign = :campaign
          ) WHERE place = 1 AND presence != :out
          """,
        arguments: ["campaign": campaign, "out": AgentPresence.loggedOut.rawValue])
    }
  }

  /// How long agents were logged in and busy; one who is still counts until the last that is known of any.
  func addTimes(
    to statistics: inout [CallStatistics], _ campaign: String, _ since: Date?, _ until: Date?,
    in database: Database
  ) throws {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT agent_id, presence, sum(max(0, min(till, coalesce(:until, till))
          - max(at, coalesce(:since, at)))) AS seconds
        FROM (
          SELECT agent_id, presence, at, lead(at, 1, last) OVER (
            PARTITION BY agent_id ORDER BY at, agent_history.rowid) AS till
          FROM agent_history, (SELECT max(at) AS last FROM agent_history WHERE campaign = :campaign)
          WHERE campaign = :campaign
        ) WHERE presence != :out GROUP BY 1, 2
        """,
      arguments: [
        "campaign": campaign, "since": since?.timeIntervalSince1970,
        "until": until?.timeIntervalSince1970, "out": AgentPresence.loggedOut.rawValue,
      ])
    for row in rows {
      let (agent, seconds): (String, Double) = (row["agent_id"], row["seconds"])
      let isBusy = row["presence"] as String == AgentPresence.busy.rawValue
      if seconds > 0, !statistics.contains(where: { $0.agent == agent }) {
        statistics.append(CallStatistics(agent: agent))
      }
      for index in statistics.indices
      where statistics[index].agent == nil || statistics[index].agent == agent {
        statistics[index].loggedInSeconds += seconds
        if isBusy { statistics[index].busySeconds += seconds }
      }
    }
  }
}
