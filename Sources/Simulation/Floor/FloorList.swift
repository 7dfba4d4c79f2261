// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact

/// A calling list without an end, in memory: due records again first, then new ones.
struct FloorList {
  private var due = EventQueue<Record>()
  private var lastID = 0
  private let campaign: String
  /// Records in a final status.
  private(set) var finished = 0

  init(campaign: String) { self.campaign = campaign }

  mutating func fetch(_ limit: Int, now: Date) -> FetchedChains {
    var chains: [Chain] = []
    chains.reserveCapacity(limit)
    while chains.count < limit {
      var record: Record
      if let next = due.nextTime, next <= now.timeIntervalSince1970, let entry = due.next() {
        record = entry.event
      } else {
        record = fresh()
      }
      record.recordStatus = .retrieved
      if let chain = Chain([record]) { chains.append(chain) }
    }
    return FetchedChains(chains: chains, nextDue: now)
  }

  private mutating func fresh() -> Record {
    lastID += 1
    // Nine digits behind a country code that nobody has.
    let digits = "999" + String(1_000_000_000 + lastID % 1_000_000_000).dropFirst()
    guard let number = PhoneNumber(digits) else {
      preconditionFailure("twelve digits are a number")
    }
    return Record(
      recordID: lastID, chainID: lastID, contactInfo: number,
      window: DailyWindow(from: 0, till: 86_400, timeZone: "GMT"), campaign: campaign)
  }

  mutating func take(_ record: Record) {
    if record.recordStatus.isFinal {
      finished += 1
    } else if record.recordStatus == .ready {
      due.add(record, at: record.dialSchedTime?.timeIntervalSince1970 ?? 0)
    }
  }
}
