// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The tones by which fax machines and modems call and answer, 2100 Hz in all its forms among them.
///
/// - CNG (T.30): 1100 ± 38 Hz, 0.5 s on, 3 s off, ± 15 %; carriers shift it by 8 Hz more. Machines' record tones are as
///   high and as long: behind a voice it is CNG at its second burst.
/// - CED and ANS (T.30, V.25): 2100 ± 15 Hz for 2.6 to 4.0 s; with a phase reversal every 450 ± 25 ms (ans-pr) where echo
///   cancellers are to be disabled.
/// - ANSam (V.8): 2100 Hz, its amplitude modulated by a fifth at 15 Hz: a modem, or a fast fax. A depth under 10 % is
///   none, over 15 % is one: the line is drawn at 12.5 %.
/// - Bell 103 answer: 2225 ± 15 Hz. V.25 calling tone: 1300 ± 15 Hz, 0.5 to 0.7 s on.
///
/// All are heard at −43 dBm0 and not below −46. What 2100 Hz means is told by what follows: a V.21 preamble makes it a fax.
struct AnswerToneDetector: Sendable {
  enum Signal: String, Sendable {
    case cng, ans, ansam, bell103
    case ansPR = "ans-pr"
    case ansamPR = "ansam-pr"
    case callingTone = "calling-tone"
  }

  struct Hit: Sendable {
    var signal: Signal
    var run: ToneRun
  }

  /// −44.5 dBm0, between what must be heard and what must not.
  static let least = Float(Level(dBm0: -44.5).meanSquare)
  /// Hz around the nominal frequency: 23 must be borne, 80 must not.
  static let slack: Float = 40
  static let modulationDepth: Float = 0.125
  /// Hz by which 2100 Hz may seem to wander where its phase turns.
  static let steady: Float = 12
  /// Seconds of 2100 Hz that hold two reversals.
  static let listening = 1.5

  /// Samples from one burst of CNG to the next: 3.5 s ± 15 %.
  static let cngPeriod = 23_800...32_200
  /// Seconds of a burst, 0.5 ± 15 % and what windows add.
  private static let cngBurst = 0.415...0.60

  private var reversals = PhaseReversals()
  private var envelope = Envelope()
  /// Whether this run was reported already.
  private(set) var isReported = false
  /// Where the last burst began that may be CNG's.
  private(set) var burst: SampleTime?

  mutating func opened() {
    envelope = Envelope()
    reversals = PhaseReversals()
    isReported = false
  }

  private static func isNear(_ run: ToneRun, _ hertz: Float, _ slack: Float = slack) -> Bool {
    !run.isDual && abs(run.low - hertz) <= slack && run.meanSquare >= least && run.purity > 0.75
  }

  /// Takes the frame of a run whose dominant line lies at 2100 Hz.
  mutating func follow(_ frame: SpectralFrame, hertz: Float) {
    reversals.add(frame, hertz: hertz)
    envelope.add(frame.first.power.squareRoot(), isTurning: reversals.isTurning)
  }

  /// A run is under way.
  mutating func underway(_ run: ToneRun, least: Double) -> Hit? {
    guard !isReported, run.seconds >= max(0.55, least) else { return nil }
    if AnswerToneDetector.isNear(run, 2100), run.jitter < AnswerToneDetector.steady,
      run.seconds >= AnswerToneDetector.listening
    {
      isReported = true
      return Hit(signal: kind, run: run)
    }
    if AnswerToneDetector.isNear(run, 2225), run.jitter < 8 {
      isReported = true
      return Hit(signal: .bell103, run: run)
    }
    return nil
  }

  /// - Parameter hasSpoken: whether it comes behind a voice.
  mutating func ended(_ run: ToneRun, least: Double, hasSpoken: Bool) -> Hit? {
    guard !isReported else { return nil }
    if AnswerToneDetector.isNear(run, 2100), run.jitter < AnswerToneDetector.steady,
      run.seconds >= max(0.4, least)
    {
      return Hit(signal: kind, run: run)
    }
    guard run.jitter < 8 else { return nil }
    if AnswerToneDetector.isNear(run, 1100, 54), AnswerToneDetector.cngBurst.contains(run.seconds) {
      defer { burst = run.start }
      let comesAgain = burst.map { AnswerToneDetector.cngPeriod.contains(run.start - $0) } ?? false
      return hasSpoken && !comesAgain ? nil : Hit(signal: .cng, run: run)
    }
    if AnswerToneDetector.isNear(run, 1300), (0.42...0.78).contains(run.seconds) {
      return Hit(signal: .callingTone, run: run)
    }
    return nil
  }

  private var kind: Signal {
    let isModulated = envelope.depth >= AnswerToneDetector.modulationDepth
    return switch (isModulated, reversals.areRegular) {
    case (false, false): .ans
    case (false, true): .ansPR
    case (true, false): .ansam
    case (true, true): .ansamPR
    }
  }
}
