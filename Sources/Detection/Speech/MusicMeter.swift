// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Music told from talk, by two things that voices do not do: the dominant line of music stays where it is for as long
/// as a note lasts, while a voice's glides; and music does not rest between words.
///
/// Measured over the first four seconds: the line keeps within 5 Hz for 90 ms in 9 to 50 % of the frames of music on
/// hold, and in 0 to 2 % of those of speech (5 in 100 recordings reach 15 %); music rests for 0 to 27 % of the time,
/// greetings for 6 to 80 %. Pure tones are steady too: a frame with 94 % of its power in a line or two is not counted.
struct MusicMeter: Sendable {
  static let span = 5
  static let wander: Float = 5
  static let purity: Float = 0.94
  static let leastSteady = 0.07
  static let mostRest = 0.25
  /// What sounds lies within this of the loudest, dB, and above −50 dBm0.
  static let loud: Float = 18
  static let quietest = 10 * log10f(Float(Level(dBm0: -50).meanSquare))
  /// Frames of sound that a judgement needs.
  static let leastFrames = 100

  private var recent = InlineArray<5, Float>(repeating: 0)
  private var peak: Float = 0
  private var frames = 0
  private var sounding = 0
  private var steady = 0

  /// Takes one frame of this level, dB.
  mutating func consume(_ spectrum: SpectralFrame, level: Float) {
    if level > peak { peak += peak > 0 ? 0.5 * (level - peak) : level }
    let isSounding = level > max(MusicMeter.quietest, peak - MusicMeter.loud)
    guard isSounding || sounding > 0 else { return }
    recent[frames % MusicMeter.span] = spectrum.first.frequency
    frames += 1
    guard isSounding else { return }
    sounding += 1
    guard frames >= MusicMeter.span, spectrum.pairTonality < MusicMeter.purity else { return }
    var low = Float.infinity
    var high: Float = 0
    for index in recent.indices {
      low = min(low, recent[index])
      high = max(high, recent[index])
    }
    if high - low < MusicMeter.wander { steady += 1 }
  }

  var isMusic: Bool {
    guard sounding >= MusicMeter.leastFrames else { return false }
    return Double(steady) >= MusicMeter.leastSteady * Double(sounding)
      && Double(frames - sounding) <= MusicMeter.mostRest * Double(frames)
  }
}
