// SPDX-License-Identifier: GPL-3.0-or-later

/// A straight line through what a trace measures, laid three times: what strays by twice the spread, as a lost packet
/// makes it, is left out of the next. Three points or less have no slope.
struct TrendLine: Sendable {
  private(set) var slope: Float = 0
  private(set) var offset: Float = 0
  /// Standard deviation of the points from the line.
  private(set) var spread: Float = 0
  private var limit = Float.infinity

  /// Lays it through `value` of those `points` in `range` that belong to the trace's line.
  init(
    _ points: Span<LineTrace.Point>, _ range: Range<Int>, _ value: (LineTrace.Point) -> Float
  ) {
    let reference = value(points[range.lowerBound])
    for _ in 0..<3 {
      // Sums of: one, place, height, their squares and product.
      var sums = SIMD8<Float>()
      for index in range where points[index].isLine {
        let (place, height) = (Float(index), value(points[index]) - reference)
        guard limit == .infinity || keeps(place, height + reference) else { continue }
        sums += SIMD8(1, place, height, place * place, height * height, place * height, 0, 0)
      }
      let n = sums[0]
      guard n > 0 else { return }
      let covariance = sums[5] - sums[1] * sums[2] / n
      slope = n > 3 ? covariance / (sums[3] - sums[1] * sums[1] / n) : 0
      offset = reference + (sums[2] - slope * sums[1]) / n
      let rest = sums[4] - sums[2] * sums[2] / n - slope * covariance
      spread = (max(0, rest) / n).squareRoot()
      limit = max(2 * spread, 0.05)
    }
  }

  /// Whether a point was counted.
  func keeps(_ place: Float, _ value: Float) -> Bool {
    abs(value - offset - slope * place) <= limit
  }
}
