// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import GRDB
import OutboundContact

/// A row of `attempts`.
struct AttemptRow: Codable, Sendable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "attempts"

  enum CodingKeys: String, CodingKey, ColumnExpression {
    case attemptID = "attempt_id"
    case recordID = "record_id"
    case chainID = "chain_id"
    case campaign, number
    case startedAt = "started_at"
    case stage
    case agentID = "agent_id"
    case closedAt = "closed_at"
    case callResult = "call_result"
    case outcome, confidence
    case decidedAt = "decided_at"
    case answeredAt = "answered_at"
    case line, reason, pending
  }

  var attemptID: String
  var recordID: Int
  var chainID: Int
  var campaign: String
  var number: Int
  /// Seconds since 1970, as `closedAt`.
  var startedAt: Double
  var stage: String
  var agentID: String?
  var closedAt: Double?
  var callResult: Int?
  var outcome: String?
  var confidence: Double?
  var decidedAt: Double?
  var answeredAt: Double?
  var line: String?
  var reason: String?
  var pending: PendingUpdate?

  init(_ attempt: Attempt) {
    attemptID = attempt.id
    recordID = attempt.recordID
    chainID = attempt.chainID
    campaign = attempt.campaign
    number = attempt.number
    startedAt = attempt.startedAt.timeIntervalSince1970
    stage = attempt.stage.rawValue
    agentID = attempt.agent
    closedAt = attempt.closedAt?.timeIntervalSince1970
    callResult = attempt.result?.callResult.rawValue
    outcome = attempt.result?.outcome
    confidence = attempt.result?.confidence
    decidedAt = attempt.result?.decidedAt
    answeredAt = attempt.result?.answeredAt
    line = attempt.result?.line
    reason = attempt.result?.reason
    pending = attempt.pending.isEmpty ? nil : attempt.pending
  }

  /// Throws where a code is none that this version knows.
  func attempt() throws(RecordStoreError) -> Attempt {
    guard let stage = Attempt.Stage(rawValue: stage),
      callResult == nil || result != nil
    else {
      throw RecordStoreError(
        .corrupt, "attempt \(attemptID) in the store has a value that it cannot have")
    }
    return Attempt(
      id: attemptID, recordID: recordID, chainID: chainID, campaign: campaign, number: number,
      startedAt: Date(timeIntervalSince1970: startedAt), stage: stage, agent: agentID,
      result: result, closedAt: closedAt.map(Date.init(timeIntervalSince1970:)),
      pending: pending ?? PendingUpdate())
  }

  private var result: AttemptResult? {
    guard let number = callResult, let callResult = CallResult(rawValue: number) else {
      return nil
    }
    return AttemptResult(
      callResult: callResult, outcome: outcome, confidence: confidence, decidedAt: decidedAt,
      answeredAt: answeredAt, line: line, reason: reason)
  }
}
