// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// The ear of one call: the value that a trunk's media thread owns while the call lasts.
///
/// It hears every frame with a `CallProgressAnalyzer`, watches the call's limits in samples, and yields a `LegEvent`
/// only when something has happened: nothing is allocated, locked or handed to another thread for a frame without one.
public struct Listener: Sendable {
  public let request: CallRequest
  public private(set) var analyzer: CallProgressAnalyzer
  private let events: AsyncStream<LegEvent>.Continuation
  private var heard: [CallEvent] = []
  private var dialedAt: SampleTime?
  private var answeredAt: SampleTime?
  private var isDecided = false
  private var hasEnded = false

  public init(request: CallRequest, events: AsyncStream<LegEvent>.Continuation) {
    self.request = request
    self.events = events
    analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(country: request.country, supervision: .signalled))
    heard.reserveCapacity(8)
  }

  /// The listener of a new call, and its events.
  public static func make(
    for request: CallRequest
  ) -> (listener: Listener, events: AsyncStream<LegEvent>) {
    let (stream, continuation) = AsyncStream.makeStream(of: LegEvent.self)
    return (Listener(request: request, events: continuation), stream)
  }

  /// Samples heard so far.
  public var position: SampleTime { analyzer.position }

  /// The last digit has gone out.
  public mutating func dialed() {
    guard dialedAt == nil else { return }
    dialedAt = position
    events.yield(.dialed(at: position))
  }

  /// The far end answered at the sample that comes next.
  public mutating func answered() {
    guard answeredAt == nil, !hasEnded else { return }
    answeredAt = position
    events.yield(.answered(at: position))
    analyzer.answered(into: &heard)
    report()
  }

  /// Hears one frame, 8 kHz linear, of any size.
  public mutating func consume(_ frame: Span<Int16>) {
    analyzer.consume(frame, into: &heard)
    if !heard.isEmpty { report() }
    if !isDecided { watchLimits() }
  }

  /// The call is over. What can still be decided from what was heard is decided first.
  public mutating func ended(_ cause: EndCause) {
    guard !hasEnded else { return }
    hasEnded = true
    analyzer.finish(into: &heard)
    report()
    events.yield(.ended(cause, at: position))
    events.finish()
  }

  private mutating func report() {
    for event in heard { events.yield(.heard(event)) }
    heard.removeAll(keepingCapacity: true)
    if !isDecided, let verdict = analyzer.verdict {
      isDecided = true
      events.yield(.decided(verdict))
    }
  }

  private mutating func watchLimits() {
    let profile = request.profile
    if let answeredAt {
      guard (position.seconds - answeredAt.seconds) >= profile.analysisSeconds else { return }
      isDecided = true
      events.yield(.limit(.analysis, at: position))
    } else if let dialedAt, position.seconds - dialedAt.seconds >= profile.ringSeconds {
      events.yield(.limit(.ring, at: position))
      // Nobody answers: what was heard is all that there will be.
      analyzer.finish(into: &heard)
      report()
    }
  }
}
