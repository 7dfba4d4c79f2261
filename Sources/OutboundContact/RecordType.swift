// SPDX-License-Identifier: GPL-3.0-or-later

/// What kind of call a record asks for; the numbers of `record_type` in Genesys' calling lists.
public enum RecordType: Int, Sendable, Codable, CaseIterable {
  case noRecordType = 0
  case unknown = 1
  case general = 2
  /// Postponed by a treatment.
  case campaignRescheduled = 3
  case personalRescheduled = 4
  /// The customer chose the time and this agent.
  case personalCallBack = 5
  /// The customer chose the time; any agent.
  case campaignCallBack = 6
  /// Not to be called.
  case noCall = 7
}
