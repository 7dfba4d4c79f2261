// SPDX-License-Identifier: GPL-3.0-or-later
public import Desk
import Foundation

/// What dialing sessions say: an answer, which has its request's reference id, or news of a campaign, which has none.
public struct ControlEvent: Sendable, Hashable, Codable {
  public enum Message: String, Sendable, CaseIterable, Codable {
    case campaignRegistered = "EventCampaignRegistered"
    case campaignUnregistered = "EventCampaignUnregistered"
    case campaignLoaded = "EventCampaignLoaded"
    case campaignUnloaded = "EventCampaignUnloaded"
    case campaignStatus = "EventCampaignStatus"
    case dialingStarted = "EventDialingStarted"
    case dialingStopped = "EventDialingStopped"
    case dialingModeChanged = "EventDialingModeChanged"
    case error = "EventError"
  }

  public var message: Message
  public var referenceID: Int?
  public var campaign: String?
  public var dialMode: String?
  /// What over-dialing is for: "BusyFactor", "OverdialRate" or "WaitTime"; "None": as busy as the law allows.
  public var optimizeBy: String?
  /// Percent, of WaitTime seconds; nil with "None".
  public var optimizeGoal: Double?
  /// The number and the name of GroupCampaignStatus.
  public var status: GroupCampaignStatus?
  public var statusName: String?
  public var errorCode: Int?
  public var errorName: String?
  public var errorMessage: String?
  /// Counts, in EventCampaignStatus.
  public var counts: CampaignStatus?

  enum CodingKeys: String, CodingKey {
    case message = "Message"
    case referenceID = "ReferenceId"
    case campaign = "CampaignName"
    case dialMode = "DialMode"
    case optimizeBy = "OptimizeBy"
    case optimizeGoal = "OptimizeGoal"
    case status = "GroupCampaignStatus"
    case statusName = "GroupCampaignStatusName"
    case errorCode = "ErrorCode"
    case errorName = "ErrorName"
    case errorMessage = "ErrorMessage"
    case counts = "Counts"
  }

  public init(_ message: Message, referenceID: Int? = nil, campaign: String? = nil) {
    self.message = message
    self.referenceID = referenceID
    self.campaign = campaign
  }

  init(_ fault: ControlFault, referenceID: Int? = nil, campaign: String? = nil) {
    self.init(.error, referenceID: referenceID, campaign: campaign)
    errorCode = fault.error.rawValue
    errorName = fault.error.name
    errorMessage = fault.description
  }
}
