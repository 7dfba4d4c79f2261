// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact

/// What supervisors are shown: an object with the name of the event under "Event" and its fields beside it.
///
///     {"Event":"LineStatus","attempt":"…","record_handle":12,"state":"ringing", …}
///     {"Event":"CampaignStatus","campaign":"spring","records":60,"unfinished":12,"finished":false, …}
public enum MonitorEvent: Sendable, Hashable {
  case line(LineStatus)
  case campaign(CampaignStatus)

  /// The name of the answer to RequestMonitorLines.
  public static let subscribed = "EventMonitorLines"

  /// Reads a line of the desktop socket; nil where it is none of these.
  public init?(line text: String) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let event = try? decoder.decode(MonitorEvent.self, from: Data(text.utf8)) else {
      return nil
    }
    self = event
  }
}

extension MonitorEvent: Codable {
  private enum Name: String, Codable {
    case line = "LineStatus"
    case campaign = "CampaignStatus"
  }

  private enum CodingKeys: String, CodingKey { case event = "Event" }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch try values.decode(Name.self, forKey: .event) {
    case .line: self = .line(try LineStatus(from: decoder))
    case .campaign: self = .campaign(try CampaignStatus(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .line(let status):
      try values.encode(Name.line, forKey: .event)
      try status.encode(to: encoder)
    case .campaign(let status):
      try values.encode(Name.campaign, forKey: .event)
      try status.encode(to: encoder)
    }
  }
}
