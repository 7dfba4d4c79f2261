// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a request is refused: Genesys' names. Their numbers are not public; these count them in their order.
public enum ControlError: Int, Sendable, CaseIterable {
  case noError = 0
  case serverConnectionError
  case registrationError
  case campaignNotFound
  case campaignNotLoaded
  case campaignAlreadyLoaded
  case campaignNotStarted
  case campaignAlreadyStarted
  case groupNotFound
  case campaignGroupNotFound
  case invalidParameter
  case invalidCampaignMode
  case invalidCampaignSchedule
  case campaignScheduleNotFound
  case invalidCampaignScheduleMode
  case licenseViolation
  case partOfSequence
  case wrongConfiguration

  public var name: String {
    let name = "\(self)"
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}

/// A request that is refused, and what helps.
public struct ControlFault: Error, Sendable, Hashable, CustomStringConvertible {
  public var error: ControlError
  public var description: String

  init(_ error: ControlError, _ description: String) {
    self.error = error
    self.description = description
  }
}
