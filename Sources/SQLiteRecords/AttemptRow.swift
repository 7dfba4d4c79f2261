// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import GRDB
import OutboundContact

/// A row of `attempts`.
struct AttemptRow: Codable, Sendable, FetchableRecord, TableRecord {
  static let databaseTableName = "attempts"

  enum CodingKeys: String, CodingKey, CaseIterable, ColumnExpression {
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
    case line, reason, pending, mode
    case calledNumber = "called_number"
    case callerID = "caller_id"
    case greetingEndedAt = "greeting_ended_at"
    case liveAt = "live_at"
    case connectedAt = "connected_at"
    case releasedAt = "released_at"
    case isAbandoned = "is_abandoned"
    case isMessagePlayed = "is_message_played"
    case isFalseMachine = "is_false_machine"
    case recordType = "record_type"
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
  var mode: String
  var calledNumber: String?
  var callerID: String?
  var greetingEndedAt: Double?
  var liveAt: Double?
  var connectedAt: Double?
  var releasedAt: Double?
  var isAbandoned: Bool
  var isMessagePlayed: Bool
  var isFalseMachine: Bool
  var recordType: Int

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
    mode = attempt.mode.rawValue
    calledNumber = attempt.calledNumber?.digits
    callerID = attempt.callerID
    greetingEndedAt = attempt.result?.greetingEndedAt
    liveAt = attempt.liveAt?.timeIntervalSince1970
    connectedAt = attempt.connectedAt?.timeIntervalSince1970
    releasedAt = attempt.releasedAt?.timeIntervalSince1970
    isAbandoned = attempt.isAbandoned
    isMessagePlayed = attempt.isMessagePlayed
    isFalseMachine = attempt.isFalseMachine
    recordType = attempt.recordType.rawValue
  }

  /// A statement that adds a row.
  static func insertion(in database: Database) throws -> Statement {
    let names = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
    let marks = CodingKeys.allCases.map { _ in "?" }.joined(separator: ", ")
    return try database.cachedStatement(sql: "INSERT INTO attempts (\(names)) VALUES (\(marks))")
  }

  /// A statement that changes the row, if it has not ended, whose id comes after the values.
  static func update(in database: Database) throws -> Statement {
    let names = CodingKeys.allCases.map { "\($0.rawValue) = ?" }.joined(separator: ", ")
    return try database.cachedStatement(
      sql: "UPDATE attempts SET \(names) WHERE attempt_id = ? AND closed_at IS NULL")
  }

  /// As GRDB reads columns that hold JSON.
  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .millisecondsSince1970
    encoder.outputFormatting = .sortedKeys
    return encoder
  }()

  /// In the order of the coding keys.
  var arguments: StatementArguments {
    get throws {
      let pending = try pending.map {
        String(decoding: try AttemptRow.encoder.encode($0), as: UTF8.self)
      }
      return [
        attemptID, recordID, chainID, campaign, number, startedAt, stage, agentID, closedAt,
        callResult, outcome, confidence, decidedAt, answeredAt, line, reason, pending, mode,
        calledNumber, callerID, greetingEndedAt, liveAt, connectedAt, releasedAt, isAbandoned,
        isMessagePlayed, isFalseMachine, recordType,
      ]
    }
  }

  /// Throws where a code is none that this version knows.
  func attempt() throws(RecordStoreError) -> Attempt {
    guard let stage = Attempt.Stage(rawValue: stage), let mode = DialingMode(rawValue: mode),
      let recordType = RecordType(rawValue: recordType),
      callResult == nil || result != nil
    else {
      throw RecordStoreError(
        .corrupt, "attempt \(attemptID) in the store has a value that it cannot have")
    }
    return Attempt(
      id: attemptID, recordID: recordID, chainID: chainID, campaign: campaign, number: number,
      startedAt: Date(timeIntervalSince1970: startedAt), mode: mode, recordType: recordType,
      calledNumber: calledNumber.flatMap { PhoneNumber($0) }, callerID: callerID, stage: stage,
      agent: agentID, result: result, closedAt: closedAt.map(Date.init(timeIntervalSince1970:)),
      liveAt: liveAt.map(Date.init(timeIntervalSince1970:)),
      connectedAt: connectedAt.map(Date.init(timeIntervalSince1970:)),
      releasedAt: releasedAt.map(Date.init(timeIntervalSince1970:)), isAbandoned: isAbandoned,
      isMessagePlayed: isMessagePlayed, isFalseMachine: isFalseMachine,
      pending: pending ?? PendingUpdate())
  }

  private var result: AttemptResult? {
    guard let number = callResult, let callResult = CallResult(rawValue: number) else {
      return nil
    }
    return AttemptResult(
      callResult: callResult, outcome: outcome, confidence: confidence, decidedAt: decidedAt,
      answeredAt: answeredAt, greetingEndedAt: greetingEndedAt, line: line, reason: reason)
  }
}
