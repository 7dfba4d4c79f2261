// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import GRDB
import OutboundContact

/// A row of `calling_list`.
struct RecordRow: Decodable, Sendable, FetchableRecord, TableRecord {
  static let databaseTableName = "calling_list"

  enum CodingKeys: String, CodingKey, CaseIterable, ColumnExpression {
    case recordID = "record_id"
    case contactInfo = "contact_info"
    case contactInfoType = "contact_info_type"
    case recordType = "record_type"
    case recordStatus = "record_status"
    case callResult = "call_result"
    case attempt
    case dialSchedTime = "dial_sched_time"
    case callTime = "call_time"
    case dailyFrom = "daily_from"
    case dailyTill = "daily_till"
    case timeZone = "tz"
    case agentID = "agent_id"
    case chainID = "chain_id"
    case chainN = "chain_n"
    case campaign
    case treatmentsUsed = "treatments_used"
    case custom
  }

  var recordID: Int
  var contactInfo: String
  var contactInfoType: Int
  var recordType: Int
  var recordStatus: Int
  var callResult: Int
  var attempt: Int
  var dialSchedTime: Int
  var callTime: Int
  var dailyFrom: Int
  var dailyTill: Int
  var timeZone: String
  var agentID: String?
  var chainID: Int
  var chainN: Int
  var campaign: String
  var treatmentsUsed: Int
  var custom: [String: String]

  init(_ record: OutboundContact.Record) {
    recordID = record.recordID
    contactInfo = record.contactInfo.digits
    contactInfoType = record.contactInfoType.rawValue
    recordType = record.recordType.rawValue
    recordStatus = record.recordStatus.rawValue
    callResult = record.callResult.rawValue
    attempt = record.attempt
    // Up: a record is not dialed before its time.
    dialSchedTime = Int((record.dialSchedTime?.timeIntervalSince1970 ?? 0).rounded(.up))
    callTime = Int(record.callTime?.timeIntervalSince1970 ?? 0)
    dailyFrom = record.window.from
    dailyTill = record.window.till
    timeZone = record.window.timeZone
    agentID = record.agentID
    chainID = record.chainID
    chainN = record.chainN
    campaign = record.campaign
    treatmentsUsed = record.treatmentsUsed
    custom = record.custom
  }

  /// A statement that adds a row, for many.
  static func insertion(in database: Database) throws -> Statement {
    let names = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
    let marks = CodingKeys.allCases.map { _ in "?" }.joined(separator: ", ")
    return try database.cachedStatement(
      sql: "INSERT INTO calling_list (\(names)) VALUES (\(marks))")
  }

  /// A statement that changes the row whose id comes after the values.
  static func update(in database: Database) throws -> Statement {
    let names = CodingKeys.allCases.map { "\($0.rawValue) = ?" }.joined(separator: ", ")
    return try database.cachedStatement(
      sql: "UPDATE calling_list SET \(names) WHERE record_id = ?")
  }

  /// In the order of the coding keys.
  func values() throws -> [(any DatabaseValueConvertible)?] {
    [
      recordID, contactInfo, contactInfoType, recordType, recordStatus, callResult, attempt,
      dialSchedTime, callTime, dailyFrom, dailyTill, timeZone, agentID, chainID, chainN, campaign,
      treatmentsUsed, custom.isEmpty ? "{}" : try RecordRow.encoder.encode(custom).text,
    ]
  }

  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }()

  /// Throws where a code is none that this version knows.
  func record() throws(RecordStoreError) -> OutboundContact.Record {
    guard let phone = PhoneNumber(contactInfo),
      let contactType = ContactInfoType(rawValue: contactInfoType),
      let type = RecordType(rawValue: recordType),
      let status = RecordStatus(rawValue: recordStatus),
      let result = CallResult(rawValue: callResult)
    else {
      throw RecordStoreError(
        .corrupt, "record \(recordID) in the store has a value that it cannot have")
    }
    return OutboundContact.Record(
      recordID: recordID, chainID: chainID, chainN: chainN, contactInfo: phone,
      contactInfoType: contactType, recordType: type, recordStatus: status, callResult: result,
      attempt: attempt, dialSchedTime: RecordRow.date(dialSchedTime),
      callTime: RecordRow.date(callTime),
      window: DailyWindow(from: dailyFrom, till: dailyTill, timeZone: timeZone), agentID: agentID,
      campaign: campaign, treatmentsUsed: treatmentsUsed, custom: custom)
  }

  private static func date(_ seconds: Int) -> Date? {
    seconds == 0 ? nil : Date(timeIntervalSince1970: Double(seconds))
  }
}

extension Data {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
