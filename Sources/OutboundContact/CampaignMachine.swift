// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// A campaign in progressive mode as a pure state machine: events in, transitions and effects out, no clock.
public struct CampaignMachine: Sendable {
  public let configuration: CampaignConfiguration

  /// `makeID` makes the attempts' GUIDs.
  public init(
    configuration: CampaignConfiguration,
    makeID: @escaping @Sendable () -> String = { UUID().uuidString }
  ) {
    self.configuration = configuration
  }

  /// Takes an event, `now` being the campaign's time.
  public mutating func handle(_ event: CampaignEvent, now: Date) -> CampaignStep {
    CampaignStep()
  }
}
