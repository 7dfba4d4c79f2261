// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Detection

/// How well labelled calls were heard.
///
/// A call is right where its label accepts the verdict (``LabelledCall/accepts(_:)``); then it counts as the label's in
/// the precision. Latencies are those of all calls of a label that were decided, rightly or not. Families that are
/// known to be doubtful are left out.
public struct Score: Sendable {
  /// A call, what it was heard as, and its length in seconds.
  public struct Row: Sendable {
    public var call: LabelledCall
    public var result: Classification
    public var duration: Double

    public init(call: LabelledCall, result: Classification, duration: Double = 0) {
      self.call = call
      self.result = result
      self.duration = duration
    }

    public var isRight: Bool { call.accepts(result.verdict.outcome) }
  }

  /// What the time of a decision is counted from.
  public enum Clock: String, Sendable, CaseIterable {
    case answer
    case greetingStart = "greeting_start"
    case greetingEnd = "greeting_end"
    case signalStart = "signal_start"
  }

  /// The rows that were scored.
  public private(set) var rows: [Row] = []
  /// By label, then by what was heard.
  public private(set) var confusion: [Outcome: [Outcome: Int]] = [:]
  public private(set) var recall: [Outcome: Proportion] = [:]
  public private(set) var precision: [Outcome: Proportion] = [:]
  /// Recall by label, then by family.
  public private(set) var families: [Outcome: [String: Proportion]] = [:]
  public private(set) var latencies: [Outcome: [Clock: Percentiles]] = [:]
  public private(set) var beeps = BeepTiming()
  public private(set) var falseHits = FalseHits()
  /// Of all verdicts, and of those on people and machines alone.
  public private(set) var calibration = Calibration([])
  public private(set) var greetingCalibration = Calibration([])

  public init(_ rows: [Row]) {
    self.rows = rows.filter(\.call.isScored)
    var delays: [Outcome: [Clock: [Double]]] = [:]
    for row in self.rows {
      let (label, heard) = (row.call.outcome, row.result.verdict.outcome)
      confusion[label, default: [:]][heard, default: 0] += 1
      recall[label, default: Proportion()].add(row.isRight)
      precision[row.isRight ? label : heard, default: Proportion()].add(row.isRight)
      families[label, default: [:]][row.call.family, default: Proportion()].add(row.isRight)
      for (clock, delay) in row.delays {
        delays[label, default: [:]][clock, default: []].append(delay)
      }
      beeps.add(row)
      falseHits.add(row)
    }
    latencies = delays.mapValues { $0.mapValues(Percentiles.init) }
    let verdicts = self.rows.filter { $0.result.verdict.outcome != .unknown }
    func calibration(_ rows: [Row]) -> Calibration {
      Calibration(rows.map { ($0.result.verdict.confidence, $0.isRight) })
    }
    self.calibration = calibration(verdicts)
    greetingCalibration = calibration(
      verdicts.filter { [.liveVoice, .answeringMachine].contains($0.call.outcome) })
  }

  /// Seconds of all recordings.
  public var duration: Double { rows.reduce(0) { $0 + $1.duration } }
  public var right: Int { rows.count { $0.isRight } }

  /// How many of the calls of one label were heard as another.
  public func share(of label: Outcome, heardAs heard: Outcome) -> Proportion {
    Proportion(confusion[label]?[heard] ?? 0, of: recall[label]?.total ?? 0)
  }

  /// Those that were labelled or heard, in the order of ``Outcome``.
  public var outcomes: [Outcome] {
    Outcome.allCases.filter { recall[$0] != nil || (precision[$0] != nil && $0 != .unknown) }
  }
}

extension Score.Row {
  /// Seconds from each moment that is known to the decision; none where there was no decision.
  fileprivate var delays: [(clock: Score.Clock, delay: Double)] {
    let verdict = result.verdict
    guard verdict.outcome != .unknown else { return [] }
    let moments: [(Score.Clock, Double?)] = [
      (.answer, call.answeredAt), (.greetingStart, call.greetingStart),
      (.greetingEnd, call.greetingEnd), (.signalStart, call.signalStart),
    ]
    return moments.compactMap { clock, moment in
      moment.map { (clock, verdict.decidedAt.seconds - $0) }
    }
  }
}
