// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Detection
import Foundation
import OutboundContact
import SQLiteRecords
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
  /// Share of the campaign's time in which agents talked or worked on a record after the call, 0...1.
  private(set) var occupancy = 0.0
  /// What the law counts.
  private(set) var counts = ComplianceCounts()

  var disagreements: Int { rows.count { !$0.agrees } }

  private enum CodingKeys: String, CodingKey { case rows, seconds, lines, occupancy, counts }

  init(
    _ store: SQLiteRecords, script: FarEndScript, agents: Int, seconds: Double
  ) async throws {
    self.seconds = seconds
    var records: [Record] = []
    var all: [Attempt] = []
    for campaign in try await store.campaigns() {
      records += try await store.records(campaign: campaign)
      all += try await store.attempts(campaign: campaign)
      for day in try await store.compliance(campaign: campaign, since: .distantPast) {
        counts += day.counts
      }
    }
    records.sort { $0.recordID < $1.recordID }
    let attempts = Dictionary(grouping: all, by: \.recordID)
    let busy = all.reduce(0.0) { sum, attempt in
      guard let start = attempt.connectedAt, let end = attempt.closedAt else { return sum }
      return sum + end.timeIntervalSince(start)
    }
    if let first = all.map(\.startedAt).min(), let last = all.compactMap(\.closedAt).max(),
      last > first
    {
      occupancy = busy / (Double(agents) * last.timeIntervalSince(first))
    }
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
    let abandoned =
      counts.liveAnswers == 0
      ? ""
      : String(format: ", %.1f %%", 100 * Double(counts.abandoned) / Double(counts.liveAnswers))
    lines.append(
      String(format: "agents were busy %.0f %% of their time; ", 100 * occupancy)
        + "\(counts.abandoned) of \(counts.liveAnswers) calls answered by a person were abandoned\(abandoned)"
    )
    return lines.joined(separator: "\n")
  }

  private func mark(_ text: String) -> String {
    isatty(STDOUT_FILENO) == 1 ? "\u{1B}[1;31m\(text)\u{1B}[0m" : text
  }
}
