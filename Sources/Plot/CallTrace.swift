// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// A call as the analyzer heard it, frame by frame: what `earshot classify --explain` prints and a ``CallPicture`` shows.
public struct CallTrace: Sendable {
  /// An event, and when it became known.
  public struct Report: Sendable, Hashable {
    public var event: CallEvent
    public var knownAt: SampleTime
  }

  public private(set) var samples: [Int16]
  /// What was seen, every 160 samples.
  public private(set) var frames: [Observation] = []
  /// In the order in which they became known.
  public private(set) var reports: [Report] = []
  /// The runs of a spectral line, or of a pair, that were followed; in the order in which they ended.
  public private(set) var runs: [Observation.Tone] = []
  public private(set) var verdict: Verdict?
  /// The answer, as signalled or as inferred.
  public private(set) var answeredAt: SampleTime?
  /// Whether the line signalled it.
  public private(set) var isAnswerSignalled = false

  /// What mistakes and waiting cost where it was decided.
  public let costs: DecisionCosts

  private static let block = 160

  /// Hears `samples`, 8 kHz linear, answered at `answer` if the line signals that.
  public init(
    _ samples: [Int16], settings: AnalyzerSettings = AnalyzerSettings(),
    answer: SampleTime? = nil
  ) {
    self.samples = samples
    costs = settings.costs
    frames.reserveCapacity(samples.count / CallTrace.block)
    var analyzer = CallProgressAnalyzer(settings: settings)
    var events: [CallEvent] = []
    if let answer, (0...Int64(samples.count)).contains(answer.samples) {
      hear(upTo: Int(answer.samples), with: &analyzer, &events)
      analyzer.answered(into: &events)
      isAnswerSignalled = true
    }
    hear(upTo: samples.count, with: &analyzer, &events)
    let open = frames.last?.isTone == true ? CallTrace.openRun(of: analyzer) : nil
    analyzer.finish(into: &events)
    take(&events, at: analyzer.position)
    if let open { runs.append(open) }
    verdict = analyzer.verdict
    answeredAt = analyzer.answeredAt
  }

  private mutating func hear(
    upTo end: Int, with analyzer: inout CallProgressAnalyzer, _ events: inout [CallEvent]
  ) {
    var position = Int(analyzer.position.samples)
    var seen: [Observation] = []
    while position < end {
      let next = min(end, (position / CallTrace.block + 1) * CallTrace.block)
      analyzer.consume(samples.span.extracting(position..<next), into: &events) { seen.append($0) }
      position = next
      take(&events, at: analyzer.position)
    }
    frames += seen
    runs += seen.compactMap(\.ended)
  }

  public var duration: Double { Double(samples.count) / Double(SampleTime.rate) }

  private mutating func take(_ events: inout [CallEvent], at now: SampleTime) {
    reports += events.map { Report(event: $0, knownAt: now) }
    events.removeAll(keepingCapacity: true)
  }

  /// The tone that is still being followed where the audio ends: on a fork of the call, which goes silent.
  private static func openRun(of analyzer: CallProgressAnalyzer) -> Observation.Tone? {
    var fork = analyzer
    var ignored: [CallEvent] = []
    var run: Observation.Tone?
    // Longer than any loss of packets for which a tone is kept open.
    let silence = [Int16](repeating: 0, count: 50 * block)
    fork.consume(silence.span, into: &ignored) { run = run ?? $0.ended }
    return run
  }

  /// Mean level of the telephone band between two moments, and mean noise floor.
  public func level(
    from start: SampleTime, to end: SampleTime
  ) -> (signal: Level, floor: Level)? {
    let seen = frames.filter { $0.center >= start && $0.center < end }
    guard !seen.isEmpty else { return nil }
    let count = Double(seen.count)
    return (
      Level(meanSquare: seen.reduce(0) { $0 + $1.level.meanSquare } / count),
      Level(dBm0: seen.reduce(0) { $0 + $1.floor.dBm0 } / count)
    )
  }
}
