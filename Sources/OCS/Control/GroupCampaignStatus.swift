// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a dialing session stands; Genesys' numbers.
public enum GroupCampaignStatus: Int, Sendable, Codable, CaseIterable {
  case unknown = -1
  case notLoaded = 0
  /// It will be unloaded when its calls are over.
  case waitingUnload = 1
  case unloadInProgress = 2
  case inactive = 3
  /// Loaded: agents may log in, calls that an earlier process left are settled, nothing is dialed.
  case active = 4
  case running = 5

  public var name: String {
    switch self {
    case .unknown: "Unknown"
    case .notLoaded: "NotLoaded"
    case .waitingUnload: "WaitingUnload"
    case .unloadInProgress: "UnloadInProgress"
    case .inactive: "InActive"
    case .active: "Active"
    case .running: "Running"
    }
  }
}
