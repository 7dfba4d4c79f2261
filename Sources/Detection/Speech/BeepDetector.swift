// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The record tone of an answering machine: one steady tone (or a pair, a chirp, two steps) of 350 to 2500 Hz, 120 ms
/// to 1.5 s long, behind speech, and then quiet. No standard names it; the figures are those of machines in the field.
///
/// The beep ends where its envelope passes a tenth of its peak: from there a message may start.
struct BeepDetector: Sendable {
  static let band: ClosedRange<Float> = 330...2550
  static let shortest = 0.10
  static let longest = 1.6
  /// Each piece of a beep under 700 Hz lasts as long: vowels hold still for less.
  static let lowShortest = 0.17
  /// Quiet, 15 dB under the beep, for this long behind it.
  static let quiet = 0.14
  /// The window lets a tenth of the amplitude through 10 ms behind an abrupt end.
  static let smear = 80

  private struct Candidate {
    var start: SampleTime
    var end: SampleTime
    var frequencies: [Float]
    var peak: Float
    var isTailOver = false
  }

  private var candidate: Candidate?
  private var loud: Float = 0

  /// A run has ended.
  mutating func ended(_ run: ToneRun) {
    guard BeepDetector.isTone(run) else {
      if run.seconds > 0.05 { candidate = nil }
      return
    }
    if var open = candidate, run.start - open.end < 480,
      !open.isTailOver || run.start - open.end < 320
    {
      open.end = run.end
      open.peak = max(open.peak, run.meanSquare)
      open.isTailOver = false
      if let last = open.frequencies.last, abs(last - run.low) > 60, open.frequencies.count < 3 {
        open.frequencies.append(run.low)
      }
      candidate = open
    } else {
      candidate = Candidate(
        start: run.start, end: run.end, frequencies: run.frequencies, peak: run.meanSquare)
    }
    loud = 0
  }

  /// A steady tone, a fading one, or a piece of a chirp or of two steps. Vowels that last as long wander by 3 Hz and
  /// more and keep less than 95 % of their power in one line; under 700 Hz, where they live, the tone must be steadier.
  private static func isTone(_ run: ToneRun) -> Bool {
    guard band.contains(run.low), run.lines.count == 0 || band.contains(run.lines.hertz[0]),
      !isDigit(run)
    else { return false }
    if run.jitter <= 1.2, run.unsteadiness <= 2, run.seconds >= 0.2 { return run.purity >= 0.88 }
    if run.low < 700 {
      return run.seconds >= lowShortest && run.jitter <= 2.5 && run.purity >= 0.96
        && run.unsteadiness <= 3
    }
    if run.jitter > 15 { return run.purity >= 0.97 && run.unsteadiness <= 2.5 }
    return run.seconds > 0.03 && run.purity >= 0.93 && run.unsteadiness <= 6
  }

  private static func isDigit(_ run: ToneRun) -> Bool {
    guard run.isDual, let digit = DigitPlan.digit(low: run.low, high: run.high) else {
      return false
    }
    return DigitPlan.all[digit].system == .dtmf
  }

  /// Takes the frame's quiet; the beep once it is sure.
  mutating func consume(_ spectrum: SpectralFrame, isToneOpen: Bool) -> CallEvent? {
    guard var open = candidate, !isToneOpen else { return nil }
    let threshold = max(0.01 * open.peak, 1)
    if !open.isTailOver {
      if spectrum.total > threshold, spectrum.center - open.end < 2400,
        spectrum.tonality > ToneTracker.tonalShare
      {
        open.end = max(open.end, spectrum.center + -BeepDetector.smear)
      } else {
        open.isTailOver = true
      }
      candidate = open
    }
    let since = Double(spectrum.center - open.end) / Double(SampleTime.rate)
    if since > 0.05 { loud = max(loud, spectrum.total) }
    if loud > 0.05 * open.peak {
      candidate = nil
      return nil
    }
    guard since >= BeepDetector.quiet else { return nil }
    candidate = nil
    let length = Double(open.end - open.start) / Double(SampleTime.rate)
    guard length >= BeepDetector.shortest, length <= BeepDetector.longest else { return nil }
    return CallEvent(
      .beep, at: open.start, end: open.end, frequencies: open.frequencies.sorted(),
      level: Level(meanSquare: Double(open.peak)))
  }
}
