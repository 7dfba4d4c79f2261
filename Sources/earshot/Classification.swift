// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Plot

/// What one recording turned out to be: a line of `earshot classify`.
struct Classification: Encodable {
  /// What is known of a recording beforehand.
  struct Hints {
    var country: String?
    /// Where the line signalled the answer, s; nil where it did not.
    var answeredAt: Double?
    var supervision = AnalyzerSettings.Supervision.unknown
    var channel: Int?
    var headerless: Recording.Headerless?
    var profile = DecisionProfile.balanced

    var settings: AnalyzerSettings {
      AnalyzerSettings(country: country, supervision: supervision, profile: profile)
    }
    var answer: SampleTime? { answeredAt.map(SampleTime.init(seconds:)) }
  }

  var file: String
  var verdict: Verdict
  var events: [CallEvent]

  init(file: String, verdict: Verdict, events: [CallEvent]) {
    self.file = file
    self.verdict = verdict
    self.events = events
  }

  /// Reads and hears the recording at `path`.
  init(path: String, hints: Hints) throws(RecordingError) {
    self.init(file: path, recording: try Recording(path, hints), hints: hints)
  }

  init(file: String, recording: Recording, hints: Hints) {
    var analyzer = CallProgressAnalyzer(settings: hints.settings)
    var events: [CallEvent] = []
    let samples = recording.samples
    let answer = hints.answer.map { Int($0.samples) }
    let before = min(max(0, answer ?? 0), samples.count)
    analyzer.consume(samples.span.extracting(..<before), into: &events)
    if let answer, answer <= samples.count { analyzer.answered(into: &events) }
    analyzer.consume(samples.span.extracting(before...), into: &events)
    analyzer.finish(into: &events)
    self.init(
      file: file, verdict: analyzer.verdict, events: events, answeredAt: analyzer.answeredAt,
      end: analyzer.position)
  }

  /// What a trace of the recording came to.
  init(file: String, trace: CallTrace) {
    self.init(
      file: file, verdict: trace.verdict, events: trace.reports.map(\.event),
      answeredAt: trace.answeredAt, end: SampleTime(samples: Int64(trace.samples.count)))
  }

  private init(
    file: String, verdict: Verdict?, events: [CallEvent], answeredAt: SampleTime?, end: SampleTime
  ) {
    let undecided = Verdict(
      outcome: .unknown, decidedAt: end, answeredAt: answeredAt, confidence: 0, reason: "undecided")
    self.init(file: file, verdict: verdict ?? undecided, events: events)
  }

  var callResult: CallResult {
    verdict.outcome.callResult(answered: verdict.answeredAt != nil)
  }

  enum CodingKeys: String, CodingKey {
    case file, outcome, confidence, events
    case decidedAt = "decided_at_s"
    case answeredAt = "answered_at_s"
    case callResult = "call_result"
    case callResultCode = "call_result_code"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try encodeVerdict(to: &values)
    try values.encode(events, forKey: .events)
  }

  /// All but the events.
  func encodeVerdict(to values: inout KeyedEncodingContainer<CodingKeys>) throws {
    try values.encode(file, forKey: .file)
    try values.encode(verdict.outcome, forKey: .outcome)
    try values.encode(verdict.decidedAt.seconds.rounded(toDecimals: 3), forKey: .decidedAt)
    if let answeredAt = verdict.answeredAt {
      try values.encode(answeredAt.seconds.rounded(toDecimals: 3), forKey: .answeredAt)
    } else {
      try values.encodeNil(forKey: .answeredAt)
    }
    try values.encode(verdict.confidence.rounded(toDecimals: 3), forKey: .confidence)
    try values.encode(callResult.name, forKey: .callResult)
    try values.encode(callResult.rawValue, forKey: .callResultCode)
  }
}

extension Recording {
  /// Reads the file at `path`, as far as is known what it is.
  init(_ path: String, _ hints: Classification.Hints) throws(RecordingError) {
    try self.init(contentsOf: path, channel: hints.channel, headerless: hints.headerless)
  }
}
