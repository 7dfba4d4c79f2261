// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

extension Comparison {
  /// Tables of labels and families, then every call whose verdict changed: first those that were lost.
  public func text(names: (before: String, after: String)) -> String {
    var head = ["before: \(names.before)", "after:  \(names.after)"]
    for (count, name) in [(missingBefore, names.before), (missingAfter, names.after)]
    where count > 0 {
      head.append("\(count) calls have no result in \(name) and are left out")
    }
    let parts = [head, table.lines, changedLines, [summary]].filter { !$0.isEmpty }
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var summary: String {
    "\(pairs.count) calls, \(changed.count) heard differently: \(all.gained) better, \(all.lost) worse; "
      + "p = \(Comparison.words(all.probability)) if neither were better"
  }

  private var table: TextTable {
    var table = TextTable([
      ("outcome", .left), ("calls", .right), ("before", .right), ("after", .right),
      ("better", .right), ("worse", .right), ("p", .right), ("later, s", .right),
    ])
    func cells(_ tally: Tally) -> [String] {
      [
        String(tally.calls), Proportion(tally.rightBefore, of: tally.calls).share?.percent ?? "-",
        Proportion(tally.rightAfter, of: tally.calls).share?.percent ?? "-", String(tally.gained),
        String(tally.lost), Comparison.words(tally.probability),
      ]
    }
    for outcome in Outcome.allCases {
      guard let tally = outcomes[outcome] else { continue }
      table.rows.append(
        [outcome.rawValue] + cells(tally) + [delays(of: outcome).median?.hundredths ?? "-"])
      let families = families[outcome] ?? [:]
      guard families.count > 1 else { continue }
      for (family, tally) in families.sorted(by: { $0.key < $1.key }) {
        table.rows.append(["  " + family] + cells(tally))
      }
    }
    table.rows.append(["all"] + cells(all))
    return table
  }

  private var changedLines: [String] {
    let order = changed.enumerated().sorted {
      ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset)
    }
    return order.flatMap { _, pair in
      [
        "\(pair.word): \(pair.call.file), \(pair.call.outcome.rawValue)"
          + (pair.call.family.isEmpty ? "" : " \(pair.call.family)"),
        "  before \(pair.before.words)", "  after  \(pair.after.words)",
      ]
    }
  }

  /// A probability in as many digits as matter.
  static func words(_ probability: Double) -> String {
    probability < 0.001 ? String(format: "%.0e", probability) : String(format: "%.3f", probability)
  }
}

extension Comparison.Pair {
  /// Worse, better, or neither.
  var word: String { isRight == wasRight ? "other" : isRight ? "better" : "worse" }

  fileprivate var rank: Int { isRight == wasRight ? 2 : isRight ? 1 : 0 }
}

extension Verdict {
  /// Outcome, time, confidence and reason, in a line.
  var words: String {
    let line =
      "\(outcome.rawValue) at \(decidedAt.seconds.hundredths) s, \(Int((100 * confidence).rounded())) %"
    return reason.isEmpty ? line : line + ": " + reason
  }
}

extension Comparison: Encodable {
  private enum CodingKeys: String, CodingKey {
    case calls, all, outcomes, families, changed
    case missingBefore = "missing_before"
    case missingAfter = "missing_after"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(pairs.count, forKey: .calls)
    try values.encode(missingBefore, forKey: .missingBefore)
    try values.encode(missingAfter, forKey: .missingAfter)
    try values.encode(all, forKey: .all)
    try values.encode(outcomes.byName, forKey: .outcomes)
    try values.encode(families.byName, forKey: .families)
    try values.encode(changed, forKey: .changed)
  }
}

extension Comparison.Tally: Encodable {
  private enum CodingKeys: String, CodingKey {
    case calls
    case rightBefore = "right_before"
    case rightAfter = "right_after"
    case gained = "better"
    case lost = "worse"
    case probability = "p"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(calls, forKey: .calls)
    try values.encode(rightBefore, forKey: .rightBefore)
    try values.encode(rightAfter, forKey: .rightAfter)
    try values.encode(gained, forKey: .gained)
    try values.encode(lost, forKey: .lost)
    try values.encode(probability, forKey: .probability)
  }
}

extension Comparison.Pair: Encodable {
  private enum CodingKeys: String, CodingKey { case file, label, family, change, before, after }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(call.file, forKey: .file)
    try values.encode(call.outcome, forKey: .label)
    try values.encode(call.family, forKey: .family)
    try values.encode(word, forKey: .change)
    try values.encode(BareVerdict(before), forKey: .before)
    try values.encode(BareVerdict(after), forKey: .after)
  }
}

/// A verdict as a JSON object.
struct BareVerdict: Encodable {
  private enum CodingKeys: String, CodingKey {
    case outcome, confidence, reason
    case decidedAt = "decided_at_s"
  }

  private var outcome: Outcome
  private var decidedAt: Double
  private var confidence: Double
  private var reason: String

  init(_ verdict: Verdict) {
    outcome = verdict.outcome
    decidedAt = verdict.decidedAt.roundedSeconds
    confidence = verdict.confidence.rounded(toDecimals: 3)
    reason = verdict.reason
  }
}
