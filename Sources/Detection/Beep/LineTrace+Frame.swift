// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// What a frame is to a line.
extension LineTrace {
  /// Whether a line or a pair of lines within the band stands out.
  static func isTonal(_ frame: SpectralFrame) -> Bool {
    guard frame.total >= floor else { return false }
    let isPair = frame.pairTonality >= leastPairShare
    return band.contains(frame.first.frequency)
      ? isPair || frame.tonality >= leastShare : isPair && isUpperOfPair(frame)
  }

  /// Whether the stronger of two lines lies above the band, and the other one in it.
  private static func isUpperOfPair(_ frame: SpectralFrame) -> Bool {
    frame.first.frequency > band.upperBound && sideBand.contains(frame.first.frequency)
      && band.contains(frame.second.frequency)
      && frame.second.power > 0.1 * frame.first.power
  }

  /// The frame's two lines; that of the band first.
  static func point(_ frame: SpectralFrame) -> Point {
    let other = max(0, frame.pairShare * frame.total - frame.first.power)
    return isUpperOfPair(frame)
      ? Point(
        hertz: frame.second.frequency, sideHertz: frame.first.frequency, power: other,
        sidePower: frame.first.power, total: frame.total)
      : Point(
        hertz: frame.first.frequency, sideHertz: frame.second.frequency,
        power: frame.first.power, sidePower: other, total: frame.total)
  }

  /// Whether one of the frame's lines goes on where `hertz` was; it becomes the first.
  static func matches(_ point: inout Point, _ hertz: Float) -> Bool {
    if abs(point.hertz - hertz) <= glide { return true }
    guard abs(point.sideHertz - hertz) <= glide, point.sidePower > 0.1 * point.power else {
      return false
    }
    swap(&point.hertz, &point.sideHertz)
    swap(&point.power, &point.sidePower)
    return true
  }
}
