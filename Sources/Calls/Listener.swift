// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
public import Detection

/// The ear of one call: the value that a trunk's media thread owns while the call lasts.
///
/// It hears every frame with a `CallProgressAnalyzer`, watches the call's limits in samples, and yields a `LegEvent`
/// only when something has happened: nothing is allocated, locked or handed to another thread for a frame without one.
/// The same audio gives the same events whatever the frames it comes in, limits among them.
public struct Listener: Sendable {
  public let request: CallRequest
  /// Whether the line reports answer and release.
  public let supervision: AnalyzerSettings.Supervision
  public private(set) var analyzer: CallProgressAnalyzer
  private let events: AsyncStream<LegEvent>.Continuation
  private var heard: [CallEvent] = []
  private var deadline: Deadline?
  /// The last one of an unanswered call.
  private var ringing: Deadline?
  private var isDialed = false
  private var isAnswered = false
  /// Whether the answer is but inferred.
  private var isInferred = false
  private var isDecided = false
  private var isScreened = false
  private var hasEnded = false
  /// Samples that were made up since the last verdict, and where.
  private var concealed: (count: Int, first: SampleTime, last: SampleTime)?
  private let tap: CallTap?
  /// The far end hung up, as heard: on a line that does not report it, an answered call that is decided carries busy
  /// tone, reorder or dial tone.
  public private(set) var hasHeardRelease = false

  private static let releaseTones = Set(
    [Outcome.busy, .reorder, .dialTone].map(\.rawValue))

  private struct Deadline: Sendable {
    var limit: LegEvent.Limit
    var at: SampleTime
  }

  /// Seconds within which a number is dialed: 20 digits at 0.2 s are 4 s, doubled, and 2 s for the line to be seized.
  /// A line that never tells that it has dialed is given up by the ring limit counted from there.
  public static let dialingSeconds = 10.0
  /// Seconds that a person behind a screener has to come on: a telephone's assistant gives the caller up after some 30.
  public static let screenerSeconds = 30.0

  /// - Parameters:
  ///   - supervision: `unknown` where the line does not report the answer: it is inferred, and told as if it were reported.
  ///   - tap: gets all that is heard and sent.
  public init(
    request: CallRequest, supervision: AnalyzerSettings.Supervision = .signalled,
    tap: CallTap? = nil, events: AsyncStream<LegEvent>.Continuation
  ) {
    self.request = request
    self.supervision = supervision
    self.tap = tap
    self.events = events
    analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(
        country: request.country, supervision: supervision, profile: request.profile.decision))
    heard.reserveCapacity(8)
    watch(.ring, after: Listener.dialingSeconds + request.profile.ringSeconds, from: .zero)
  }

  /// The listener of a new call, and its events.
  public static func make(
    for request: CallRequest, supervision: AnalyzerSettings.Supervision = .signalled,
    tap: CallTap? = nil
  ) -> (listener: Listener, events: AsyncStream<LegEvent>) {
    let (stream, continuation) = AsyncStream.makeStream(of: LegEvent.self)
    let listener = Listener(
      request: request, supervision: supervision, tap: tap, events: continuation)
    return (listener, stream)
  }

  /// The listener of the same call on a line of another supervision, while nothing has been heard yet.
  public func supervised(as supervision: AnalyzerSettings.Supervision) -> Listener {
    guard supervision != self.supervision else { return self }
    return Listener(request: request, supervision: supervision, tap: tap, events: events)
  }

  /// Samples heard so far.
  public private(set) var position = SampleTime.zero

  /// The last digit has gone out.
  public mutating func dialed() {
    guard !isDialed, !hasEnded else { return }
    isDialed = true
    events.yield(.dialed(at: position))
    guard !isAnswered, !isDecided else { return }
    watch(.ring, after: request.profile.ringSeconds, from: position)
  }

  /// The far end answered at the sample that comes next.
  public mutating func answered() {
    guard !isAnswered, !hasEnded else { return }
    isAnswered = true
    events.yield(.answered(at: position))
    if !isDecided { watch(.analysis, after: request.profile.analysisSeconds, from: position) }
    analyzer.answered(into: &heard)
    report()
  }

  /// Of the analyzer, for a thread that hears other lines first.
  public mutating func announce(to workspace: inout Workspace) { analyzer.announce(to: &workspace) }
  public mutating func locate(for workspace: inout Workspace) { analyzer.locate(for: &workspace) }

  /// Hears one frame, 8 kHz linear, of any size.
  public mutating func consume(_ frame: Span<Int16>) {
    hear(frame) { $0.consume($1, into: &$2) }
  }

  /// The same in a thread that hears many lines in turn.
  public mutating func consume(_ frame: Span<Int16>, with workspace: inout Workspace) {
    hear(frame) { $0.consume($1, into: &$2, with: &workspace) }
  }

  private mutating func hear(
    _ frame: Span<Int16>,
    _ analyze: (inout CallProgressAnalyzer, Span<Int16>, inout [CallEvent]) -> Void
  ) {
    guard !hasEnded else { return }
    tap?.hear(frame)
    var rest = frame
    repeat {
      var room = rest.count
      if let deadline { room = max(0, deadline.at - position) }
      let part = rest.extracting(first: room)
      rest = rest.extracting(droppingFirst: room)
      analyze(&analyzer, part, &heard)
      position = position + part.count
      followInference()
      if !heard.isEmpty { report() }
      if let deadline, position >= deadline.at { reach(deadline) }
    } while !rest.isEmpty
  }

  /// Hears a frame that the network lost and that was made up for: the evidence says so.
  public mutating func consume(concealed frame: Span<Int16>) {
    let start = position
    consume(frame)
    concealed = ((concealed?.count ?? 0) + frame.count, concealed?.first ?? start, position)
  }

  /// Takes up what the line knows beside its audio: what the network signals, a digit that came as a packet.
  public mutating func note(
    _ kind: CallEvent.Kind, _ name: String, text: String? = nil
  ) {
    guard !hasEnded else { return }
    events.yield(.heard(CallEvent(kind, at: position, name: name, text: text)))
  }

  /// Whether somebody records or watches the call: then `said` matters.
  public var isTapped: Bool { tap != nil }

  /// What the line sends of this call from where the last frame ended, 8 kHz linear.
  public func said(_ frame: Span<Int16>) { tap?.say(frame) }

  /// Where the line does not report it the answer is the analyzer's, until that takes it back.
  private mutating func followInference() {
    guard supervision == .unknown else { return }
    if !isAnswered, let time = analyzer.answeredAt {
      isAnswered = true
      isInferred = true
      events.yield(.answered(at: time))
      if !isDecided { watch(.analysis, after: request.profile.analysisSeconds, from: position) }
    } else if isInferred, !isDecided, analyzer.answeredAt == nil {
      isAnswered = false
      isInferred = false
      events.yield(.dialed(at: position))
      deadline = ringing
    }
  }

  /// The call is over. If the far end let go, what can still be decided from what was heard is decided first; a line
  /// that failed, or that we hung up, decides nothing.
  public mutating func ended(_ cause: EndCause) {
    guard !hasEnded else { return }
    hasEnded = true
    var cause = cause
    switch cause {
    case .remote:
      analyzer.finish(into: &heard)
      followInference()
      report()
    case .refused(let clearing, _):
      // Not decided yet: what was heard is weighed with what the network says.
      analyzer.finish(into: &heard)
      tell()
      cause = .refused(clearing, heard: isDecided ? nil : analyzer.verdict)
    case .local, .failed: break
    }
    events.yield(.ended(cause, at: position))
    events.finish()
  }

  private mutating func tell() {
    for event in heard {
      events.yield(.heard(event))
      if supervision == .unknown, isDecided, isAnswered, event.kind == .tone,
        let name = event.name, Listener.releaseTones.contains(name)
      {
        hasHeardRelease = true
      }
    }
    heard.removeAll(keepingCapacity: true)
  }

  /// What was made up, as evidence before a decision.
  private mutating func tellConcealed() {
    guard let made = concealed else { return }
    concealed = nil
    let share = 100 * Double(made.count) / Double(max(1, position.samples))
    let text =
      "\(1000 * made.count / SampleTime.rate) ms lost and made up, \((share * 10).rounded() / 10) %"
    events.yield(
      .heard(CallEvent(.media, at: made.first, end: made.last, name: "concealed", text: text)))
  }

  private mutating func report() {
    tell()
    guard !isDecided, let verdict = analyzer.verdict else { return }
    tellConcealed()
    if verdict.outcome == .callScreener, request.profile.screener == .identify, !isScreened,
      !hasEnded
    {
      isScreened = true
      events.yield(.screened(verdict))
      analyzer.listenAgain()
      return watch(.analysis, after: Listener.screenerSeconds, from: verdict.decidedAt)
    }
    isDecided = true
    events.yield(.decided(verdict))
    let isAnswered = isAnswered || verdict.answeredAt != nil
    let result = request.profile.callResult(of: verdict.outcome, answered: isAnswered)
    if result == .answer || request.profile.kept.contains(result) {
      awaitAgent(from: verdict.decidedAt)
    } else {
      deadline = nil
    }
  }

  private mutating func reach(_ deadline: Deadline) {
    self.deadline = nil
    events.yield(.limit(deadline.limit, at: deadline.at))
    switch deadline.limit {
    case .ring:
      // Nobody answers: what was heard is all that there will be.
      analyzer.finish(into: &heard)
      report()
    case .analysis:
      isDecided = true
      if !isScreened { awaitAgent(from: deadline.at) }
    case .agentWait: break
    }
  }

  private mutating func awaitAgent(from time: SampleTime) {
    watch(.agentWait, after: request.profile.agentWaitSeconds, from: time)
  }

  private mutating func watch(_ limit: LegEvent.Limit, after seconds: Double, from time: SampleTime)
  {
    // A limit beyond all calls, or no number at all, is a day.
    let wait = SampleTime(seconds: seconds < 86_400 ? max(0, seconds) : 86_400)
    deadline = Deadline(limit: limit, at: time + Int(wait.samples))
    if limit == .ring { ringing = deadline }
  }
}
