// SPDX-License-Identifier: GPL-3.0-or-later

/// The noise of the line, band by band, before the first word, in the pauses of a greeting and in the pause under way.
///
/// A person's line is as noisy behind the greeting as before it. A recorded greeting brings the noise of where it was
/// recorded and takes it along: only differences are told, never what the noise is.
struct LineNoise: Sendable {
  /// Frames that a mean needs.
  static let enough: Float = 4
  /// dB beyond which a difference is no larger.
  static let most: Float = 20

  /// Sums of levels by band of a ``SpeechFrame``, dB, with the number of frames in the unused eighth lane.
  private var before = SIMD8<Float>()
  private var between = SIMD8<Float>()
  private var now = SIMD8<Float>()

  /// Takes a frame in which nobody speaks.
  mutating func consume(_ frame: SpeechFrame, hasSpoken: Bool) {
    var levels = frame.band
    levels[7] = 1
    if hasSpoken { now += levels } else { before += levels }
  }

  /// Speech goes on: the pause was one within the greeting.
  mutating func resume() {
    between += now
    now = .zero
  }

  /// dB by which the bands changed: their mean, most and least. Nothing where one of the two is not known.
  struct Change: Sendable {
    var mean: Float = 0
    var most: Float = 0
    var least: Float = 0
  }

  var nowAgainstBefore: Change { LineNoise.change(before, now) }
  var nowAgainstBetween: Change { LineNoise.change(between, now) }
  var betweenAgainstBefore: Change { LineNoise.change(before, between) }

  private static func change(_ first: SIMD8<Float>, _ second: SIMD8<Float>) -> Change {
    var change = Change()
    guard first[7] >= enough, second[7] >= enough else { return change }
    let difference = (second / second[7] - first / first[7])
      .clamped(lowerBound: SIMD8(repeating: -most), upperBound: SIMD8(repeating: most))
    change.most = -most
    change.least = most
    for band in 1..<SpeechFrame.bands {
      change.mean += difference[band] / 6
      change.most = max(change.most, difference[band])
      change.least = min(change.least, difference[band])
    }
    return change
  }
}
