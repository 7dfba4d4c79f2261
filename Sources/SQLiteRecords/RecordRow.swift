// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import GRDB
import OutboundContact

/// A row of `calling_list`.
struct RecordRow: Sendable, FetchableRecord, TableRecord {
  static let databaseTableName = "calling_list"

  /// In the order in which they are read and written.
  enum CodingKeys: String, CaseIterable, ColumnExpression {
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
    case campaign, list
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
  var list: String
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
    list = record.list
    treatmentsUsed = record.treatmentsUsed
    custom = record.custom
  }

  /// The columns, for SELECT.
  static let columns = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")

  static var databaseSelection: [any SQLSelectable] { CodingKeys.allCases.map { $0 } }

  /// By position: a row is read often.
  init(row: Row) throws {
    recordID = try row.decode(Int.self, atIndex: 0)
    contactInfo = try row.decode(String.self, atIndex: 1)
    contactInfoType = try row.decode(Int.self, atIndex: 2)
    recordType = try row.decode(Int.self, atIndex: 3)
    recordStatus = try row.decode(Int.self, atIndex: 4)
    callResult = try row.decode(Int.self, atIndex: 5)
    attempt = try row.decode(Int.self, atIndex: 6)
    dialSchedTime = try row.decode(Int.self, atIndex: 7)
    callTime = try row.decode(Int.self, atIndex: 8)
    dailyFrom = try row.decode(Int.self, atIndex: 9)
    dailyTill = try row.decode(Int.self, atIndex: 10)
    timeZone = try row.decode(String.self, atIndex: 11)
    agentID = try row.decode(String?.self, atIndex: 12)
    chainID = try row.decode(Int.self, atIndex: 13)
    chainN = try row.decode(Int.self, atIndex: 14)
    campaign = try row.decode(String.self, atIndex: 15)
    list = try row.decode(String.self, atIndex: 16)
    treatmentsUsed = try row.decode(Int.self, atIndex: 17)
    let text = try row.decode(String.self, atIndex: 18)
    custom =
      text == "{}" ? [:] : try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
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
      list, treatmentsUsed, custom.isEmpty ? "{}" : try RecordRow.encoder.encode(custom).text,
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
      campaign: campaign, list: list, treatmentsUsed: treatmentsUsed, custom: custom)
  }

  private static func date(_ seconds: Int) -> Date? {
    seconds == 0 ? nil : Date(timeIntervalSince1970: Double(seconds))
  }
}

extension Data {
  fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
