// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Calls
public import Detection
public import Plot

/// What one recording turned out to be: a line of `earshot classify`.
public struct Classification: Sendable, Hashable {
  /// What is known of a recording beforehand.
  public struct Hints: Sendable, Hashable {
    public var country: String?
    /// Where the line signalled the answer, s; nil where it did not.
    public var answeredAt: Double?
    public var supervision: AnalyzerSettings.Supervision
    public var costs: DecisionCosts

    public init(
      country: String? = nil, answeredAt: Double? = nil,
      supervision: AnalyzerSettings.Supervision = .unknown,
      costs: DecisionCosts = DecisionProfile.balanced.costs
    ) {
      self.country = country
      self.answeredAt = answeredAt
      self.supervision = supervision
      self.costs = costs
    }

    public var settings: AnalyzerSettings {
      var settings = AnalyzerSettings(country: country, supervision: supervision)
      settings.costs = costs
      return settings
    }

    public var answer: SampleTime? { answeredAt.map(SampleTime.init(seconds:)) }
  }

  public var file: String
  public var verdict: Verdict
  public var events: [CallEvent]

  public init(file: String, verdict: Verdict, events: [CallEvent] = []) {
    self.file = file
    self.verdict = verdict
    self.events = events
  }

  /// Samples that are heard between two looks at the verdict.
  private static let block = 800

  /// Hears `samples`, 8 kHz linear. With `isVerdictEnough` nothing is heard behind the verdict.
  public init(file: String, samples: [Int16], hints: Hints, isVerdictEnough: Bool = false) {
    var analyzer = CallProgressAnalyzer(settings: hints.settings)
    var events: [CallEvent] = []
    let answer = hints.answer.map { Int($0.samples) }
    var position = 0
    func isHeard(_ analyzer: CallProgressAnalyzer) -> Bool {
      isVerdictEnough && analyzer.verdict != nil
    }
    while position < samples.count, !isHeard(analyzer) {
      if position == answer { analyzer.answered(into: &events) }
      var next = min(samples.count, position + Classification.block)
      if let answer, position < answer { next = min(next, answer) }
      analyzer.consume(samples.span.extracting(position..<next), into: &events)
      position = next
    }
    if !isHeard(analyzer) {
      if position == answer { analyzer.answered(into: &events) }
      analyzer.finish(into: &events)
    }
    self.init(
      file: file, verdict: analyzer.verdict, events: events, answeredAt: analyzer.answeredAt,
      end: analyzer.position)
  }

  /// What a trace of the recording came to.
  public init(file: String, trace: CallTrace) {
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

  public var callResult: CallResult {
    verdict.outcome.callResult(answered: verdict.answeredAt != nil)
  }
}
