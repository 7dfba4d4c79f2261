// SPDX-License-Identifier: GPL-3.0-or-later
public import Audio

/// Hears one call: audio in spans of any size, events out, one verdict.
///
/// A value: copy it to fork a call. The same audio gives the same events whatever the spans it comes in, because all
/// work is done on hops of 80 samples. Nothing is allocated per hop while the line carries no new event.
///
///     span of samples ─► hop (10 ms) ─► Spectrum (40 ms, FFT) ─┬► ToneTracker ─► runs ─► SIT, cadence, answer tones, beep
///                           │                                  ├► DTMF
///                           ├► V.21 preamble, Baudot           └► SpeechActivity ─► GreetingRule
public struct CallProgressAnalyzer: Sendable {
  public let settings: AnalyzerSettings

  /// The verdict, once there is one. It never changes after.
  public private(set) var verdict: Verdict?
  /// Samples consumed.
  public private(set) var position = SampleTime.zero
  /// The answer, as signalled or as inferred.
  public private(set) var answeredAt: SampleTime?

  private var hop = [Float](repeating: 0, count: Spectrum.hop)
  private var hopCount = 0

  private var spectrum = Spectrum()
  private var tracker = ToneTracker()
  private var sit = SITDetector()
  private var cadence: CadenceDetector
  private var answerTone = AnswerToneDetector()
  private var preamble = PreambleDetector()
  private var baudot = BaudotDetector()
  private var dtmf = DTMFDetector()
  private var beep = BeepDetector()
  private var activity = SpeechActivity()

  /// 2100 Hz was heard, modulated or not; what follows tells fax from modem, for fast faxes answer with ANSam too.
  private var pendingAnswerTone: ToneRun?
  private var pendingSignal = AnswerToneDetector.Signal.ans
  private var lastSpeechEnd: SampleTime?
  private var lastToneEnd: SampleTime?

  public init(settings: AnalyzerSettings = AnalyzerSettings()) {
    self.settings = settings
    cadence = CadenceDetector(country: settings.country)
  }

  /// Hears `samples`, 8 kHz linear, and appends what they brought to `events`.
  public mutating func consume(_ samples: Span<Int16>, into events: inout [CallEvent]) {
    for index in samples.indices {
      hop[hopCount] = Float(samples[index])
      hopCount += 1
      position.samples += 1
      if hopCount == Spectrum.hop {
        hopCount = 0
        advance(&events)
      }
    }
  }

  /// The line reports the answer, at the sample that comes next.
  public mutating func answered(into events: inout [CallEvent]) {
    guard answeredAt == nil || settings.supervision == .unknown else { return }
    answeredAt = position
    events.append(CallEvent(.answer, at: position))
    activity.restart()
  }

  /// No more audio: closes what is open and decides what can be decided.
  public mutating func finish(into events: inout [CallEvent]) {
    if let run = tracker.finish() { ended(run, &events) }
    if let stretch = activity.finish(at: position) { spoke(stretch, &events) }
    guard verdict == nil else { return }
    conclude(&events)
  }

  // MARK: - One hop

  private mutating func advance(_ events: inout [CallEvent]) {
    spectrum.advance(hop, end: position)
    let change = tracker.consume(spectrum)
    if let run = change.closed { ended(run, &events) }
    if change.opened {
      answerTone.opened()
      cadence.opened()
    }
    if let run = tracker.current {
      underway(run, &events)
    } else if let hit = cadence.quiet(
      at: spectrum.center, meanSquare: spectrum.total, isSpeech: activity.openStart != nil)
    {
      progress(hit, &events)
    }
    if preamble.consume(hop, end: position, spectrum: spectrum) {
      if let tone = pendingAnswerTone {
        events.append(
          CallEvent(
            .fax, at: tone.start, end: tone.end, name: "ced", frequencies: [tone.low],
            level: tone.level))
        pendingAnswerTone = nil
      }
      events.append(
        CallEvent(
          .fax, at: preamble.start, end: position, name: "v21-preamble",
          frequencies: [1650, 1850], level: Level(meanSquare: Double(spectrum.total))))
      decide(.fax, 0.99, "V.21 preamble: HDLC flags at 300 bit/s", &events)
    }
    if baudot.consume(hop, end: position, spectrum: spectrum) {
      events.append(
        CallEvent(
          .tty, at: baudot.start, end: position, name: "baudot", frequencies: [1400, 1800],
          level: Level(meanSquare: Double(spectrum.total))))
      decide(.tty, 0.98, "Baudot characters, 1400 and 1800 Hz at 45.45 bit/s", &events)
    }
    if let digit = dtmf.consume(spectrum) { events.append(digit) }
    listen(&events)
    if let found = beep.consume(spectrum, isToneOpen: tracker.current != nil),
      talk > 0.4, mayBeep
    {
      events.append(found)
      decide(.answeringMachine, 0.98, "a beep behind speech", &events)
    }
    if verdict == nil { judge(&events) }
  }

  /// Whether somebody who speaks may have a record tone: nothing else was decided.
  private var mayBeep: Bool {
    switch verdict?.outcome {
    case nil, .answeringMachine, .callScreener, .liveVoice, .unknown: true
    default: false
    }
  }

  /// The tone that drowns speech activity, if one does.
  private var dominantTone: ToneRun? {
    guard let run = tracker.current, run.seconds >= 0.15, run.isSteady else { return nil }
    return run
  }

  private mutating func listen(_ events: inout [CallEvent]) {
    let tone: SpeechActivity.Tone =
      if let run = dominantTone {
        .certain(since: run.start)
      } else if tracker.current != nil, spectrum.tonality > 0.9 {
        .perhaps
      } else {
        .none
      }
    if let stretch = activity.consume(spectrum, tone: tone) { spoke(stretch, &events) }
    if answeredAt == nil, settings.supervision == .unknown, let start = activity.openStart,
      spectrum.center - start > SampleTime.rate / 5
    {
      answeredAt = start
    }
  }

  private mutating func spoke(
    _ stretch: (start: SampleTime, end: SampleTime), _ events: inout [CallEvent]
  ) {
    events.append(CallEvent(.speech, at: stretch.start, end: stretch.end))
    lastSpeechEnd = stretch.end
  }

  /// Seconds of talk since the answer, and before it.
  private var talk: Double { answeredAt == nil ? 0 : activity.talk }
  private var earlyTalk: Double { answeredAt == nil ? activity.talk : 0 }

  // MARK: - Tones

  private mutating func underway(_ run: ToneRun, _ events: inout [CallEvent]) {
    if let hit = sit.underway(run) { report(hit, &events) }
    let power = spectrum.power(from: run.low - 60, to: run.low + 60)
    if let hit = answerTone.underway(run, power: power) { report(hit, &events) }
    if let hit = cadence.underway(run) { progress(hit, &events) }
  }

  private mutating func ended(_ run: ToneRun, _ events: inout [CallEvent]) {
    lastToneEnd = run.end
    if let hit = sit.ended(run) { report(hit, &events) }
    if let hit = answerTone.ended(run) { report(hit, &events) }
    // A steady sound that speech runs into is a vowel.
    let isVowel = lastSpeechEnd.map { abs(run.start - $0) < Spectrum.hop } ?? false
    if !isVowel, let hit = cadence.ended(run) { progress(hit, &events) }
    beep.ended(run)
    if let tone = pendingAnswerTone, abs(run.low - tone.low) < 30 {
      pendingAnswerTone?.end = run.end
    }
  }

  private mutating func report(_ hit: SITDetector.Hit, _ events: inout [CallEvent]) {
    let name = String(hit.outcome.rawValue.dropFirst("sit-".count))
    events.append(
      CallEvent(
        .sit, at: hit.start, end: hit.end, name: name, frequencies: hit.frequencies,
        level: hit.level))
    decide(hit.outcome, hit.confidence, "special information tone", &events)
  }

  private mutating func report(_ hit: AnswerToneDetector.Hit, _ events: inout [CallEvent]) {
    let run = hit.run
    func event(_ kind: CallEvent.Kind) -> CallEvent {
      CallEvent(
        kind, at: run.start, end: run.end, name: hit.signal.rawValue, frequencies: [run.low],
        level: run.level)
    }
    switch hit.signal {
    case .cng:
      guard talk < 0.4, earlyTalk < 0.4 else { return }
      events.append(event(.fax))
      decide(.fax, 0.93, "CNG: a fax machine calls", &events)
    case .ans, .ansam:
      guard talk < 1 else { return }
      pendingAnswerTone = run
      pendingSignal = hit.signal
    case .bell103, .v22:
      guard talk < 1 else { return }
      pendingAnswerTone = nil
      events.append(event(.modem))
      let tones: [AnswerToneDetector.Signal: String] = [
        .bell103: "2225 Hz: Bell 103", .v22: "2250 and 2850 Hz: V.22",
      ]
      decide(.modem, 0.97, tones[hit.signal] ?? hit.signal.rawValue, &events)
    case .callingTone:
      guard talk < 0.4 else { return }
      events.append(event(.modem))
    }
  }

  private mutating func progress(_ hit: CadenceDetector.Hit, _ events: inout [CallEvent]) {
    // Behind speech a lone tone is a beep, not ringing.
    if hit.kind == .ringback, talk > 0.4 { return }
    let name = hit.kind == .dial ? "dial-tone" : hit.kind.rawValue
    events.append(
      CallEvent(
        .tone, at: hit.start, end: hit.end, name: name, frequencies: hit.run.frequencies,
        level: hit.run.level, confidence: hit.confidence, also: hit.also))
    switch hit.kind {
    case .busy: decide(.busy, hit.confidence, "busy tone, two periods", &events)
    case .reorder: decide(.reorder, hit.confidence, "reorder tone, two periods", &events)
    case .dial: decide(.dialTone, hit.confidence, "an unbroken tone", &events)
    default: break
    }
  }

  // MARK: - Verdict

  private func seconds(since time: SampleTime) -> Double {
    Double(position - time) / Double(SampleTime.rate)
  }

  private mutating func judge(_ events: inout [CallEvent]) {
    if let tone = pendingAnswerTone {
      guard tracker.current == nil, seconds(since: tone.end) > 0.9 else { return }
      reportModem(tone, &events)
      decide(.modem, 0.9, "an answer tone that no fax preamble followed", &events)
      return
    }
    guard let answeredAt else { return }
    if let decision = GreetingRule.decide(talk: talk, pause: activity.pause) {
      if activity.music.isMusic {
        return decide(.music, 0.85, "steady notes without a rest", &events)
      }
      return decide(decision.outcome, decision.confidence, decision.reason, &events)
    }
    let quietSince = [answeredAt, lastToneEnd, lastSpeechEnd].compactMap { $0 }.max() ?? answeredAt
    if talk < GreetingRule.word, tracker.current == nil,
      seconds(since: quietSince) >= GreetingRule.silence
    {
      events.append(CallEvent(.silence, at: quietSince, end: position))
      decide(.silence, 0.9, "nobody spoke for \(GreetingRule.silence) s", &events)
    }
  }

  private mutating func reportModem(_ tone: ToneRun, _ events: inout [CallEvent]) {
    events.append(
      CallEvent(
        .modem, at: tone.start, end: tone.end, name: pendingSignal.rawValue,
        frequencies: [tone.low], level: tone.level))
  }

  /// The audio is over.
  private mutating func conclude(_ events: inout [CallEvent]) {
    if let tone = pendingAnswerTone {
      reportModem(tone, &events)
      return decide(.modem, 0.7, "an answer tone up to the end", &events)
    }
    if answeredAt != nil {
      if talk < GreetingRule.word { return decide(.silence, 0.8, "nobody spoke", &events) }
      return talk < 2
        ? decide(.liveVoice, 0.6, "few words up to the end", &events)
        : decide(.answeringMachine, 0.6, "talk up to the end", &events)
    }
    if earlyTalk > 1.5 {
      return decide(.announcement, 0.8, "speech and no answer", &events)
    }
    if cadence.rings > 0 {
      let times = cadence.rings == 1 ? "once" : "\(cadence.rings) times"
      return decide(.ringback, 0.95, "it rang \(times), and nobody answered", &events)
    }
    settings.supervision == .unknown
      ? decide(.silence, 0.5, "nothing was heard", &events)
      : decide(.unknown, 0.5, "nothing was heard and nobody answered", &events)
  }

  private mutating func decide(
    _ outcome: Outcome, _ confidence: Double, _ reason: String, _ events: inout [CallEvent]
  ) {
    guard verdict == nil else { return }
    verdict = Verdict(
      outcome: outcome, decidedAt: position, answeredAt: answeredAt, confidence: confidence,
      reason: reason)
    events.append(
      CallEvent(.verdict, at: position, name: outcome.rawValue, confidence: confidence))
  }
}
