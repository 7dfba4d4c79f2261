// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation

/// A row of a calling list: one number of one customer.
public struct Record: Sendable, Hashable, Codable, Identifiable {
  /// `record_id`, which is the record handle too, so that a handle outlives a restart.
  public var recordID: Int
  /// `chain_id`: rows with the same one are one customer's numbers.
  public var chainID: Int
  /// `chain_n`: the order of numbers within the chain, lowest first.
  public var chainN: Int
  public var contactInfo: PhoneNumber
  public var contactInfoType: ContactInfoType
  public var recordType: RecordType
  public var recordStatus: RecordStatus
  /// The last result; 28 Unknown in a fresh record.
  public var callResult: CallResult
  /// Attempts made, those that were refused before dialing not counted.
  public var attempt: Int
  /// Not to be dialed before; nil: at any time (0 in the list).
  public var dialSchedTime: Date?
  /// When it was last dialed.
  public var callTime: Date?
  public var window: DailyWindow
  public var agentID: String?
  public var campaign: String
  /// The calling list of the campaign that it came with; the campaign's name by default.
  public var list: String
  /// How many treatments of the sequence for `callResult` have been used (0: none); a sequence goes on
  /// only while the same result comes again.
  public var treatmentsUsed: Int
  /// Columns of the list that are the customer's own.
  public var custom: [String: String]

  public var id: Int { recordID }

  /// Ids of records and of chains: positive, with room to be counted up.
  static let identifiers = 1...Int.max / 4
  /// Attempts, and places within a chain.
  static let attempts = 0...1_000_000
  /// Moments, in seconds since 1970: until the end of the year 9999.
  static let seconds = 0...253_402_300_799

  /// The custom field by which a customer is known whatever his number.
  public static let customerIDField = "customer_id"

  public init(
    recordID: Int, chainID: Int, chainN: Int = 0, contactInfo: PhoneNumber,
    contactInfoType: ContactInfoType = .homePhone, recordType: RecordType = .general,
    recordStatus: RecordStatus = .ready, callResult: CallResult = .unknown, attempt: Int = 0,
    dialSchedTime: Date? = nil, callTime: Date? = nil, window: DailyWindow,
    agentID: String? = nil, campaign: String, list: String? = nil, treatmentsUsed: Int = 0,
    custom: [String: String] = [:]
  ) {
    self.recordID = recordID
    self.chainID = chainID
    self.chainN = chainN
    self.contactInfo = contactInfo
    self.contactInfoType = contactInfoType
    self.recordType = recordType
    self.recordStatus = recordStatus
    self.callResult = callResult
    self.attempt = attempt
    self.dialSchedTime = dialSchedTime
    self.callTime = callTime
    self.window = window
    self.agentID = agentID
    self.campaign = campaign
    self.list = list ?? campaign
    self.treatmentsUsed = treatmentsUsed
    self.custom = custom
  }
}
