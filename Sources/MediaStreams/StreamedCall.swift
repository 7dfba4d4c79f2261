// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// A call whose audio another system streams to us, and that we hear for it.
///
/// A value without a clock; the streams' connections own one each.
public struct StreamedCall: Sendable {
  public enum News: Sendable, Hashable {
    case heard(CallEvent)
    case decided(Verdict)
  }

  private var analyzer: CallProgressAnalyzer
  private var events: [CallEvent] = []
  private var isDecided = false
  private var hasFinished = false
  private let limit: SampleTime

  /// - Parameters:
  ///   - country: a prior for tones.
  ///   - isAnswered: the stream begins at the answer; otherwise `answered` says when.
  ///   - seconds: of audio after which an undecided call is decided by what was heard.
  public init(country: String? = nil, isAnswered: Bool = true, seconds: Double = 30) {
    analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(country: country, supervision: .signalled))
    limit = SampleTime(seconds: min(max(seconds, 1), 3600))
    if isAnswered { analyzer.answered(into: &events) }
  }

  public var verdict: Verdict? { analyzer.verdict }
  public var position: SampleTime { analyzer.position }

  public mutating func answered() -> [News] {
    guard !hasFinished else { return [] }
    analyzer.answered(into: &events)
    return takeNews()
  }

  public mutating func consume(_ samples: Span<Int16>) -> [News] {
    guard !hasFinished else { return [] }
    analyzer.consume(samples, into: &events)
    guard !isDecided, position >= limit else { return takeNews() }
    return finish()
  }

  /// No more audio: decides what can be decided.
  public mutating func finish() -> [News] {
    guard !hasFinished else { return [] }
    hasFinished = true
    analyzer.finish(into: &events)
    return takeNews()
  }

  private mutating func takeNews() -> [News] {
    guard !events.isEmpty else { return [] }
    var news = events.map(News.heard)
    events.removeAll(keepingCapacity: true)
    if !isDecided, let verdict {
      isDecided = true
      news.append(.decided(verdict))
    }
    return news
  }
}
