// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Evaluation
import Foundation

/// The figures as tables.
extension TrainReport {
  var text: String {
    var blocks = [overview.joined(separator: "\n")]
    for part in parts where part.calls == "all" {
      blocks.append(
        "\(part.profile.rawValue), by family\n" + families(of: part.profile).joined(separator: "\n")
      )
    }
    for part in parts where part.calls == "all" {
      blocks.append(
        "\(part.profile.rawValue), all calls, by line\n"
          + TrainAxis.table(part.axes).lines.joined(separator: "\n"))
    }
    for (name, calibration) in posterior.sorted(by: { $0.key > $1.key }) {
      let error = calibration.error.map { String(format: "%.3f", $0) } ?? "-"
      blocks.append(
        "\(name): the probability of a machine, step by step, is off by \(error)"
          + " (expected calibration error, ten bins of equal count)")
    }
    return blocks.joined(separator: "\n\n")
  }

  private static let figures: [(name: String, of: @Sendable (Score) -> String)] = [
    ("live recall", { ($0.recall[.liveVoice] ?? Proportion()).summary }),
    ("machine recall", { ($0.recall[.answeringMachine] ?? Proportion()).summary }),
    ("live called machine", { $0.share(of: .liveVoice, heardAs: .answeringMachine).summary }),
    ("machine called live", { $0.share(of: .answeringMachine, heardAs: .liveVoice).summary }),
    ("music recall", { ($0.recall[.music] ?? Proportion()).summary }),
    ("live called music", { $0.share(of: .liveVoice, heardAs: .music).summary }),
    ("screener called live", { $0.share(of: .callScreener, heardAs: .liveVoice).summary }),
    ("live, s after the answer", { seconds($0, .liveVoice, .answer) }),
    ("live, s after the greeting", { seconds($0, .liveVoice, .greetingEnd) }),
    ("machine, s after its first word", { seconds($0, .answeringMachine, .greetingStart) }),
    (
      "calibration error of verdicts",
      { $0.greetingCalibration.error.map { String(format: "%.3f", $0) } ?? "-" }
    ),
  ]

  /// Medians and 95th percentiles.
  private static func seconds(_ score: Score, _ outcome: Outcome, _ clock: Score.Clock) -> String {
    guard let delays = score.latencies[outcome]?[clock], let median = delays.median,
      let late = delays[95]
    else { return "-" }
    return String(format: "%.2f, p95 %.2f", median, late)
  }

  private var overview: [String] {
    var lines: [String] = []
    for part in parts {
      if part.calls == parts.first?.calls {
        if !lines.isEmpty { lines.append("") }
        var table = TextTable(
          [(part.profile.rawValue, .left)]
            + parts.filter { $0.profile == part.profile }.map { ($0.calls, .left) })
        table.rows = TrainReport.figures.map { figure in
          [figure.name]
            + parts.filter { $0.profile == part.profile }.map { figure.of($0.score) }
        }
        lines += table.lines
      }
    }
    return lines
  }

  private func families(of profile: DecisionProfile) -> [String] {
    let scores = parts.filter { $0.profile == profile }
    var table = TextTable(
      [("", .left), ("", .left)] + scores.map { ($0.calls, .left) })
    for outcome in [Outcome.liveVoice, .answeringMachine, .callScreener, .music, .silence] {
      let names = Set(scores.flatMap { ($0.score.families[outcome] ?? [:]).keys }).sorted()
      for name in names {
        table.rows.append(
          [outcome.rawValue, name]
            + scores.map { ($0.score.families[outcome]?[name] ?? Proportion()).summary })
      }
    }
    return table.lines
  }
}

extension Proportion {
  /// As in "98.7 % (97.0 to 99.4) of 380".
  var summary: String {
    guard let share, let interval else { return "-" }
    return String(
      format: "%.1f %% (%.1f to %.1f) of %d", 100 * share, 100 * interval.lowerBound,
      100 * interval.upperBound, total)
  }
}
