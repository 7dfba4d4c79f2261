// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact

/// Calls as the CSV that `earshot simulate --replay` reads (``CallRecordFit``).
struct CallRecordTable {
  let calls: [Attempt]

  init(_ calls: [Attempt]) { self.calls = calls }

  static let columns = [
    "started_at", "decided_s", "call_result", "agent", "connected_at", "released_at", "closed_at",
  ]

  var text: String {
    ([CallRecordTable.columns] + calls.map(row)).map {
      $0.map(CSVField.quoted).joined(separator: ",") + "\n"
    }.joined()
  }

  private func row(_ call: Attempt) -> [String] {
    func moment(_ date: Date?) -> String {
      date.map { String(format: "%.3f", $0.timeIntervalSince1970) } ?? ""
    }
    // As it was heard, whatever an agent made of it. Who was abandoned is a person too.
    let result = call.isAbandoned ? .abandoned : call.result?.callResult
    return [
      moment(call.startedAt), decided(call).map { String(format: "%.3f", $0) } ?? "",
      result.map { String($0.rawValue) } ?? "", call.agent ?? "", moment(call.connectedAt),
      moment(call.releasedAt), moment(call.closedAt),
    ]
  }

  /// Seconds after dialing; nil where nothing is known yet, or nothing was dialed.
  private func decided(_ call: Attempt) -> Double? {
    guard let result = call.result, call.stage != .neverDialed else { return nil }
    if let seconds = result.decidedAt { return seconds }
    let end = call.liveAt ?? (call.connectedAt == nil ? call.closedAt : nil)
    return end.map { $0.timeIntervalSince(call.startedAt) }
  }
}
