// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a record stands; the numbers of `record_status` in Genesys' calling lists.
public enum RecordStatus: Int, Sendable, Codable, CaseIterable {
  case noRecordStatus = 0
  /// To be dialed, from its `dial_sched_time` on.
  case ready = 1
  /// In OCS's hands.
  case retrieved = 2
  /// Done.
  case updated = 3
  /// It can never be dialed: its window does not open.
  case stale = 4
  case cancelled = 5
  case agentError = 6
  /// Done with, because another record of its chain was.
  case chainUpdated = 7
  case missedCallBack = 8
  case chainReady = 9

  /// No more will be done with the record.
  public var isFinal: Bool {
    switch self {
    case .updated, .stale, .cancelled, .agentError, .chainUpdated, .missedCallBack: true
    case .noRecordStatus, .ready, .retrieved, .chainReady: false
    }
  }
}
