// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

extension Signals {
  /// ANS with phase reversals, a modem that answers (ITU-T V.25): 2100 ±15 Hz for 2.6…4.0 s, the
  /// phase turned by 180° every 450 ±25 ms.
  public static func ans(
    seconds: Double = 3.3, level: Level = Level(dBm0: -12), phaseReversals: Bool = true
  ) -> [Int16] {
    answerTone(2100, seconds: seconds, level: level, reversal: phaseReversals ? 0.45 : nil)
  }

  /// ANSam, a V.8 modem that answers: 2100 ±1 Hz, amplitude modulated at 15 ±0.1 Hz between 0.8
  /// ±0.01 and 1.2 ±0.01 of its mean, phase reversals every 450 ±25 ms optional; up to 5 s.
  ///
  /// - Parameter level: of the unmodulated carrier; the whole is 0.09 dB above it.
  public static func ansam(
    seconds: Double = 4, level: Level = Level(dBm0: -12), phaseReversals: Bool = true
  ) -> [Int16] {
    answerTone(
      2100, seconds: seconds, level: level, reversal: phaseReversals ? 0.45 : nil,
      modulation: .init(hertz: 15, depth: 0.2))
  }

  /// Bell 103 and 212A modems answer with 2225 ±15 Hz, which is also Bell 103's 1.
  public static func bell103(
    seconds: Double = 4, level: Level = Level(dBm0: -12)
  ) -> [Int16] {
    answerTone(2225, seconds: seconds, level: level)
  }

  /// A V.21 modem that answers without a tone before: channel 2's 1, 1650 ±6 Hz (from memory).
  public static func v21Mark(seconds: Double = 4, level: Level = Level(dBm0: -12)) -> [Int16] {
    answerTone(1650, seconds: seconds, level: level)
  }

  /// USB1, a V.22 modem that answers without a tone before: unscrambled 1s at 1200 bit/s on 2400 Hz.
  ///
  /// Every symbol of 1/600 s turns the phase by 270°, so the signal is periodic and has but two
  /// lines within the band that V.22's root raised cosine of 75 % leaves: 2400 − 150 and 2400 + 450
  /// Hz. The filter's response at these offsets gives them their levels: the upper one is 11.4 dB
  /// below the lower. (V.22's figures are from memory.)
  public static func v22(seconds: Double = 4, level: Level = Level(dBm0: -12)) -> [Int16] {
    let lower = rootRaisedCosine(at: 150)
    let upper = rootRaisedCosine(at: 450)
    let scale = (level.meanSquare * 2 / (lower * lower + upper * upper)).squareRoot()
    var oscillators = (Oscillator(), Oscillator())
    return (0..<SampleTime(seconds: seconds).count).map { _ in
      Int16(
        saturating: scale
          * (lower * oscillators.0.next(2250) + upper * oscillators.1.next(2850)))
    }
  }

  /// Amplitude response of a root raised cosine filter for 600 symbols a second with a roll-off of
  /// 0.75, at `hertz` from the carrier: flat to 75 Hz, nothing from 525 Hz.
  private static func rootRaisedCosine(at hertz: Double) -> Double {
    let (symbols, rollOff) = (600.0, 0.75)
    let edge = (1 - rollOff) * symbols / 2
    let across = min(1, max(0, (hertz - edge) / (rollOff * symbols)))
    return (0.5 * (1 + cos(.pi * across))).squareRoot()
  }
}
