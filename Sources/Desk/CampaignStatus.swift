// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// How far a campaign is, sent whenever something of it changes.
public struct CampaignStatus: Sendable, Hashable, Codable {
  public var campaign: String
  /// The campaign's own time when this was so.
  public var time: Date
  public var records: Int
  /// Records that are in no final status yet.
  public var unfinished: Int
  /// Attempts dialed or being dialed, those of earlier processes among them.
  public var attempts: Int
  /// Attempts that are not over, and those of them in which agent and customer speak.
  public var open = 0
  public var connected = 0
  /// How often each call result came, by its name, since this process began.
  public var results: [String: Int] = [:]
  /// Agents whose desktops are connected.
  public var agents = 0
  /// The gateway's lines; left out while it is not connected.
  public var lines: Int?
  /// The store takes nothing, and nothing is dialed until it does.
  public var isPaused = false
  /// Every record is in a final status.
  public var isFinished = false

  public init(campaign: String, time: Date, records: Int, unfinished: Int, attempts: Int) {
    self.campaign = campaign
    self.time = time
    self.records = records
    self.unfinished = unfinished
    self.attempts = attempts
  }

  enum CodingKeys: String, CodingKey {
    case campaign, time, records, unfinished, attempts, open, connected, results, agents, lines
    case isPaused = "paused"
    case isFinished = "finished"
  }
}
