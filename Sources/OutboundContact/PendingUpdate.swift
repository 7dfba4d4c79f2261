// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation

/// An agent's acknowledged updates of the record in his hands. They are durable with the attempt, and reach the
/// calling list only by the final update.
public struct PendingUpdate: Sendable, Hashable, Codable {
  /// What is to become of the record besides its results.
  public enum Disposition: Sendable, Hashable, Codable {
    case callBack(at: Date, personal: Bool)
    case doNotCall(ChainScope)
    case cancel(ChainScope)
  }

  public var callResult: CallResult?
  public var custom: [String: String]
  public var disposition: Disposition?
  /// Records of the chain that the agent has had before this one, and is done with.
  public var left: [LeftRecord]

  public init(
    callResult: CallResult? = nil, custom: [String: String] = [:], disposition: Disposition? = nil,
    left: [LeftRecord] = []
  ) {
    self.callResult = callResult
    self.custom = custom
    self.disposition = disposition
    self.left = left
  }

  enum CodingKeys: String, CodingKey { case callResult, custom, disposition, left }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      callResult: try values.decodeIfPresent(CallResult.self, forKey: .callResult),
      custom: try values.decodeIfPresent([String: String].self, forKey: .custom) ?? [:],
      disposition: try values.decodeIfPresent(Disposition.self, forKey: .disposition),
      left: try values.decodeIfPresent([LeftRecord].self, forKey: .left) ?? [])
  }

  public var isEmpty: Bool { self == PendingUpdate() }
}

/// Whether a request concerns a record or its whole chain (Genesys' ChainAttribute).
public enum ChainScope: String, Sendable, Codable, CaseIterable {
  case recordOnly = "RecordOnly"
  case allChain = "AllChain"
}

/// What an agent has said of a record from which he went on to another of its chain; it reaches the calling list with
/// the final update of that one.
public struct LeftRecord: Sendable, Hashable, Codable {
  public var recordID: Int
  public var callResult: CallResult?
  public var custom: [String: String]
  public var disposition: PendingUpdate.Disposition?
  /// nil: it was not called.
  public var calledAt: Date?

  public init(
    recordID: Int, callResult: CallResult? = nil, custom: [String: String] = [:],
    disposition: PendingUpdate.Disposition? = nil, calledAt: Date? = nil
  ) {
    self.recordID = recordID
    self.callResult = callResult
    self.custom = custom
    self.disposition = disposition
    self.calledAt = calledAt
  }
}
