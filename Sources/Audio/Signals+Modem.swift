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

  /// An answer tone of any frequency, with phase jumps of any size at any interval in seconds, and any amplitude modulation.
  public static func answer(
    _ hertz: Double, seconds: Double, level: Level = Level(dBm0: -12), reversal: Double? = nil,
    degrees: Double = 180, modulation: ToneSegment.AmplitudeModulation? = nil
  ) -> [Int16] {
    answerTone(
      hertz, seconds: seconds, level: level, reversal: reversal, degrees: degrees,
      modulation: modulation)
  }

  /// The calling tone of V.25: 1300 ±15 Hz, 0.5 to 0.7 s on and 1.5 to 2.0 s off.
  public static func callingTone(level: Level = Level(dBm0: -12)) -> Tone {
    Tone([ToneSegment([1300], duration: 0.6, level: level), .silence(2)], repeats: true)
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

  /// A V.21 modem that answers without a tone before: channel 2's 1, 1650 ±6 Hz.
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

  /// A V.22 modem at work: scrambled 1s at 1200 bit/s (V.22, 2.5 and 5: x⁻¹⁴ + x⁻¹⁷; a dibit of 00, 01, 11 or 10 turns the
  /// phase by 90, 0, 270 or 180°).
  public static func v22Data(
    isAnswer: Bool = true, seconds: Double = 2, level: Level = Level(dBm0: -12)
  ) -> [Int16] {
    var register: UInt32 = 0
    func scrambledOne() -> Int {
      let bit = 1 ^ (register >> 13 & 1) ^ (register >> 16 & 1)
      register = register << 1 | bit
      return Int(bit)
    }
    let turns = (0..<Int(seconds * 600)).map { _ in
      [1, 0, 2, 3][scrambledOne() << 1 | scrambledOne()]
    }
    let modem: PhaseShiftKeying = isAnswer ? .v22Answerer : .v22Caller
    return modem.samples(turns: turns, level: level)
  }

  /// S1, by which V.22 bis modems ask for 2400 bit/s: unscrambled dibits 00 and 11 by turns at 1200 bit/s for 100 ±3 ms, so
  /// the carrier and a line 300 Hz on either side of it.
  public static func v22bisS1(
    isAnswer: Bool = true, seconds: Double = 0.1, level: Level = Level(dBm0: -12)
  ) -> [Int16] {
    let modem: PhaseShiftKeying = isAnswer ? .v22Answerer : .v22Caller
    let turns = (0..<Int((seconds * 600).rounded())).map { $0 % 2 == 0 ? 1 : 3 }
    return modem.samples(turns: turns, level: level)
  }

  /// AA, a calling V.32 modem (V.32, 5.4): one symbol again and again, which is 1800 Hz.
  public static func v32AA(seconds: Double = 1, level: Level = Level(dBm0: -12)) -> [Int16] {
    PhaseShiftKeying.v32.samples(
      turns: [Int](repeating: 0, count: Int(seconds * 2400)), level: level)
  }

  /// AC, an answering V.32 modem: two opposite symbols by turns, which are 600 and 3000 Hz.
  public static func v32AC(seconds: Double = 1, level: Level = Level(dBm0: -12)) -> [Int16] {
    PhaseShiftKeying.v32.samples(
      turns: [Int](repeating: 2, count: Int(seconds * 2400)), level: level)
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
