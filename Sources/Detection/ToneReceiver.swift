// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// Hears every tone of a line: samples in, events out. The tone side of a ``CallProgressAnalyzer``, of use alone where
/// nobody's speech matters.
///
///     span ─► block (20 ms) ─► Spectrum (40 ms, FFT) ─┬► ToneTracker ─► runs ─► SIT, cadence, answer tones, carriers
///                  │                                  ├► digits, howler
///                  └► V.21 preamble, Baudot, FSK  ◄───┘ (only while the band looks like it)
public struct ToneReceiver: Sendable {
  /// The detectors that wait for more of their signal. The others' memory is not touched by a frame that is not theirs.
  private struct Awake: OptionSet {
    var rawValue: UInt8
    static let preamble = Awake(rawValue: 1)
    static let baudot = Awake(rawValue: 2)
    static let keyed = Awake(rawValue: 4)
    static let digits = Awake(rawValue: 8)
    static let lone = Awake(rawValue: 16)
    static let cadence = Awake(rawValue: 32)
    static let answer = Awake(rawValue: 64)

    mutating func set(_ detector: Awake, _ isAwake: Bool) {
      if isAwake { insert(detector) } else { remove(detector) }
    }
  }

  // What every frame looks at lies together, behind the history, which ends in what says where its next block goes: see
  // `announce`.
  var history = SampleHistory()
  private var spectrum = Spectrum()
  private var awake: Awake = []
  /// The run that the last block closed.
  private(set) var closed: ToneRun?
  private(set) var tracker = ToneTracker()
  var answer = AnswerSequence()
  private(set) var preamble = PreambleDetector()
  private(set) var keyed = FSKModemDetector()
  private var digits = DigitDetector()
  private var lone = LoneToneDetector()
  private(set) var baudot = BaudotDetector()
  private(set) var answerTone = AnswerToneDetector()
  private var carrier = CarrierDetector()
  /// Whether somebody had spoken when the run under way began: in noise a tone passes for a voice itself.
  private var isBehindVoice = false
  /// Where the last signal of a modem ended, as far as it was heard when it was known.
  var lastModem = SampleTime(samples: -1_000_000)
  private var sit = SITDetector()
  private var intercept = InterceptDetector()
  private(set) var cadence: CadenceDetector

  /// Samples consumed.
  public var position: SampleTime { history.received }

  /// Whether the howler's lines were heard within half a second.
  var isHowling: Bool { awake.contains(.lone) }

  /// What the other side of the analyzer knows of the moment.
  struct Context {
    /// Whether somebody has spoken: a lone tone is a beep then, not ringing.
    var hasSpoken = false

    /// Seconds that a lone tone must last at least to be a data set's: behind a voice a shorter one is a beep.
    var leastAnswer: Double { hasSpoken ? 1.7 : 0 }
  }

  public init(settings: AnalyzerSettings = AnalyzerSettings()) {
    cadence = CadenceDetector(country: settings.country)
  }

  /// Hears `samples`, 8 kHz linear, and appends what they brought to `events`.
  public mutating func consume(_ samples: Span<Int16>, into events: inout [CallEvent]) {
    var rest = samples
    prefetch()
    while history.take(from: &rest) { catchUp(&events) }
  }

  /// The same in a thread that hears many channels in turn.
  public mutating func consume(
    _ samples: Span<Int16>, into events: inout [CallEvent], with workspace: inout Workspace
  ) {
    var rest = samples
    while history.take(from: &rest) { catchUp(&events, &workspace) }
    workspace.lines.askForRest()
  }

  /// No more audio: closes what is open.
  public mutating func finish(into events: inout [CallEvent]) {
    catchUp(&events)
    close(into: &events)
  }

  /// The memory of the detectors that wait for more, and of those that follow a run.
  @inline(__always)
  mutating func forEachDetectorLine(_ body: (UnsafeRawPointer) -> Void) {
    let isRunning = tracker.open.frames > 0
    if isRunning {
      CacheLine.forEach(of: &answerTone, body)
      CacheLine.forEach(of: &sit, body)
    }
    if isRunning || awake.contains(.lone) { CacheLine.forEach(of: &lone, body) }
    if isRunning || awake.contains(.cadence) { cadence.forEachLine(body) }
    if awake.contains(.preamble) { CacheLine.forEach(of: &preamble, body) }
    if awake.contains(.keyed) { CacheLine.forEach(of: &keyed, body) }
    if awake.contains(.digits) { CacheLine.forEach(of: &digits, body) }
    if awake.contains(.baudot) { CacheLine.forEach(of: &baudot, body) }
    if awake.contains(.answer) { CacheLine.forEach(of: &answer, body) }
  }

  /// Hears the full blocks that wait.
  private mutating func catchUp(_ events: inout [CallEvent]) {
    var workspace = Workspace()
    catchUp(&events, &workspace)
  }

  private mutating func catchUp(_ events: inout [CallEvent], _ workspace: inout Workspace) {
    withUnsafeMutablePointer(to: &workspace) {
      while history.next() { _ = advance(Context(), $0, into: &events) }
    }
  }

  /// Closes what is open.
  mutating func close(into events: inout [CallEvent]) {
    closed = tracker.finish()
    if let run = closed { ended(run, isFollowed: false, Context(), &events) }
    if baudot.finish() != nil { typed(&events) }
    answer.finish(into: &events)
  }

  /// Hears the newest block of the history.
  mutating func advance(
    _ context: Context, _ workspace: UnsafeMutablePointer<Workspace>,
    into events: inout [CallEvent]
  ) -> SpectralFrame {
    let frame = spectrum.advance(&history, workspace)
    let change = tracker.consume(frame)
    closed = change.closed
    if let run = closed { ended(run, isFollowed: change.opened, context, &events) }
    if change.opened {
      opened()
      isBehindVoice = context.hasSpoken
    }
    if tracker.isOpen {
      underway(frame, context, &events)
    } else if awake.contains(.cadence), tracker.open.frames == 0 {
      if let hit = cadence.quiet(at: frame.center, meanSquare: frame.total) {
        progress(hit, context, &events)
      }
      awake.set(.cadence, cadence.isAwake)
    }
    workspace.pointee.lines.ask()
    hearData(frame, &events)
    workspace.pointee.lines.ask()
    if awake.contains(.lone) || LoneToneDetector.howls(frame) {
      if let hit = lone.consume(frame) { report(hit, &events) }
      awake.set(.lone, lone.isAwake)
    }
    if awake.contains(.digits) || DigitDetector.mayBegin(frame) {
      digits.consume(frame, history: &history, into: &events)
      awake.set(.digits, digits.isAwake)
    }
    if awake.contains(.answer) {
      answer.advance(to: frame.end, isToneOpen: tracker.isOpen, into: &events)
      awake.set(.answer, answer.isWaiting)
    }
    return frame
  }

  /// Modems, faxes and text telephones.
  private mutating func hearData(_ frame: SpectralFrame, _ events: inout [CallEvent]) {
    if awake.contains(.preamble) || PreambleDetector.isIn(frame) {
      if let hit = preamble.consume(frame) {
        answer.heard(hit, preamble, level: Level(meanSquare: Double(frame.total)), into: &events)
      }
      awake.set(.preamble, preamble.isAwake)
    }
    if awake.contains(.baudot) || BaudotDetector.isIn(frame) {
      switch baudot.consume(frame) {
      case .began: events.append(teletype(frame))
      case .ended: typed(&events)
      case nil: break
      }
      awake.set(.baudot, baudot.isAwake)
    }
    if awake.contains(.keyed) || FSKModemDetector.mayBegin(frame, isLine: tracker.isLine),
      !preamble.wasHeard
    {
      if let signal = keyed.consume(frame, isLine: tracker.isLine) {
        report(signal, frame, &events)
      }
      awake.set(.keyed, keyed.isAwake)
    }
  }

  // MARK: - Runs

  private mutating func opened() {
    answerTone.opened()
    cadence.opened()
    carrier.opened()
    lone.opened()
  }

  /// A run is as long as two frames or longer.
  private mutating func underway(
    _ frame: SpectralFrame, _ context: Context, _ events: inout [CallEvent]
  ) {
    let line = tracker.open.line
    if abs(line - 2100) < 60 { answerTone.follow(frame, hertz: line) }
    // Nothing below needs to look at a run twice in 40 ms.
    guard tracker.open.frames % 2 == 0 else { return }
    if tracker.open.frames == SampleHistory.blocks + 2, CadenceDetector.band.contains(line) {
      tracker.look(Zoom.lines(history, near: line))
    }
    guard let run = tracker.current else { return }
    if let hit = sit.underway(run) { report(hit, &events) }
    if let hit = answerTone.underway(run, least: context.leastAnswer) { report(hit, &events) }
    if let found = carrier.underway(run, least: context.leastAnswer) {
      report(found, run, &events)
    }
    if let hit = cadence.underway(run) {
      progress(hit, Context(), &events)
    } else if !cadence.isNamed, !answerTone.isReported, !carrier.isReported, !keyed.isReported,
      !baudot.isHeard,
      let hit = lone.underway(run)
    {
      report(hit, &events)
    }
  }

  /// - Parameter isFollowed: whether another tone took over.
  private mutating func ended(
    _ run: ToneRun, isFollowed: Bool, _ context: Context, _ events: inout [CallEvent]
  ) {
    if let hit = sit.ended(run, mayBeAlone: !isFollowed && !context.hasSpoken) {
      report(hit, &events)
    }
    if let hit = answerTone.ended(run, least: context.leastAnswer, hasSpoken: isBehindVoice) {
      report(hit, &events)
    }
    let isModem = !isBehindVoice || run.start - lastModem < CarrierDetector.handshake
    if let found = carrier.ended(run, least: context.leastAnswer, isModem: isModem) {
      report(found, run, &events)
    }
    if let hit = lone.ended(run) { report(hit, &events) }
    if let hit = intercept.ended(run) { report(hit, &events) }
    if let hit = cadence.ended(run) { progress(hit, context, &events) }
    answer.ended(run)
    awake.set(.cadence, cadence.isAwake)
    awake.set(.answer, answer.isWaiting)
  }
}
