// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// How many rows of a labelled set were right, by outcome, and which were not.
struct EvaluationSummary {
  private struct Tally {
    var rows = 0
    var right = 0
    var heardAs: [String: Int] = [:]
    var delays: [Double] = []
  }

  private var tallies: [String: Tally] = [:]
  private var order: [String] = []
  private(set) var rows = 0
  private(set) var wrong = 0
  private var unreadable = 0
  private var misses: [String] = []
  private static let longestList = 20

  mutating func add(_ call: LabelledCall, _ result: Classification) {
    guard call.isScored else { return }
    let verdict = result.verdict
    let isRight = call.accepts(verdict.outcome)
    if tallies[call.outcome] == nil { order.append(call.outcome) }
    var tally = tallies[call.outcome] ?? Tally()
    tally.rows += 1
    tally.heardAs[verdict.outcome.rawValue, default: 0] += 1
    if isRight {
      tally.right += 1
      tally.delays.append(verdict.decidedAt.seconds - (call.answeredAt ?? 0))
    } else {
      wrong += 1
      misses.append(
        "  \(call.file): \(call.outcome) heard as \(verdict.outcome.rawValue): \(verdict.reason)")
    }
    rows += 1
    tallies[call.outcome] = tally
  }

  mutating func addUnreadable(_ call: LabelledCall) { unreadable += 1 }

  var text: String {
    var lines = [
      "outcome".padded(to: 18)
        + "   rows  right   recall   decided (s from the answer, or the start)  heard as"
    ]
    for outcome in order.sorted() {
      guard let tally = tallies[outcome] else { continue }
      let delays = tally.delays.sorted()
      let median = delays.isEmpty ? "     -" : String(format: "%6.2f", delays[delays.count / 2])
      let heard = tally.heardAs.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
      lines.append(
        outcome.padded(to: 18)
          + String(
            format: "%7d%7d  %6.1f %%", tally.rows, tally.right,
            100 * Double(tally.right) / Double(tally.rows))
          + "   median \(median)".padded(to: 44) + heard.joined(separator: ", "))
    }
    if !misses.isEmpty {
      lines.append("not as labelled:")
      lines += misses.prefix(EvaluationSummary.longestList)
      if misses.count > EvaluationSummary.longestList {
        lines.append("  and \(misses.count - EvaluationSummary.longestList) more")
      }
    }
    var total = "\(rows - wrong) of \(rows) rows right"
    if unreadable > 0 { total += ", \(unreadable) files could not be read" }
    lines.append(total)
    return lines.joined(separator: "\n")
  }
}
