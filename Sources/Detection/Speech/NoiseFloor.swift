// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The line's noise by band, dBm0: the least of the last 2.56 s, which falls at once and rises by 8 dB a second.
///
/// Where 400 ms were steady and nobody's voice was in them, they are the floor, whatever their level.
struct NoiseFloor: Sendable {
  static let frames = 16
  static let blocks = 8
  /// The least of so many frames of noise lies as many dB under their mean.
  static let bias: Float = 1.5
  static let rise: Float = 0.16
  static let lowest: Float = -74
  /// A line's first frame may be speech: its floor is not taken for higher.
  static let highestStart: Float = -52
  private static let unset: Float = 99

  /// By band of a ``SpeechFrame``.
  private(set) var level = SIMD8<Float>(repeating: -60)
  /// Of the band from 300 to 3425 Hz.
  private(set) var total: Float = -99

  private var smooth = SIMD8<Float>()
  private var least = SIMD8<Float>(repeating: unset)
  private var history = InlineArray<8, SIMD8<Float>>(repeating: SIMD8(repeating: unset))
  private var count = 0
  private var block = 0

  /// Starts at a line's first frame.
  mutating func start(_ frame: SpeechFrame) {
    smooth = frame.band
    level = frame.band.clamped(
      lowerBound: SIMD8(repeating: NoiseFloor.lowest),
      upperBound: SIMD8(repeating: NoiseFloor.highestStart))
    least = SIMD8(repeating: NoiseFloor.unset)
    history = InlineArray(repeating: SIMD8(repeating: NoiseFloor.unset))
    count = 0
  }

  /// Takes a frame; one that `counts` is neither a tone nor digital silence, a `stationary` one ends 400 ms of noise.
  mutating func consume(_ frame: SpeechFrame, counts: Bool, isStationary: Bool) {
    smooth += 0.4 * (frame.band - smooth)
    if counts {
      least.replace(with: smooth, where: smooth .< least)
      count += 1
    }
    if count >= NoiseFloor.frames {
      count = 0
      history[block] = least
      block = (block + 1) % NoiseFloor.blocks
      least = SIMD8(repeating: NoiseFloor.unset)
    }
    var lowest = least
    for index in history.indices {
      lowest.replace(with: history[index], where: history[index] .< lowest)
    }
    var target = lowest + NoiseFloor.bias
    target.replace(with: level, where: target .> 90)
    let step = target - level
    let risen = level + step.replacing(with: NoiseFloor.rise, where: step .> NoiseFloor.rise)
    let fallen = target.replacing(with: NoiseFloor.lowest, where: target .< NoiseFloor.lowest)
    level = risen.replacing(with: fallen, where: target .< level)
    if counts, isStationary {
      let excess = smooth - 1 - level
      level += (0.12 * excess).replacing(with: 0, where: excess .< 0)
    }
    var sum: Float = 0
    for band in 1..<SpeechFrame.bands { sum += exp2f(level[band] * 0.332_192_8) }
    total = SpeechFrame.decibels(sum + 1e-10)
  }
}
