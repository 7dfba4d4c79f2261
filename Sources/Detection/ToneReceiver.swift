// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// Hears every tone of a line: samples in, events out. The tone side of a ``CallProgressAnalyzer``, of use alone where
/// nobody's speech matters.
///
///     span ─► block (20 ms) ─► Spectrum (40 ms, FFT) ─┬► ToneTracker ─► runs ─► SIT, cadence, answer tones, carriers
///                  │                                  ├► digits, howler
///                  └► V.21 preamble, Baudot, FSK  ◄───┘ (only while the band looks like it)
public struct ToneReceiver: Sendable {
  /// Samples consumed.
  public private(set) var position = SampleTime.zero

  // What every frame looks at comes first, and the samples last: see `prefetch`.
  private var spectrum = Spectrum()
  private(set) var tracker = ToneTracker()
  var answer = AnswerSequence()
  private(set) var preamble = PreambleDetector()
  private(set) var keyed = FSKModemDetector()
  private var digits = DigitDetector()
  private var lone = LoneToneDetector()
  private(set) var baudot = BaudotDetector()
  private var answerTone = AnswerToneDetector()
  private var carrier = CarrierDetector()
  private var sit = SITDetector()
  private(set) var cadence: CadenceDetector
  /// The run that the last block closed.
  private(set) var closed: ToneRun?
  var history = SampleHistory()

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
    while !rest.isEmpty {
      guard fill(&rest) else { return }
      var scratch = Spectrum.Scratch()
      withUnsafeMutablePointer(to: &scratch) {
        _ = advance(Context(), scratch: $0, into: &events)
      }
    }
  }

  /// No more audio: closes what is open.
  public mutating func finish(into events: inout [CallEvent]) {
    if let run = tracker.finish() { ended(run, isFollowed: false, Context(), &events) }
    if baudot.finish() != nil { typed(&events) }
    answer.finish(into: &events)
  }

  /// Takes samples from the front of `rest`; whether a block is full and to be heard.
  mutating func fill(_ rest: inout Span<Int16>) -> Bool {
    let (taken, isFull) = history.fill(rest)
    rest = rest.extracting(droppingFirst: taken)
    position.samples += Int64(taken)
    return isFull
  }

  /// Hears the block that is full.
  mutating func advance(
    _ context: Context, scratch: UnsafeMutablePointer<Spectrum.Scratch>,
    into events: inout [CallEvent]
  ) -> SpectralFrame {
    let frame = spectrum.advance(&history, end: position, scratch: scratch)
    let change = tracker.consume(frame)
    closed = change.closed
    if let run = closed { ended(run, isFollowed: change.opened, context, &events) }
    if change.opened { opened() }
    if tracker.isOpen {
      underway(frame, context, &events)
    } else if tracker.open.frames == 0 {
      if let hit = cadence.quiet(at: frame.center, meanSquare: frame.total) {
        progress(hit, context, &events)
      }
    }
    if let hit = preamble.consume(frame, end: position) {
      answer.heard(hit, preamble, level: Level(meanSquare: Double(frame.total)), into: &events)
    }
    switch baudot.consume(frame) {
    case .began: events.append(teletype(frame))
    case .ended: typed(&events)
    case nil: break
    }
    if !preamble.wasHeard, let signal = keyed.consume(frame, isLine: tracker.isLine) {
      report(signal, frame, &events)
    }
    if let hit = lone.consume(frame) { report(hit, &events) }
    digits.consume(frame, history: &history, into: &events)
    answer.advance(to: position, isToneOpen: tracker.isOpen, into: &events)
    return frame
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
    if let hit = answerTone.ended(run, least: context.leastAnswer) { report(hit, &events) }
    if let found = carrier.ended(run, least: context.leastAnswer) { report(found, run, &events) }
    if let hit = lone.ended(run) { report(hit, &events) }
    if let hit = cadence.ended(run) { progress(hit, context, &events) }
    answer.ended(run)
  }
}
