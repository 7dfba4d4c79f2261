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
