// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Music told from talk: by what a ``FrameModel`` says of the loud frames, on average, or by two things that voices do not
/// do. The dominant line of music stays where it is for as long as a note lasts, while a voice's glides; and music does not
/// rest between words. Either finds music that the other does not: the rule knows no instruments, the model has heard some.
///
/// The rule looks only at what lies within 9 dB of the loudest, so that a television behind a voice is not. Measured over the
/// first seconds: there the line keeps within 5 Hz for 90 ms in 5 to 40 % of the frames of music on hold, and in 0 to 2 %
/// of those of speech; music is as loud as that for 45 to 90 % of the time, speech before music for 10 to 40 %,
/// and it rests, 18 dB below the loudest, for less than a quarter of the time. Pure tones are steady too: a frame with 94 %
/// of its power in a line or two is not counted. Its loudest notes are steady like the others: where a television
/// plays behind a voice, what is within 4.5 dB of the loudest is the voice.
package struct MusicMeter: Sendable {
  static let span = 5
  static let wander: Float = 5
  static let purity: Float = 0.94
  static let leastSteady: Float = 0.05
  static let leastLoud: Float = 0.45
  static let leastAudible: Float = 0.75
  /// What is loud lies within this of the loudest, dB, and above −50 dBm0.
  static let loud: Float = 9
  static let loudest: Float = 4.5
  /// The model is asked of what lies within this of the loudest, and a person's voice is the loudest before a television:
  /// frames of either, and their mean log-odds; those of talk.
  package static let weighed: Float = 12
  static let mostlyVoice: Float = 6
  static let leastWeighed: Int32 = 60
  static let leastVoice: Int32 = 15
  static let leastOdds: Float = 0.5
  static let talk: Float = -2
  /// A frame says no more than this.
  static let mostOdds: Float = 4
  /// Between words there is nothing within this.
  static let audible: Float = 18
  static let quietest = 10 * log10f(Float(Level(dBm0: -50).meanSquare))
  /// Loud frames that a judgement needs, and those of them that are the loudest.
  static let leastFrames: Int32 = 60
  static let leastLoudest: Int32 = 30

  /// 2 dB each, from ``quietest`` up.
  private static let levels = 32
  private static let step: Float = 2

  private var recent = InlineArray<5, Float>(repeating: 0)
  private var frames: Int32 = 0
  private var peak: Float = quietest
  /// By level: frames, those of them in which the line kept still, and when the first came.
  private var counts = InlineArray<32, Int32>(repeating: 0)
  private var steady = InlineArray<32, Int32>(repeating: 0)
  private var firsts = InlineArray<32, Int32>(repeating: -1)
  /// Log-odds of music, summed.
  private var odds = InlineArray<32, Float>(repeating: 0)

  private static func bin(_ level: Float) -> Int {
    min(levels - 1, max(0, Int((level - quietest) / step)))
  }

  /// Takes one frame of this level, dB, and what was measured in it.
  mutating func consume(
    _ spectrum: SpectralFrame, level: Float, inputs: SpeechInputs, model: FrameModel
  ) {
    recent[Int(frames) % MusicMeter.span] = spectrum.first.frequency
    frames += 1
    guard level > MusicMeter.quietest else { return }
    if level > peak { peak += 0.5 * (level - peak) }
    let bin = MusicMeter.bin(level)
    if firsts[bin] < 0 { firsts[bin] = frames }
    counts[bin] += 1
    if level > peak - MusicMeter.weighed {
      odds[bin] += min(MusicMeter.mostOdds, max(-MusicMeter.mostOdds, model.odds(inputs)))
    }
    guard frames >= MusicMeter.span, spectrum.pairTonality < MusicMeter.purity else { return }
    var low = Float.infinity
    var high: Float = 0
    for index in recent.indices {
      low = min(low, recent[index])
      high = max(high, recent[index])
    }
    if high - low < MusicMeter.wander { steady[bin] += 1 }
  }

  var isMusic: Bool { isHeard || hasSteadyNotes }

  /// What the model says. Where nobody spoke it alone is asked, for hum keeps as still as a note.
  var isHeard: Bool {
    let weighed = from(peak - MusicMeter.weighed)
    let voice = from(peak - MusicMeter.mostlyVoice)
    return weighed.count >= MusicMeter.leastWeighed && voice.count >= MusicMeter.leastVoice
      && weighed.odds > MusicMeter.leastOdds * Float(weighed.count)
      && voice.odds > MusicMeter.leastOdds * Float(voice.count)
  }

  /// What the rule says, unless the model hears talk.
  private var hasSteadyNotes: Bool {
    let weighed = from(peak - MusicMeter.weighed)
    guard weighed.odds > MusicMeter.talk * Float(weighed.count) else { return false }
    let loudest = from(peak - MusicMeter.loudest)
    let loud = from(peak - MusicMeter.loud)
    let audible = from(peak - MusicMeter.audible)
    return loud.count >= MusicMeter.leastFrames && loudest.count >= MusicMeter.leastLoudest
      && Float(loud.steady) >= MusicMeter.leastSteady * Float(loud.count)
      && Float(loudest.steady) >= MusicMeter.leastSteady * Float(loudest.count)
      && Float(loud.count) >= MusicMeter.leastLoud * Float(loud.age)
      && Float(audible.count) >= MusicMeter.leastAudible * Float(audible.age)
  }

  /// Frames of `level` and more, those of them that were steady, their log-odds, and frames since the first.
  private func from(_ level: Float) -> (count: Int32, steady: Int32, odds: Float, age: Int32) {
    var sum: (count: Int32, steady: Int32, odds: Float, age: Int32) = (0, 0, 0, 0)
    for bin in MusicMeter.bin(level)..<MusicMeter.levels where counts[bin] > 0 {
      sum.count += counts[bin]
      sum.steady += steady[bin]
      sum.odds += odds[bin]
      sum.age = max(sum.age, frames - firsts[bin])
    }
    return sum
  }
}
