// SPDX-License-Identifier: GPL-3.0-or-later

/// The special information tone: three tones, one after the other, before an announcement.
///
/// North America codes why a call failed in the first two of them: each is low or high (913.8 or
/// 985.2 Hz, 1370.6 or 1428.5 Hz) and short or long (274 or 380 ms); the third is always 1776.7 Hz,
/// long. The ITU's (E.180) is 950 ±50, 1400 ±50, 1800 ±50 Hz of 330 ±70 ms each, gaps up to 30 ms, and
/// says nothing of the cause. The first tone is often cut short by the switch.
public enum SIT: String, Sendable, CaseIterable, Codable {
  /// Intercept: the number was changed or disconnected.
  case intercept = "ic"
  /// Vacant code: there is no such number.
  case vacantCode = "vc"
  /// Reorder: the call failed within the area (RO').
  case reorder = "ro"
  /// No circuit within the area (NC').
  case noCircuit = "nc"
  /// Reorder between areas (RO'').
  case reorderBetweenAreas = "ro2"
  /// No circuit between areas (NC'').
  case noCircuitBetweenAreas = "nc2"
  /// Ineffective for another reason.
  case ineffectiveOther = "io"
  /// The ITU's, without a cause.
  case itu
  /// Germany's: the ITU's with 900 Hz first, as FreeSWITCH's table of tones has it.
  case german

  /// Frequency in Hz and duration in seconds of each of the three.
  public var tones: [(hertz: Double, seconds: Double)] {
    let (low1, high1, low2, high2) = (913.8, 985.2, 1370.6, 1428.5)
    let (short, long) = (0.274, 0.380)
    let last = (hertz: 1776.7, seconds: long)
    return switch self {
    case .intercept: [(low1, short), (low2, short), last]
    case .vacantCode: [(high1, long), (low2, short), last]
    case .reorder: [(low1, short), (high2, long), last]
    case .noCircuit: [(high1, long), (high2, long), last]
    case .reorderBetweenAreas: [(high1, short), (low2, long), last]
    case .noCircuitBetweenAreas: [(low1, long), (low2, long), last]
    case .ineffectiveOther: [(low1, long), (high2, short), last]
    case .itu: [(950, 0.33), (1400, 0.33), (1800, 0.33)]
    case .german: [(900, 0.33), (1400, 0.33), (1800, 0.33)]
    }
  }
}

extension Signals {
  /// A SIT, once. Bellcore's level is −24 ±1.5 dBm0, tones within 3 dB of each other.
  ///
  /// - Parameters:
  ///   - gap: seconds of silence between its tones.
  ///   - clipped: seconds that the switch has cut off the first tone's beginning.
  public static func sit(
    _ code: SIT, level: Level = Level(dBm0: -24), gap: Double = 0, clipped: Double = 0
  ) -> Tone {
    var segments: [ToneSegment] = []
    for (index, tone) in code.tones.enumerated() {
      let seconds = index == 0 ? max(0, tone.seconds - clipped) : tone.seconds
      if index > 0, gap > 0 { segments.append(.silence(gap)) }
      segments.append(ToneSegment([tone.hertz], duration: seconds, level: level))
    }
    return Tone(segments, repeats: false)
  }
}
