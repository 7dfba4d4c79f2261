// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The record tone of an answering machine: a tone, a pair, a glide, a fading tone or two steps, of 350 to 2500 Hz,
/// 120 ms to 1.5 s long, at −35 dBm0 and more, and then the line's quiet. No standard names it; the figures are those of
/// machines in the field.
///
/// A line that stands out is followed by its own envelope, whatever is beside it. It ends where that passes a tenth of its
/// peak: from there a message may start. The line's level need not fall: on a noisy line only the tone is gone.
///
///     frame ─► LineTrace ─► BeepStep, twice at most ─► BeepModel ─► beep
struct BeepDetector: Sendable {
  /// Frames behind the last one of the line after which it is decided, 120 ms: with one less more vowels pass, with one
  /// more no fewer. A beep is reported 125 to 165 ms after its end.
  static let wait = 6
  /// Samples: 0.11 to 1.65 s. Clock pips of 100 ms are shorter, and windows take 10 ms from the shortest beep.
  static let lengths = 880...13_200
  /// Mean square, relative to the tone's, with which another one cuts its silence short.
  static let interruption: Float = 0.1

  /// −43 dBm0: a fading tone that begins at −35 dBm0 is as weak on the whole.
  static let weakest = Float(Level(dBm0: -43).meanSquare)
  /// Samples, 1.2 s, within which a tone that comes again is a pip, a cadence or a note; log-odds that make it a tone, and
  /// how near, relatively, it comes.
  static let repetition = 9600
  static let leastTone: Float = -2
  static let sameness: Float = 0.015
  /// Frames, 100 ms, for which a fading tone may be thought to go on in the noise.
  static let longestFade: Float = 5
  /// Share of the band's power that is in the lines of a tone: a little less than in one that is as loud as the noise.
  static let leastPurity: Float = 0.4

  private var trace = LineTrace()
  /// The line that the one under way replaced.
  private var earlier: BeepStep?
  private var isOver = false
  /// The tone before.
  private var known: (hertz: Float, end: SampleTime)?

  /// Takes a frame; the beep whose silence it completes.
  mutating func consume(_ frame: SpectralFrame) -> CallEvent? {
    defer { trace.note(frame) }
    if trace.isEmpty {
      if LineTrace.isTonal(frame) { begin(frame) }
    } else if isOver {
      return listen(frame)
    } else {
      follow(frame)
    }
    return nil
  }

  private mutating func begin(_ frame: SpectralFrame) {
    isOver = false
    earlier = nil
    trace.begin(frame)
  }

  private mutating func follow(_ frame: SpectralFrame) {
    switch trace.consume(frame) {
    case .followed: break
    case .replaced:
      let step = trace.purity > BeepDetector.leastPurity ? trace.step : nil
      if let step { remember(step, until: frame.center) }
      // A pause is none of a tone's steps.
      earlier = trace.gap <= LineTrace.longestGap ? step : nil
      trace.takeOver(frame)
    case .missed:
      guard trace.isGone else { return }
      let isShort = trace.last < LineTrace.capacity - BeepDetector.wait - 1
      if trace.last >= 2, isShort, trace.purity > BeepDetector.leastPurity {
        isOver = true
      } else {
        trace.clear()
      }
    }
  }

  /// The line is gone: what is there instead?
  private mutating func listen(_ frame: SpectralFrame) -> CallEvent? {
    if LineTrace.isTonal(frame), frame.first.power > BeepDetector.interruption * trace.peak {
      // The same tone after a short gap is the other half of a double beep.
      if let step = trace.step, !BeepDetector.isSame(step.hertz, frame.first.frequency) {
        remember(step, until: frame.center)
      }
      begin(frame)
      return nil
    }
    trace.watch(frame)
    guard trace.gap >= BeepDetector.wait else { return nil }
    defer {
      isOver = false
      trace.clear()
    }
    return decide()
  }

  private mutating func decide() -> CallEvent? {
    guard let last = trace.step, last.power >= BeepDetector.weakest, !BeepDetector.isDigit(last)
    else { return nil }
    let silence = trace.silence(behind: last)
    let end = trace.end(isPair: last.side > 0)
    let both = earlier.flatMap(last.after)
    let alone = BeepModel.odds(last, silence)
    let together = both.map { BeepModel.odds($0, silence) } ?? alone
    let odds = max(alone, together)
    guard odds > BeepDetector.leastTone else { return nil }
    let again = isKnown(last)
    known = (last.hertz, end)
    guard !again, silence.isSilence, odds > BeepModel.threshold else { return nil }
    let whole = together > alone ? both ?? last : last
    let steps = together > alone ? earlier?.frequencies ?? [] : []
    guard BeepDetector.lengths.contains(end - whole.start) else { return nil }
    return CallEvent(
      .beep, at: whole.start, end: end, frequencies: (steps + last.frequencies).sorted(),
      level: Level(meanSquare: Double(last.power)), confidence: Double(1 / (1 + expf(-odds))))
  }

  /// Remembers a tone that something else followed, for it may come again.
  private mutating func remember(_ step: BeepStep, until end: SampleTime) {
    if BeepModel.odds(step, .line(of: step)) > BeepDetector.leastTone { known = (step.hertz, end) }
  }

  /// Whether it is the tone before, come again.
  private func isKnown(_ step: BeepStep) -> Bool {
    guard let known, step.start - known.end < BeepDetector.repetition else { return false }
    return BeepDetector.isSame(step.hertz, known.hertz)
  }

  private static func isSame(_ one: Float, _ other: Float) -> Bool {
    abs(one - other) < sameness * other
  }

  private static func isDigit(_ step: BeepStep) -> Bool {
    guard step.side > 0,
      let digit = DigitPlan.digit(
        low: min(step.hertz, step.side), high: max(step.hertz, step.side))
    else { return false }
    return DigitPlan.all[digit].system == .dtmf
  }
}
