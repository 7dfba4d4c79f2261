// SPDX-License-Identifier: GPL-3.0-or-later

/// The columns of a calling list, by the names that Genesys gives them. Any other column is a custom field.
enum CallingListColumn: String, CaseIterable {
  case recordID = "record_id"
  case contactInfo = "contact_info"
  case contactInfoType = "contact_info_type"
  case recordType = "record_type"
  case recordStatus = "record_status"
  case callResult = "call_result"
  case attempt
  case dialSchedTime = "dial_sched_time"
  case callTime = "call_time"
  case dailyFrom = "daily_from"
  case dailyTill = "daily_till"
  /// An IANA name, where Genesys has the number of a configuration object.
  case timeZone = "tz"
  case agentID = "agent_id"
  case chainID = "chain_id"
  case chainN = "chain_n"
}

/// Where a list has its columns.
struct CallingListLayout: Sendable {
  let header: CSVHeader
  let positions: [CallingListColumn: Int]
  /// The custom fields.
  let custom: [(position: Int, name: String)]

  init(_ header: CSVHeader) {
    self.header = header
    var positions: [CallingListColumn: Int] = [:]
    var custom: [(position: Int, name: String)] = []
    for (position, name) in header.names.enumerated() {
      if let column = CallingListColumn(rawValue: name) {
        positions[column] = position
      } else {
        custom.append((position, name))
      }
    }
    self.positions = positions
    self.custom = custom
  }
}
