// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation

/// The figures as tables for people.
extension Score {
  public var text: String {
    let parts: [[String]] = [
      recallTable.lines, confusionTable.lines, mistakes.lines, latencyTable.lines, beeps.lines,
      falseHits.table.lines, calibrationLines,
    ]
    return parts.filter { $0.count > 1 }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  /// How many were right, in a line.
  public var summary: String { "\(right) of \(rows.count) rows right" }

  private static let longestList = 20

  /// The calls that were not heard as labelled.
  public var misses: [String] {
    let wrong = rows.filter { !$0.isRight }
    guard !wrong.isEmpty else { return [] }
    let listed = wrong.prefix(Score.longestList).map { row in
      let verdict = row.result.verdict
      return "  \(row.call.file): \(row.call.outcome.rawValue) heard as "
        + "\(verdict.outcome.rawValue): \(verdict.reason)"
    }
    let rest = wrong.count - listed.count
    return ["not as labelled:"] + listed + (rest > 0 ? ["  and \(rest) more"] : [])
  }

  private var recallTable: TextTable {
    var table = TextTable([
      ("outcome", .left), ("rows", .right), ("right", .right), ("recall", .right),
      ("95 %", .right), ("precision", .right),
    ])
    for outcome in outcomes {
      let recall = recall[outcome] ?? Proportion()
      table.rows.append(
        [outcome.rawValue] + recall.cells + [precision[outcome]?.share?.percent ?? "-"])
      let families = families[outcome] ?? [:]
      guard families.count > 1 else { continue }
      for (family, recall) in families.sorted(by: { $0.key < $1.key }) {
        table.rows.append(["  " + family] + recall.cells)
      }
    }
    return table
  }

  /// A row for each label; the columns have the numbers of the rows.
  private var confusionTable: TextTable {
    let heard = Outcome.allCases.filter { heard in
      outcomes.contains(heard) || confusion.values.contains { $0[heard] != nil }
    }
    var table = TextTable(
      [("", .right), ("labelled, heard as", .left)]
        + heard.indices.map { (String($0 + 1), .right) })
    for (number, label) in heard.enumerated() {
      let counts = confusion[label] ?? [:]
      table.rows.append(
        [String(number + 1), label.rawValue] + heard.map { counts[$0].map(String.init) ?? "." })
    }
    return table
  }

  private var mistakes: TextTable {
    var table = TextTable([
      ("person or machine", .left), ("calls", .right), ("wrong", .right), ("share", .right),
      ("95 %", .right),
    ])
    let kinds: [(String, Outcome, Outcome)] = [
      ("live called machine", .liveVoice, .answeringMachine),
      ("machine called live", .answeringMachine, .liveVoice),
      ("screener called live", .callScreener, .liveVoice),
    ]
    for (name, label, heard) in kinds where recall[label] != nil {
      table.rows.append([name] + share(of: label, heardAs: heard).cells)
    }
    return table
  }

  private var latencyTable: TextTable {
    var table = TextTable([
      ("decided after", .left), ("the", .left), ("calls", .right), ("p50", .right),
      ("p90", .right), ("p95 s", .right),
    ])
    for outcome in outcomes {
      for clock in Clock.allCases {
        guard let delays = latencies[outcome]?[clock] else { continue }
        // A machine is decided while it speaks, a signal before somebody does.
        if clock == .greetingEnd, outcome != .liveVoice { continue }
        if clock == .greetingStart, latencies[outcome]?[.signalStart] != nil { continue }
        table.rows.append(
          [outcome.rawValue, clock.words, String(delays.count)]
            + [50, 90, 95].map { delays[$0]?.hundredths ?? "-" })
      }
    }
    return table
  }

  private var calibrationLines: [String] {
    guard let all = calibration.error else { return [] }
    var line = String(format: "calibration: expected error %.3f over all verdicts", all)
    if let error = greetingCalibration.error {
      line += String(format: ", %.3f over live and machine:", error)
    }
    var table = TextTable([
      ("confidence", .left), ("calls", .right), ("mean", .right), ("right", .right),
    ])
    table.rows = greetingCalibration.bins.map { bin in
      [
        String(format: "%.3f to %.3f", bin.range.lowerBound, bin.range.upperBound),
        String(bin.count), String(format: "%.3f", bin.meanConfidence),
        String(format: "%.3f", bin.right),
      ]
    }
    return [line] + (table.rows.isEmpty ? [""] : table.lines.map { "  " + $0 })
  }
}

extension Score.Clock {
  fileprivate var words: String {
    switch self {
    case .answer: "answer"
    case .greetingStart: "greeting's start"
    case .greetingEnd: "greeting's end"
    case .signalStart: "signal's start"
    }
  }
}

extension BeepTiming {
  fileprivate var lines: [String] {
    guard found.total > 0 || falseOnes > 0 else { return [] }
    var lines: [String] = []
    if found.total > 0 {
      let milliseconds = { (seconds: Double?) in
        seconds.map { String(format: "%.0f", 1000 * $0) } ?? "-"
      }
      lines.append(
        "beeps: of \(found.total), ends within 50 ms \(found.words), within 20 ms \(foundClosely.words)"
      )
      lines.append(
        "  error of the end, ms: p50 \(milliseconds(sizes[50])), p95 \(milliseconds(sizes[95])), "
          + "bias \(milliseconds(bias))")
    } else {
      lines.append("beeps: there are none")
    }
    let rate = falsePerHour.map { String(format: ", %.2f an hour", $0) } ?? ""
    return lines + ["  false ones: \(falseOnes)\(rate)"]
  }
}

extension FalseHits {
  fileprivate var table: TextTable {
    var table = TextTable([
      ("heard where there is none", .left), ("hits", .right), ("hours", .right),
      ("an hour", .right),
    ])
    for kind in FalseHits.signals {
      guard let tally = tallies[kind] else { continue }
      table.rows.append([
        kind.rawValue, String(tally.hits), (tally.seconds / 3600).hundredths,
        tally.perHour?.hundredths ?? "-",
      ])
    }
    return table
  }
}

extension TalkOff {
  public var text: String {
    var table = TextTable([
      ("talk-off", .left), ("hours", .right), ("hits an hour", .left),
    ])
    for (material, tally) in tallies.sorted(by: { $0.key < $1.key }) {
      let hits = tally.hits.sorted { $0.key < $1.key }.map { name, count in
        "\(name) \(tally.perHour(count)?.hundredths ?? "-") (\(count))"
      }
      table.rows.append([
        material, (tally.seconds / 3600).hundredths,
        hits.isEmpty ? "none" : hits.joined(separator: ", "),
      ])
    }
    return table.lines.joined(separator: "\n")
  }
}

extension Proportion {
  /// Of how many, how many, the share and its interval.
  var cells: [String] { [String(total), String(count), share?.percent ?? "-", intervalWords] }

  var intervalWords: String {
    interval.map {
      String(format: "%.1f to %.1f", 100 * $0.lowerBound, 100 * $0.upperBound)
    } ?? "-"
  }

  /// As in "99.5 % (98.1 to 99.9)".
  var words: String { share.map { "\($0.percent) (\(intervalWords))" } ?? "-" }
}

extension Double {
  /// A share as in "99.5 %".
  var percent: String { String(format: "%.1f %%", 100 * self) }

  var hundredths: String { String(format: "%.2f", self == 0 ? 0 : self) }
}
