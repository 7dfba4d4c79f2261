// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

extension Floor {
  static func previewConfiguration() -> CampaignConfiguration {
    var configuration = Floor.configuration()
    configuration.mode = .preview
    return configuration
  }

  /// An agent who has begun Preview; nothing is retrieved until he asks.
  static func preview(_ records: [Record] = Floor.records(3)) -> Floor {
    var floor = Floor(records, Floor.previewConfiguration())
    floor.start()
    floor.logIn("A1")
    floor.request("A1", .previewStart, [DesktopKey.campaignName: "spring"])
    return floor
  }

  /// Record 1 in the agent's hands, as attempt a1.
  static func withPreview(_ records: [Record] = Floor.records(3)) -> Floor {
    var floor = preview(records)
    floor.request("A1", .previewRecord)
    return floor
  }
}
