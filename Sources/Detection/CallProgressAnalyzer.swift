// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio
import Foundation

/// Hears one call: audio in spans of any size, events out, one verdict.
///
/// A value: copy it to fork a call. The same audio gives the same events whatever the spans it comes in, because all
/// work is done on blocks of 160 samples, two at a time. Nothing is allocated per block while the line carries no new event.
///
///     span of samples ─► ToneReceiver ─► events ─┬► verdict
///                             └► frame ─► GreetingListener, RecordingMemory
public struct CallProgressAnalyzer: Sendable {
  /// Seconds of quiet behind the answer after which nobody is there: the slowest people speak after 3.5 s.
  static let silence = 6.0

  /// What is fainter is hum, or what sounds in the room.
  static let loudTone = Float(Level(dBm0: -40).meanSquare)

  /// Seconds of a tone that is no vowel: the shortest burst of ringing has 0.4.
  static let leastRing = 0.3
  /// Seconds by which ringing may be known for a tone too late, and be taken for a word until then.
  static let lateRing = 0.4

  /// Seconds of quiet between two rings, at most: the slowest plan has 9.
  static let betweenRings = 10.0

  /// Samples, 0.1 s, within which two detectors' beginnings of a tone are one.
  static let sameTone = 800
  /// Samples, 0.25 s, within which a tone is known for one.
  static let toneKnown = 2000

  /// Seconds of quiet behind which a screener has said what it had to say.
  static let screenerPause = 1.5

  public let settings: AnalyzerSettings

  /// The verdict, once there is one. It does not change, unless `listenAgain` withdraws it.
  public internal(set) var verdict: Verdict?
  /// The answer, as signalled or as inferred.
  public internal(set) var answeredAt: SampleTime?
  /// Whether it is but inferred, from the first word.
  private(set) var isAnswerAssumed = false

  var tones: ToneReceiver
  private var beep = BeepDetector()
  var greeting: GreetingListener
  private(set) var memory = RecordingMemory()
  private let prompts: PromptBook
  /// Whether a phrase was heard twice.
  private(set) var isRepeated = false
  /// Whether it is listened behind a screener, and whether what it says is not over.
  private(set) var isScreened = false
  var isAsking = false
  private var message = MessageStart()
  private(set) var lastSpeechEnd: SampleTime?
  private(set) var lastToneEnd: SampleTime?
  private(set) var lastRingEnd: SampleTime?
  /// Tones of several lines or steps, whose beginning may pass for a word.
  private static let wordless: Set<String?> = [
    ListedTone.Kind.howler.rawValue, ListedTone.Kind.intercept.rawValue,
  ]
  /// No piece of these is a beep.
  private static let signals: Set<CallEvent.Kind> = [.fax, .sit, .tty]
  private var lastSignalEnd = SampleTime.zero
  /// What a tone says that more of it may yet say otherwise.
  var open: Evidence?
  /// A record tone of CNG's pitch and length, and until when another burst may make it CNG.
  private(set) var heldBeep: (beep: CallEvent, until: SampleTime)?
  /// Whether a steady tone is heard that is no hum: what it means shows at its end.
  private(set) var isToneLoud = false

  public init(settings: AnalyzerSettings = AnalyzerSettings()) {
    self.init(settings: settings, prompts: .known)
  }

  /// - Parameter prompts: recordings that are known for what they are.
  public init(settings: AnalyzerSettings, prompts: PromptBook) {
    self.settings = settings
    self.prompts = prompts
    tones = ToneReceiver(settings: settings)
    greeting = GreetingListener(costs: settings.costs)
  }

  /// Samples consumed.
  public var position: SampleTime { tones.position }

  /// Hears `samples`, 8 kHz linear, and appends what they brought to `events`.
  public mutating func consume(_ samples: Span<Int16>, into events: inout [CallEvent]) {
    hear(samples, &events) { _, _ in }
  }

  /// The same in a thread that hears many channels in turn.
  public mutating func consume(
    _ samples: Span<Int16>, into events: inout [CallEvent], with workspace: inout Workspace
  ) {
    var rest = samples
    while tones.history.take(from: &rest) { catchUp(&events, &workspace) }
    workspace.lines.askForRest()
  }

  /// Hears `samples`, and hands what was seen in each frame to `watch`.
  public mutating func consume(
    _ samples: Span<Int16>, into events: inout [CallEvent], watch: (Observation) -> Void
  ) {
    hear(samples, &events) { watch(Observation(of: $0, in: $1)) }
  }

  /// The line reports the answer, at the sample that comes next.
  public mutating func answered(into events: inout [CallEvent]) {
    guard answeredAt == nil || settings.supervision == .unknown else { return }
    catchUp(&events)
    answeredAt = position
    isAnswerAssumed = false
    open = nil
    heldBeep = nil
    events.append(CallEvent(.answer, at: position))
    if let stretch = greeting.answered(at: position) { spoke(stretch, &events) }
  }

  /// Withdraws the verdict, and listens as if the call were answered at the next pause of 1.5 s: a screener says all that
  /// it has to say, and then somebody else may come on.
  public mutating func listenAgain() {
    verdict = nil
    open = nil
    heldBeep = nil
    isScreened = true
    isAsking = true
  }

  /// What was said so far was no greeting.
  mutating func forgetGreeting() {
    isAsking = false
    _ = greeting.answered(at: position)
  }

  /// No more audio: closes what is open and decides what can be decided.
  public mutating func finish(into events: inout [CallEvent]) {
    catchUp(&events)
    let first = events.count
    tones.close(into: &events)
    if let run = tones.closed { notice(run) }
    if let stretch = greeting.close() { spoke(stretch, &events) }
    if let held = heldBeep, !events[first...].contains(where: { $0.kind == .fax }) {
      beeped(held.beep, &events)
    }
    heldBeep = nil
    weigh(from: first, &events)
    guard verdict == nil else { return }
    conclude(&events)
  }

  // MARK: - One block

  /// For a thread that hears other channels first: tells it which memory the next 20 ms need, and before that asks for
  /// what says which it is.
  public mutating func announce(to workspace: inout Workspace) { tones.announce(to: &workspace) }
  public mutating func locate(for workspace: inout Workspace) { tones.locate(for: &workspace) }

  /// Hears `samples`, and hands every frame to `look`.
  @inline(__always)
  mutating func hear(
    _ samples: Span<Int16>, _ events: inout [CallEvent],
    _ look: (SpectralFrame, borrowing CallProgressAnalyzer) -> Void
  ) {
    var rest = samples
    tones.prefetch()
    while tones.history.take(from: &rest) { catchUp(&events, look) }
  }

  /// Hears the full blocks that wait.
  @inline(__always)
  private mutating func catchUp(
    _ events: inout [CallEvent],
    _ look: (SpectralFrame, borrowing CallProgressAnalyzer) -> Void = { _, _ in }
  ) {
    var workspace = Workspace()
    catchUp(&events, &workspace, look)
  }

  @inline(__always)
  private mutating func catchUp(
    _ events: inout [CallEvent], _ workspace: inout Workspace,
    _ look: (SpectralFrame, borrowing CallProgressAnalyzer) -> Void = { _, _ in }
  ) {
    withUnsafeMutablePointer(to: &workspace) {
      while tones.history.next() { look(advance($0, &events), self) }
    }
  }

  private mutating func advance(
    _ workspace: UnsafeMutablePointer<Workspace>, _ events: inout [CallEvent]
  ) -> SpectralFrame {
    let first = events.count
    let frame = tones.advance(
      ToneReceiver.Context(hasSpoken: talk > 0.4 || earlyTalk > 1), workspace,
      into: &events)
    if let run = tones.closed { notice(run) }
    listen(frame, &events)
    for event in events[first...] {
      if event.name == ListedTone.Kind.ringback.rawValue { greeting.forgetMusic() }
      if CallProgressAnalyzer.wordless.contains(event.name) { noWord(from: event.at) }
      guard CallProgressAnalyzer.signals.contains(event.kind) else { continue }
      // What has no end yet sounds.
      lastSignalEnd = max(lastSignalEnd, event.end ?? position)
    }
    if let found = beep.consume(frame), talk > 0.4, (found.confidence ?? 0) >= leastBeep,
      found.at >= lastSignalEnd, !tones.baudot.isHeard
    {
      if verdict?.outcome != .answeringMachine, let end = nextCNG(behind: found) {
        heldBeep = (found, end)
      } else {
        beeped(found, &events)
      }
    }
    if let held = heldBeep {
      if held.beep.at < lastSignalEnd {
        heldBeep = nil
      } else if position >= held.until, !isToneOpen {
        heldBeep = nil
        beeped(held.beep, &events)
      }
    }
    weigh(from: first, &events)
    if verdict == nil { judge(&events) }
    if verdict?.outcome == .answeringMachine, !tones.tracker.isOpen, !greeting.isSpeaking,
      let lastSpeechEnd,
      let start = message.waited(since: max(lastSpeechEnd, lastToneEnd ?? .zero), now: position)
    {
      events.append(start)
    }
    return frame
  }

  private mutating func beeped(_ beep: CallEvent, _ events: inout [CallEvent]) {
    events.append(beep)
    if let start = message.heard(beep) { events.append(start) }
  }

  /// Until when another burst may make a record tone CNG; nil where its pitch and length are others.
  private func nextCNG(behind beep: CallEvent) -> SampleTime? {
    guard let burst = tones.answerTone.burst, abs(beep.at - burst) < CallProgressAnalyzer.sameTone
    else { return nil }
    return burst + AnswerToneDetector.cngPeriod.upperBound + CallProgressAnalyzer.toneKnown
  }

  /// How probable a record tone must be: somebody who speaks may have one, where nothing else was decided; among notes it
  /// must be plain.
  private var leastBeep: Double {
    switch verdict?.outcome {
    case nil where !greeting.music.isMusic, .answeringMachine, .callScreener, .liveVoice, .unknown:
      0
    case nil, .music: 0.99
    default: 2
    }
  }

  private mutating func listen(_ frame: SpectralFrame, _ events: inout [CallEvent]) {
    var tone = GreetingListener.Tone.none
    var isRinging = false
    if tones.tracker.isOpen, let run = tones.tracker.current {
      // Short and low, it may be a pure vowel: no plan's tones lie there.
      if run.seconds >= (run.low < 345 ? 0.3 : 0.15), run.isSteady {
        tone = .certain
        isRinging =
          run.seconds >= CallProgressAnalyzer.leastRing
          && run.meanSquare > CallProgressAnalyzer.loudTone
      } else if run.purity > 0.9 {
        tone = .suspected
      }
    }
    if tones.isHowling { tone = .certain }
    // Whoever answers does so when the ringing stops.
    if isRinging, greeting.onset == nil { greeting.restart(at: frame.center) }
    // Behind an answer that is only inferred it is waited for the end of what may be a ring.
    isToneLoud =
      tone == .certain
      && (isRinging && isAnswerAssumed || frame.total > CallProgressAnalyzer.loudTone)
    let phrases = greeting.meter.segmenter.phrases
    let hasBegun = greeting.onset != nil
    let isOpen = verdict == nil
    if let stretch = greeting.consume(
      frame, tone: tone, hearsMusic: isOpen,
      mayBeAnswer: settings.supervision == .unknown && answeredAt == nil)
    {
      spoke(stretch, &events)
    }
    // Whoever comes on behind a screener has been asked for long.
    if isScreened, !hasBegun, greeting.onset != nil { greeting.assumeAnswer() }
    if isOpen { remember(frame, isNewPhrase: greeting.meter.segmenter.phrases > phrases, &events) }
    if answeredAt == nil, settings.supervision == .unknown, let onset = greeting.onset {
      answeredAt = onset
      isAnswerAssumed = true
      greeting.assumeAnswer()
    }
  }

  /// A tone has ended. If it was a ring, what was taken for a first word with it, and so for an answer, was none: of the
  /// first tenths of a second of a ring a lost packet or noise may leave no pure tone.
  private mutating func notice(_ run: ToneRun) {
    lastToneEnd = run.end
    guard run.seconds >= CallProgressAnalyzer.leastRing,
      tones.cadence.lastRing.map(run.isRing(like:)) ?? run.mayBeFirstRing
    else { return }
    lastRingEnd = run.end
    guard isAnswerAssumed, verdict == nil, let onset = greeting.onset,
      abs(Double(run.start - onset)) <= CallProgressAnalyzer.lateRing * Double(SampleTime.rate),
      talk <= run.seconds + CallProgressAnalyzer.lateRing
    else { return }
    withdrawAnswer()
  }

  /// What was taken for a word or for music with a tone from `start` on, and so for an answer, was none.
  private mutating func noWord(from start: SampleTime) {
    greeting.forgetMusic()
    guard verdict == nil,
      greeting.onset.map({
        Double(start - $0) <= CallProgressAnalyzer.lateRing * Double(SampleTime.rate)
      })
        ?? true
    else { return }
    if isAnswerAssumed { withdrawAnswer() } else { greeting.restart(at: position) }
  }

  private mutating func withdrawAnswer() {
    greeting.restart(at: position)
    // A screener answered.
    guard !isScreened else { return }
    answeredAt = nil
    isAnswerAssumed = false
  }

  /// Whether what is heard was heard before, or taught.
  private mutating func remember(
    _ frame: SpectralFrame, isNewPhrase: Bool, _ events: inout [CallEvent]
  ) {
    let match = memory.consume(frame, isSpeech: greeting.odds > 0, prompts: prompts)
    if isNewPhrase {
      memory.beginPhrase(ago: greeting.meter.frame - greeting.meter.segmenter.phraseStart)
    }
    guard let match else { return }
    var event = CallEvent(
      .recording, at: frame.center + -RecordingMemory.age * Spectrum.hop, end: frame.end,
      name: "repeated", confidence: 0.99)
    switch match {
    case .repeated: isRepeated = true
    case .known(let prompt):
      event.name = prompt.outcome.rawValue
      event.text = prompt.name
    }
    events.append(event)
  }

  mutating func spoke(
    _ stretch: (start: SampleTime, end: SampleTime), _ events: inout [CallEvent]
  ) {
    events.append(CallEvent(.speech, at: stretch.start, end: stretch.end))
    lastSpeechEnd = stretch.end
  }

  /// Seconds of talk since the answer, and before it.
  var talk: Double { answeredAt == nil ? 0 : greeting.meter.talk }
  var earlyTalk: Double { answeredAt == nil ? greeting.meter.talk : 0 }
}
