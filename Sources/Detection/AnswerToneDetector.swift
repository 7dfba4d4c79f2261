// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// The single tones by which fax machines and modems call and answer.
///
/// - CNG (T.30): 1100 ± 38 Hz, 0.5 s on, 3 s off, ± 15 %.
/// - CED and ANS (T.30, V.25): 2100 ± 15 Hz for 2.6 to 4.0 s; with a phase reversal every 450 ± 25 ms where echo
///   cancellers are to be disabled.
/// - ANSam (V.8): 2100 Hz, its amplitude modulated by a fifth at 15 Hz: a modem, or a fast fax.
/// - V.22 answer: unscrambled ones at 1200 bit/s, which are two lines, 2250 and 2850 Hz.
/// - Bell 103 answer: 2225 ± 15 Hz. V.25 calling tone: 1300 ± 15 Hz, 0.5 to 0.7 s on.
///
/// What 2100 Hz means, modulated or not, is told by what follows: a V.21 preamble makes it a fax.
struct AnswerToneDetector: Sendable {
  enum Signal: String, Sendable { case cng, ans, ansam, bell103, v22, callingTone = "calling-tone" }

  struct Hit: Sendable {
    var signal: Signal
    var run: ToneRun
  }

  /// The 15 Hz share of the envelope that makes ANSam: V.8 asks 20 % depth, of which the 40 ms window leaves a half.
  static let leastModulation: Float = 0.045

  private var envelope = InlineArray<64, Float>(repeating: 0)
  private var count = 0
  /// Whether this run was reported already.
  private var reported: Signal?

  mutating func opened() {
    count = 0
    reported = nil
  }

  /// A run is under way; `power` is this frame's in-line power.
  mutating func underway(_ run: ToneRun, power: Float) -> Hit? {
    envelope[count % envelope.count] = power.squareRoot()
    count += 1
    guard run.jitter < 8, reported == nil else { return nil }
    if run.isDual {
      guard abs(run.low - 2250) <= 30, abs(run.high - 2850) <= 40, run.seconds >= 0.3 else {
        return nil
      }
      reported = .v22
      return Hit(signal: .v22, run: run)
    }
    if abs(run.low - 2100) <= 30, run.seconds >= 0.66, run.purity > 0.75 {
      let modulated = modulation >= AnswerToneDetector.leastModulation
      let hit = Hit(signal: modulated ? .ansam : .ans, run: run)
      if modulated || run.seconds >= 1.0 {
        reported = hit.signal
        return hit
      }
    }
    if abs(run.low - 2225) <= 30, run.seconds >= 0.55, run.purity > 0.75 {
      reported = .bell103
      return Hit(signal: .bell103, run: run)
    }
    return nil
  }

  mutating func ended(_ run: ToneRun) -> Hit? {
    guard !run.isDual, run.jitter < 8, run.purity > 0.75 else { return nil }
    if abs(run.low - 2100) <= 30 {
      if reported == nil, run.seconds >= 0.4 { return Hit(signal: .ans, run: run) }
    }
    if abs(run.low - 1100) <= 50, (0.415...0.60).contains(run.seconds) {
      return Hit(signal: .cng, run: run)
    }
    if abs(run.low - 1300) <= 25, (0.45...0.75).contains(run.seconds) {
      return Hit(signal: .callingTone, run: run)
    }
    return nil
  }

  /// Amplitude of the envelope at 15 Hz, relative to its mean, over the last 0.6 s; 0 where the envelope has as much at
  /// 10 or 20 Hz, as phase reversals and lost packets give it.
  private var modulation: Float {
    let at15 = swing(at: 15)
    return at15 > 3 * max(swing(at: 10), swing(at: 20)) ? at15 : 0
  }

  private func swing(at hertz: Float) -> Float {
    let frames = 60
    guard count >= frames else { return 0 }
    var mean: Float = 0
    for back in 0..<frames { mean += envelope[(count - 1 - back) % envelope.count] }
    mean /= Float(frames)
    guard mean > 0 else { return 0 }
    var real: Float = 0
    var imaginary: Float = 0
    for back in 0..<frames {
      let value = envelope[(count - 1 - back) % envelope.count] - mean
      let angle = 2 * Float.pi * hertz * Float(back) / 100
      real += value * cosf(angle)
      imaginary += value * sinf(angle)
    }
    return 2 * (real * real + imaginary * imaginary).squareRoot() / Float(frames) / mean
  }
}
