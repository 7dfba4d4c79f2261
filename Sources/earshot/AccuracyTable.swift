// SPDX-License-Identifier: GPL-3.0-or-later
import Evaluation
import Foundation
import Simulation

/// Figures of accuracy, for people and for machines.
enum AccuracyTable {
  static func text(_ figures: [AccuracyFigure]) -> String {
    var table = TextTable(
      ["what", "band", "asked", "measured", "n", "95 %", ""].map { ($0, .left) })
    table.rows = figures.map { figure in
      [
        figure.row.what, figure.row.band, figure.row.requirement.words, figure.words,
        "\(figure.count)",
        figure.extentUnit == nil
          ? String(
            format: "%.1f-%.1f", 100 * figure.interval.lowerBound,
            100 * figure.interval.upperBound) : "",
        figure.passes ? figure.row.requirement == .measured ? "" : "ok" : "FAIL",
      ]
    }
    let failed = figures.count { !$0.passes }
    return (table.lines + ["\(figures.count) figures, \(failed) short of what is asked"])
      .joined(separator: "\n")
  }

  static func json(_ figures: [AccuracyFigure]) throws -> String {
    try figures.map(Line.init).jsonPage
  }

  private struct Line: Encodable {
    var test: String
    var what: String
    var band: String
    var asked: String
    var trials: Int
    var right: Int
    var share: Double
    /// Wilson's, 95 %.
    var least: Double
    var most: Double
    /// In the unit of what is asked.
    var extent: Double?
    var ok: Bool

    init(_ figure: AccuracyFigure) {
      test = figure.test
      what = figure.row.what
      band = figure.row.band
      asked = figure.row.requirement.words
      trials = figure.count
      right = figure.right
      share = figure.share
      least = figure.interval.lowerBound
      most = figure.interval.upperBound
      extent = figure.extent
      ok = figure.passes
    }
  }
}

extension AccuracyRow.Requirement {
  fileprivate var words: String {
    switch self {
    case .share(let least): String(format: ">= %g %%", 100 * least)
    case .reach(let least, let unit): String(format: ">= %g ", least) + unit
    case .descent(let most, let unit): String(format: "<= %g ", most) + unit
    case .measured: "-"
    }
  }
}

extension AccuracyFigure {
  /// Nil for shares.
  fileprivate var extentUnit: String? {
    switch row.requirement {
    case .share, .measured: nil
    case .reach(_, let unit), .descent(_, let unit): unit
    }
  }

  fileprivate var words: String {
    guard let unit = extentUnit else { return String(format: "%.2f %%", 100 * share) }
    return extent.map { String(format: "%g ", $0) + unit } ?? "none"
  }
}
