// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Detection
import Foundation
import OutboundContact
import Simulation

/// What each far end was, what was heard, and what the database says: the end of a run.
struct RunReport: Encodable {
  struct Row: Encodable {
    var record: Int
    var farEnd: String
    var expected: String
    var heard: String
    var decidedAt: Double?
    var attempts: Int
    var callResult: String
    var status: String
    var agrees: Bool

    private enum CodingKeys: String, CodingKey {
      case record, expected, heard, attempts, status, agrees
      case farEnd = "far_end"
      case decidedAt = "decided_at_s"
      case callResult = "call_result"
    }
  }

  private(set) var rows: [Row] = []
  var seconds: Double
  /// What a card's lines have counted; nil where the lines were in memory.
  var lines: LineReport?

  var disagreements: Int { rows.count { !$0.agrees } }

  init(_ store: any RecordStore, script: FarEndScript, seconds: Double) async throws {
    self.seconds = seconds
    let records = try await store.records(campaign: RunPlan.campaign)
    let attempts = Dictionary(
      grouping: try await store.attempts(campaign: RunPlan.campaign), by: \.recordID)
    for record in records {
      let end = script[record.contactInfo.digits]
      rows.append(
        RunReport.row(record, attempts[record.recordID] ?? [], end: end))
    }
  }

  private static func row(
    _ record: Record, _ attempts: [Attempt], end: FarEndScript.Entry?
  ) -> Row {
    let dialed = attempts.filter { $0.stage != .neverDialed }
    let result = dialed.last?.result
    let expected = end?.expected
    let wanted = expected?.callResult(answered: end?.behavior.answers ?? false)
    let status = record.recordStatus
    return Row(
      record: record.recordID, farEnd: end?.name ?? "?", expected: expected?.rawValue ?? "?",
      heard: result?.outcome ?? "—", decidedAt: result?.decidedAt, attempts: dialed.count,
      callResult: "\(record.callResult.rawValue) \(record.callResult.name)",
      status: "\(status)",
      agrees: expected != nil && result?.outcome == expected?.rawValue
        && record.callResult == wanted && status.isFinal && !attempts.contains { $0.stage.isOpen })
  }

  var text: String {
    var lines = [
      "\n"
        + [
          "rec", "far end".padded(to: 36), "is".padded(to: 17), "heard".padded(to: 17), " decided",
          "tries", "call result".padded(to: 18), "status",
        ]
        .joined(separator: "  ")
    ]
    for row in rows {
      let decided = row.decidedAt.map { String(format: "%6.2f s", $0) } ?? "       —"
      let text = [
        String(format: "%3d", row.record), row.farEnd.cut(to: 36), row.expected.padded(to: 17),
        row.heard.padded(to: 17), decided, String(format: "%5d", row.attempts),
        row.callResult.cut(to: 18), row.status,
      ].joined(separator: "  ")
      lines.append(row.agrees ? text : mark(text + "  ✗ does not agree"))
    }
    let tries = rows.reduce(0) { $0 + $1.attempts }
    lines.append(
      "\n\(rows.count) records, \(tries) attempts, \(String(format: "%.1f", seconds)) s: "
        + (disagreements == 0
          ? "every far end was heard as what it was" : mark("\(disagreements) do not agree")))
    if let counted = self.lines { lines.append(counted.text) }
    return lines.joined(separator: "\n")
  }

  private func mark(_ text: String) -> String {
    isatty(STDOUT_FILENO) == 1 ? "\u{1B}[1;31m\(text)\u{1B}[0m" : text
  }
}
