// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether a level has stayed where it is, as that of line noise and hum does and that of a voice does not.
///
/// The band power of white noise over a 40 ms window has a standard deviation of 0.45 dB, smoothed less; syllables come
/// 3 to 8 times a second and move it by 10 dB.
struct Flatness: Sendable {
  static let frames = 20
  static let deviation: Float = 0.9

  private var sum: Float = 0
  private var squares: Float = 0
  private var reference: Float = 0
  private var count = 0

  /// Takes a level in dB; the mean of the last 400 ms, in steps of 400 ms, where they were flat.
  mutating func add(_ level: Float) -> Float? {
    if count == 0 { reference = level }
    let difference = level - reference
    sum += difference
    squares += difference * difference
    count += 1
    guard count == Flatness.frames else { return nil }
    let mean = sum / Float(count)
    let variance = squares / Float(count) - mean * mean
    let level = reference + mean
    self = Flatness()
    return variance < Flatness.deviation * Flatness.deviation ? level : nil
  }
}
