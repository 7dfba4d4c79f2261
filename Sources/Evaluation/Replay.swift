// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Detection
import Foundation

/// A folder of recorded calls, decided anew: how verdicts and their times change with the settings.
public struct Replay: Sendable {
  /// A recording, what it was heard as before and what now; with its label, where it has one.
  public struct Row: Sendable {
    public var file: String
    public var before: Verdict
    public var now: Verdict
    public var label: LabelledCall?

    public init(file: String, before: Verdict, now: Verdict, label: LabelledCall? = nil) {
      self.file = file
      self.before = before
      self.now = now
      self.label = label
    }

    public var isChanged: Bool { before.outcome != now.outcome }
    /// By how much later it is decided now, s.
    public var delay: Double { now.decidedAt.seconds - before.decidedAt.seconds }
  }

  /// What is before and what is now: the name of a profile, costs, or a file of results.
  public let before: String
  public let now: String
  public private(set) var rows: [Row] = []
  /// Recordings of which nothing is known from before.
  public private(set) var unknown = 0

  public init(before: String, now: String) {
    self.before = before
    self.now = now
  }

  /// `row` is nil for a recording of which nothing is known from before.
  public mutating func add(_ row: Row?) {
    if let row { rows.append(row) } else { unknown += 1 }
  }

  public var changed: [Row] { rows.filter(\.isChanged) }

  /// How many verdicts of each kind there were and are.
  public var counts: [Outcome: (before: Int, now: Int)] {
    var counts: [Outcome: (before: Int, now: Int)] = [:]
    for row in rows {
      counts[row.before.outcome, default: (0, 0)].before += 1
      counts[row.now.outcome, default: (0, 0)].now += 1
    }
    return counts
  }

  /// By how much later, s, verdicts of a kind fall that stay what they were.
  public func delays(of outcome: Outcome) -> Percentiles {
    Percentiles(rows.filter { !$0.isChanged && $0.now.outcome == outcome }.map(\.delay))
  }

  /// Against the labels, where there are any.
  public var comparison: Comparison? {
    let labelled = rows.filter { $0.label?.isScored == true }
    guard !labelled.isEmpty else { return nil }
    func results(_ verdict: (Row) -> Verdict) -> Results {
      Results(labelled.map { Classification(file: $0.file, verdict: verdict($0)) })
    }
    return Comparison(
      labelled.compactMap { row in
        var call = row.label
        call?.file = row.file
        return call
      }, before: results(\.before), after: results(\.now))
  }
}
