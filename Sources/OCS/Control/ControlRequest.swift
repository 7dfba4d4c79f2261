// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// What a supervisor asks of dialing sessions: a line of JSON, its names those of Genesys' campaign control.
///
///     {"Message": "RequestLoadCampaign", "ReferenceId": 1, "CampaignName": "autumn"}
public struct ControlRequest: Sendable, Hashable, Codable {
  public enum Message: String, Sendable, CaseIterable, Codable {
    /// First on a connection, with the token.
    case registerCampaign = "RequestRegisterCampaign"
    case unregisterCampaign = "RequestUnregisterCampaign"
    case loadCampaign = "RequestLoadCampaign"
    case unloadCampaign = "RequestUnloadCampaign"
    case forceUnloadCampaign = "RequestForceUnloadCampaign"
    case getCampaignStatus = "RequestGetCampaignStatus"
    case startDialing = "RequestStartDialing"
    case stopDialing = "RequestStopDialing"
    case setDialingMode = "RequestSetDialingMode"
  }

  public var message: Message
  /// Echoed.
  public var referenceID: Int?
  public var campaign: String?
  public var token: String?
  /// "Progressive", "Predictive", …
  public var dialMode: String?
  /// "BusyFactor", "OverdialRate" or "WaitTime"; "None": as busy as the law allows. Or CfgOptimizationMethod's number.
  public var optimizeBy: String?
  /// Percent, of WaitTime seconds.
  public var optimizeGoal: Double?

  enum CodingKeys: String, CodingKey {
    case message = "Message"
    case referenceID = "ReferenceId"
    case campaign = "CampaignName"
    case token = "Token"
    case dialMode = "DialMode"
    case optimizeBy = "OptimizeBy"
    case optimizeGoal = "OptimizeGoal"
  }

  public init(
    _ message: Message, referenceID: Int? = nil, campaign: String? = nil, token: String? = nil,
    dialMode: String? = nil, optimizeBy: String? = nil, optimizeGoal: Double? = nil
  ) {
    self.message = message
    self.referenceID = referenceID
    self.campaign = campaign
    self.token = token
    self.dialMode = dialMode
    self.optimizeBy = optimizeBy
    self.optimizeGoal = optimizeGoal
  }

  /// Numbers may come as text.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: CodingKeys.self)
    message = try keys.decode(Message.self, forKey: .message)
    func number(_ key: CodingKeys) throws -> Double? {
      guard keys.contains(key) else { return nil }
      if let text = try? keys.decode(String.self, forKey: key) {
        guard let number = Double(text) else {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: keys, debugDescription: "\(key.rawValue) is a number")
        }
        return number
      }
      return try keys.decode(Double.self, forKey: key)
    }
    referenceID = try number(.referenceID).flatMap { Int(exactly: $0) }
    campaign = try keys.decodeIfPresent(String.self, forKey: .campaign)
    token = try keys.decodeIfPresent(String.self, forKey: .token)
    dialMode = try keys.decodeIfPresent(String.self, forKey: .dialMode)
    optimizeBy = try keys.decodeIfPresent(String.self, forKey: .optimizeBy)
    optimizeGoal = try number(.optimizeGoal)
  }
}
