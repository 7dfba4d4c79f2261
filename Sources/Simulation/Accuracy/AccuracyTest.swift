// SPDX-License-Identifier: GPL-3.0-or-later
import Evaluation

/// A named set of trials and the rows of the table that they fill.
public struct AccuracyTest: Sendable {
  /// One word, by which it is chosen.
  public var name: String
  public var rows: [AccuracyRow]
  public var trials: [AccuracyTrial]

  /// The figures of all rows, from the result of every trial in order.
  public func figures(_ results: [AccuracyTrial.Result]) -> [AccuracyFigure] {
    rows.indices.map { row in
      let own = zip(trials, results).filter { $0.0.rows.contains(row) }
      return AccuracyFigure(
        test: name, row: rows[row],
        outcomes: own.map { (place: $0.0.place ?? 0, isRight: $0.1.isRight) })
    }
  }
}

/// One line of the table: what is measured, within which band, and what is asked of it.
public struct AccuracyRow: Sendable, Hashable {
  public var what: String
  /// The conditions.
  public var band: String
  public var requirement: Requirement

  init(_ what: String, _ band: String, _ requirement: Requirement) {
    self.what = what
    self.band = band
    self.requirement = requirement
  }

  public enum Requirement: Sendable, Hashable {
    /// This share of the trials, 0...1, is right.
    case share(Double)
    /// Every trial is right up to this place on the row's axis, from its lowest; the unit is for people.
    case reach(Double, unit: String)
    /// The same from the highest place down.
    case descent(Double, unit: String)
    /// Nothing is asked: the share is measured.
    case measured
  }
}

/// What was measured of a row.
public struct AccuracyFigure: Sendable, Hashable {
  public var test: String
  public var row: AccuracyRow
  /// Trials, and those that were right.
  public var count: Int
  public var right: Int
  /// How far every trial was right, where the row asks that; nil where not even the first was.
  public var extent: Double?

  init(test: String, row: AccuracyRow, outcomes: [(place: Double, isRight: Bool)]) {
    self.test = test
    self.row = row
    count = outcomes.count
    right = outcomes.count { $0.isRight }
    let wrong = outcomes.lazy.filter { !$0.isRight }.map(\.place)
    let places = outcomes.map(\.place)
    switch row.requirement {
    case .share, .measured: extent = nil
    case .reach:
      let limit = wrong.min() ?? .infinity
      extent = places.filter { $0 < limit }.max()
    case .descent:
      let limit = wrong.max() ?? -.infinity
      extent = places.filter { $0 > limit }.min()
    }
  }

  /// 0...1; 0 where there were no trials.
  public var share: Double { count == 0 ? 0 : Double(right) / Double(count) }

  public var passes: Bool {
    switch row.requirement {
    case .share(let least): count > 0 && share >= least
    case .reach(let least, _): (extent ?? -.infinity) >= least
    case .descent(let most, _): (extent ?? .infinity) <= most
    case .measured: true
    }
  }

  /// The share's 95 % interval; all that there is where there were no trials.
  public var interval: ClosedRange<Double> {
    Proportion(right, of: count).interval ?? 0...1
  }
}
