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

  public init(
    callResult: CallResult? = nil, custom: [String: String] = [:], disposition: Disposition? = nil
  ) {
    self.callResult = callResult
    self.custom = custom
    self.disposition = disposition
  }

  public var isEmpty: Bool { self == PendingUpdate() }
}

/// Whether a request concerns a record or its whole chain (Genesys' ChainAttribute).
public enum ChainScope: String, Sendable, Codable, CaseIterable {
  case recordOnly = "RecordOnly"
  case allChain = "AllChain"
}
