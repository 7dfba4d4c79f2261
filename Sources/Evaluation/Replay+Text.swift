// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

extension Replay {
  /// Verdicts before and now, every call that changes with both reasons, and how the labels see it.
  public var text: String {
    var head = ["before: \(before)", "now:    \(now)"]
    if unknown > 0 {
      head.append("\(unknown) recordings have no result from before and are left out")
    }
    let parts = [
      head, table.lines, changedLines,
      comparisonLines, [summary],
    ]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  private var summary: String {
    "\(changed.count) of \(rows.count) calls are decided differently, "
      + "\(rows.count { !$0.isChanged && $0.delay > 0 }) of the others later, "
      + "\(rows.count { !$0.isChanged && $0.delay < 0 }) sooner"
  }

  private var table: TextTable {
    var table = TextTable([
      ("verdict", .left), ("before", .right), ("now", .right), ("kept", .right),
      ("later, s: p50", .right), ("p90", .right), ("mean", .right),
    ])
    for outcome in Outcome.allCases {
      guard let count = counts[outcome] else { continue }
      let delays = delays(of: outcome)
      table.rows.append(
        [outcome.rawValue, String(count.before), String(count.now), String(delays.count)]
          + [delays[50], delays[90], delays.mean].map { $0?.hundredths ?? "-" })
    }
    return table
  }

  private var changedLines: [String] {
    changed.flatMap { row in
      let label = row.label.map { $0.isScored ? ", labelled \($0.outcome.rawValue)" : "" } ?? ""
      return [
        row.file + label, "  before \(row.before.words)", "  now    \(row.now.words)",
      ]
    }
  }

  private var comparisonLines: [String] {
    guard let comparison else { return [] }
    let all = comparison.all
    return [
      "of \(all.calls) labelled calls \(all.rightBefore) were right and \(all.rightAfter) are: "
        + "\(all.gained) better, \(all.lost) worse; p = \(Comparison.words(all.probability)) if neither were better"
    ]
  }
}

extension Replay: Encodable {
  private enum CodingKeys: String, CodingKey {
    case before, now, calls, verdicts, changed, labelled
    case unknown = "without_result_before"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(before, forKey: .before)
    try values.encode(now, forKey: .now)
    try values.encode(rows.count, forKey: .calls)
    try values.encode(unknown, forKey: .unknown)
    var verdicts: [Outcome: Count] = [:]
    for (outcome, count) in counts {
      verdicts[outcome] = Count(
        before: count.before, now: count.now, later: delays(of: outcome))
    }
    try values.encode(verdicts.byName, forKey: .verdicts)
    try values.encode(changed, forKey: .changed)
    try values.encodeIfPresent(comparison?.all, forKey: .labelled)
  }

  private struct Count: Encodable {
    var before: Int
    var now: Int
    /// Of those that stay.
    var later: Percentiles
  }
}

extension Replay.Row: Encodable {
  private enum CodingKeys: String, CodingKey { case file, label, before, now }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(file, forKey: .file)
    try values.encodeIfPresent(label?.outcome, forKey: .label)
    try values.encode(BareVerdict(before), forKey: .before)
    try values.encode(BareVerdict(now), forKey: .now)
  }
}
