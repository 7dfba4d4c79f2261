// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Evaluation
import Foundation
import Plot

/// All the evidence in one recording: what `earshot classify --explain` prints.
struct ExplainedCall {
  var classification: Classification
  var trace: CallTrace

  /// A line of the timeline.
  enum Entry {
    case report(CallTrace.Report)
    case run(Observation.Tone)

    var start: SampleTime {
      switch self {
      case .report(let report): report.event.at
      case .run(let run): run.start
      }
    }
  }

  /// By where they start; where two start together, the run before what it was taken for.
  var timeline: [Entry] {
    let entries = trace.runs.map(Entry.run) + trace.reports.map(Entry.report)
    return entries.enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
  }

  /// The verdict, when it fell and why.
  var sentence: String {
    let verdict = classification.verdict
    var words = "\(verdict.outcome.rawValue), "
    words += "\(Int((100 * verdict.confidence).rounded())) % sure, "
    words += "\(verdict.decidedAt.seconds.inText) s from the start"
    if let answer = verdict.answeredAt {
      let since = Double(verdict.decidedAt - answer) / Double(SampleTime.rate)
      words += " and \(since.inText) s after the answer"
      words += trace.isAnswerSignalled ? "" : ", which was inferred"
    }
    return words + ": " + circumstances + verdict.reason + "."
  }

  /// Of a person or a machine: whether there was a beep before the verdict, and how steady the line's noise was since the
  /// answer.
  private var circumstances: String {
    let verdict = classification.verdict
    guard [.liveVoice, .answeringMachine].contains(verdict.outcome) else { return "" }
    let beep = trace.reports.last {
      $0.event.kind == .beep && $0.knownAt <= verdict.decidedAt
    }
    var words = beep.map { "a beep at \($0.event.at.seconds.inText) s; " } ?? "no beep; "
    let floors = trace.frames.dropFirst(ExplainedCall.notFull)
      .filter { $0.center >= verdict.answeredAt ?? .zero && $0.center <= verdict.decidedAt }
      .map(\.floor.dBm0)
    guard let least = floors.min(), let most = floors.max() else { return words }
    words +=
      most - least < ExplainedCall.steady
      ? String(format: "noise floor steady at %.0f dBm0; ", (least + most) / 2)
      : String(format: "noise floor from %.0f to %.0f dBm0; ", least, most)
    return words
  }

  /// Frames at the start whose window is not full yet.
  private static let notFull = 3
  /// dB within which a noise floor is steady: as far as it wanders on an even line.
  private static let steady = 3.0

  /// The least and the greatest noise floor, once it is known.
  var floor: (least: Level, most: Level)? {
    let floors = trace.frames.dropFirst(ExplainedCall.notFull).map(\.floor)
    guard let least = floors.min(), let most = floors.max() else { return nil }
    return (least, most)
  }
}

extension ExplainedCall: Encodable {
  private enum CodingKeys: String, CodingKey {
    case duration = "duration_s"
    case isAnswerSignalled = "answer_signalled"
    case floor = "noise_floor_dbm0"
    case runs
  }

  func encode(to encoder: any Encoder) throws {
    var result = encoder.container(keyedBy: Classification.CodingKeys.self)
    try classification.encodeVerdict(to: &result)
    try result.encode(
      trace.reports.map { ExplainedReport(report: $0, trace: trace) }, forKey: .events)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(trace.duration.rounded(toDecimals: 3), forKey: .duration)
    try values.encode(trace.isAnswerSignalled, forKey: .isAnswerSignalled)
    if let floor {
      try values.encode(
        [floor.least, floor.most].map { $0.dBm0.rounded(toDecimals: 1) }, forKey: .floor)
    }
    try values.encode(trace.runs.map(ExplainedRun.init), forKey: .runs)
  }
}

/// An event, with when it was known and, for speech, how loud it was.
private struct ExplainedReport: Encodable {
  var report: CallTrace.Report
  var trace: CallTrace

  private enum CodingKeys: String, CodingKey {
    case knownAt = "known_at_s"
    case level = "level_dbm0"
    case floor = "noise_floor_dbm0"
  }

  func encode(to encoder: any Encoder) throws {
    try report.event.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(report.knownAt.seconds.rounded(toDecimals: 3), forKey: .knownAt)
    if let speech = trace.loudness(of: report.event) {
      try values.encode(speech.signal.dBm0.rounded(toDecimals: 1), forKey: .level)
      try values.encode(speech.floor.dBm0.rounded(toDecimals: 1), forKey: .floor)
    }
  }
}

/// A run that was followed.
private struct ExplainedRun: Encodable {
  var run: Observation.Tone

  private enum CodingKeys: String, CodingKey {
    case start = "at_s"
    case end = "end_s"
    case frequencies = "frequencies_hz"
    case level = "level_dbm0"
    case purity, dips
    case jitter = "jitter_hz"
    case unsteadiness = "level_spread_db"
    case isSteady = "passed"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(run.start.seconds.rounded(toDecimals: 3), forKey: .start)
    try values.encode(run.end.seconds.rounded(toDecimals: 3), forKey: .end)
    try values.encode(
      run.frequencies.map { Double($0).rounded(toDecimals: 1) }, forKey: .frequencies)
    try values.encode(run.level.dBm0.rounded(toDecimals: 1), forKey: .level)
    try values.encode(Double(run.purity).rounded(toDecimals: 3), forKey: .purity)
    try values.encode(Double(run.jitter).rounded(toDecimals: 1), forKey: .jitter)
    try values.encode(Double(run.unsteadiness).rounded(toDecimals: 1), forKey: .unsteadiness)
    try values.encode(Double(run.dips).rounded(toDecimals: 2), forKey: .dips)
    try values.encode(run.isSteady, forKey: .isSteady)
  }
}

extension CallTrace {
  /// Level of a stretch of speech, and of the line's noise in it; nil for other events.
  func loudness(of event: CallEvent) -> (signal: Level, floor: Level)? {
    guard event.kind == .speech, let end = event.end else { return nil }
    return level(from: event.at, to: end)
  }
}
