// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// What an answer tone means is told by what follows it: V.21 flags make it a fax's CED, whether or not it was modulated
/// (fast faxes answer with ANSam), and nothing makes it a modem's.
struct AnswerSequence: Sendable {
  /// Seconds within which flags follow: CED is followed by 75 ± 20 ms of silence (T.30); 0.9 s leaves room for faxes
  /// that take longer.
  static let patience = 0.9

  private var tone: CallEvent? { didSet { isWaiting = tone != nil } }
  private var preambleStart = SampleTime.zero

  /// Whether a tone waits for what follows.
  private(set) var isWaiting = false

  mutating func began(_ tone: CallEvent) { self.tone = tone }

  /// The tone, or one like it, was over.
  mutating func ended(_ run: ToneRun) {
    guard let hertz = tone?.frequencies.first, abs(run.low - hertz) < 30 else { return }
    tone?.end = run.end
  }

  /// The fax's own words.
  mutating func heard(
    _ hit: PreambleDetector.Hit, _ preamble: PreambleDetector, level: Level,
    into events: inout [CallEvent]
  ) {
    switch hit {
    case .began:
      if var tone {
        tone.kind = .fax
        tone.name = "ced"
        events.append(tone)
      }
      tone = nil
      preambleStart = preamble.start
      events.append(
        CallEvent(
          .fax, at: preamble.start, name: "v21-preamble", frequencies: [1650, 1850], level: level))
    case .ended:
      events.append(
        CallEvent(
          .fax, at: preambleStart, end: preamble.end, name: "v21-preamble",
          frequencies: [1650, 1850], level: level))
    case .frame:
      // T.30 5.3.6.1: address, control, then the facsimile control field; DIS is 0000 0001 as sent.
      let isDIS = preamble.frame.count >= 4 && preamble.frame[2] == 0x80
      guard isDIS else { return }
      let digits = preamble.frame.map { String($0, radix: 16, uppercase: true) }
      events.append(
        CallEvent(
          .fax, at: preambleStart, end: preamble.end, name: "dis",
          text: digits.map { $0.count < 2 ? "0" + $0 : $0 }.joined(separator: " ")))
    }
  }

  /// Time goes on: an answer tone that nothing followed is a modem's.
  mutating func advance(to now: SampleTime, isToneOpen: Bool, into events: inout [CallEvent]) {
    guard isWaiting, !isToneOpen, let tone, let end = tone.end,
      Double(now - end) > AnswerSequence.patience * Double(SampleTime.rate)
    else { return }
    events.append(tone)
    self.tone = nil
  }

  mutating func finish(into events: inout [CallEvent]) {
    if let tone { events.append(tone) }
    tone = nil
  }
}
