// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Whether somebody is speaking, frame by frame, against a noise floor that is tracked in nine bands.
///
/// A frame's score is the mean over the bands of how many decibels each stands above its floor beyond what noise does
/// by itself. Speech begins above `on` for 40 ms and ends below `off` for 120 ms.
struct SpeechActivity: Sendable {
  /// Band edges in Hz; speech reaches through all of them, hum and most tones through one or two.
  static let edges: [Float] = [200, 400, 600, 800, 1050, 1400, 1800, 2300, 2900, 3500]
  static let bands = 9
  /// Decibels above the floor that noise reaches by chance: a band of 8 to 24 bins of a single frame.
  static let chance: Float = 3
  static let on: Float = 3.0
  static let off: Float = 1.6
  static let onFrames = 4
  static let offFrames = 12
  /// A floor is never taken for lower than this: line noise of −66 dBm0 over the nine bands.
  static let lowestFloor = 10 * log10f(Float(Level(dBm0: -66).meanSquare) / Float(bands))

  private var floors = InlineArray<9, Float>(repeating: 0)
  private var smoothed = InlineArray<9, Float>(repeating: 0)
  private var frames = 0
  private var above = 0
  private var below = 0

  /// The frame's score in dB, and whether speech is under way.
  private(set) var score: Float = 0
  private(set) var isActive = false

  mutating func consume(_ spectrum: Spectrum) {
    var sum: Float = 0
    for band in 0..<SpeechActivity.bands {
      let power = spectrum.power(
        from: SpeechActivity.edges[band], to: SpeechActivity.edges[band + 1] - 25)
      let level = max(10 * log10f(max(power, 1e-3)), SpeechActivity.lowestFloor - 6)
      if frames == 0 {
        smoothed[band] = level
        floors[band] = max(level, SpeechActivity.lowestFloor)
      }
      smoothed[band] += 0.25 * (level - smoothed[band])
      // Down at once, up by 6 dB a second: a minute's worth of noise raises it, a sentence does not.
      if smoothed[band] < floors[band] {
        floors[band] += 0.4 * (smoothed[band] - floors[band])
      } else {
        floors[band] += min(0.06, 0.02 * (smoothed[band] - floors[band]))
      }
      floors[band] = max(floors[band], SpeechActivity.lowestFloor)
      sum += max(0, min(20, level - floors[band] - SpeechActivity.chance))
    }
    frames += 1
    score = sum / Float(SpeechActivity.bands)
    if score >= SpeechActivity.on { above += 1 } else { above = 0 }
    if score < SpeechActivity.off { below += 1 } else { below = 0 }
    if above >= SpeechActivity.onFrames { isActive = true }
    if below >= SpeechActivity.offFrames { isActive = false }
  }
}
