// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// What the detectors found, as events.
extension ToneReceiver {
  func progress(
    _ hit: CadenceDetector.Hit, _ context: Context, _ events: inout [CallEvent]
  ) {
    if hit.kind == .ringback, context.hasSpoken { return }
    events.append(
      CallEvent(
        .tone, at: hit.start, end: hit.end, name: hit.kind.eventName,
        frequencies: hit.run.frequencies, level: hit.run.level, confidence: hit.confidence,
        also: hit.also.map(\.kind.eventName), shares: hit.shares))
  }

  func report(_ hit: SITDetector.Hit, _ events: inout [CallEvent]) {
    let name = String(hit.outcome.rawValue.dropFirst("sit-".count))
    events.append(
      CallEvent(
        .sit, at: hit.start, end: hit.end, name: name, frequencies: hit.frequencies,
        level: hit.level, confidence: hit.confidence))
  }

  func report(_ hit: InterceptDetector.Hit, _ events: inout [CallEvent]) {
    events.append(
      CallEvent(
        .tone, at: hit.start, end: hit.end, name: ListedTone.Kind.intercept.eventName,
        frequencies: hit.frequencies, level: hit.run.level, confidence: 0.95))
  }

  func report(_ hit: LoneToneDetector.Hit, _ events: inout [CallEvent]) {
    events.append(
      CallEvent(
        .tone, at: hit.start, end: hit.end, name: hit.name, frequencies: hit.frequencies,
        level: hit.level))
  }

  mutating func report(
    _ found: CarrierDetector.Carrier, _ run: ToneRun, _ events: inout [CallEvent]
  ) {
    lastModem = run.end
    events.append(
      CallEvent(
        .modem, at: run.start, end: run.end, name: found.name, frequencies: run.frequencies,
        level: run.level))
  }

  mutating func report(
    _ signal: FSKModemDetector.Signal, _ frame: SpectralFrame, _ events: inout [CallEvent]
  ) {
    lastModem = position
    events.append(
      CallEvent(
        signal == .edt || signal == .v18Probe ? .tty : .modem, at: keyed.start, end: position,
        name: signal.rawValue,
        frequencies: [keyed.frequencies.x, keyed.frequencies.y],
        level: Level(meanSquare: Double(frame.total))))
  }

  mutating func report(_ hit: AnswerToneDetector.Hit, _ events: inout [CallEvent]) {
    let run = hit.run
    func event(_ kind: CallEvent.Kind) -> CallEvent {
      CallEvent(
        kind, at: run.start, end: run.end, name: hit.signal.rawValue, frequencies: [run.low],
        level: run.level)
    }
    if hit.signal != .cng { lastModem = run.end }
    switch hit.signal {
    case .cng: events.append(event(.fax))
    case .bell103, .callingTone: events.append(event(.modem))
    case .ans, .ansPR, .ansam, .ansamPR: answer.began(event(.modem))
    }
  }

  /// A text telephone was recognised.
  func teletype(_ frame: SpectralFrame) -> CallEvent {
    CallEvent(
      .tty, at: baudot.start, name: "baudot", frequencies: [1400, 1800],
      level: Level(meanSquare: Double(frame.total)), text: baudot.text)
  }

  /// It has typed to the end.
  func typed(_ events: inout [CallEvent]) {
    events.append(
      CallEvent(
        .tty, at: baudot.start, end: baudot.end, name: "baudot", frequencies: [1400, 1800],
        text: baudot.text))
  }
}

extension CadenceDetector.Hit {
  /// The share of every class, where the signal has several.
  fileprivate var shares: [String: Double] {
    guard !also.isEmpty else { return [:] }
    return also.reduce(into: [kind.eventName: confidence]) { $0[$1.kind.eventName] = $1.share }
  }
}

extension ListedTone.Kind {
  /// The name under which an event reports the tone.
  var eventName: String { self == .dial ? "dial-tone" : rawValue }
}
