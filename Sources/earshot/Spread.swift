// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Median, least and most of some rounds.
struct Spread: Encodable {
  var median: Double
  var least: Double
  var most: Double

  /// All 0 of no values.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    least = sorted.first ?? 0
    most = sorted.last ?? 0
  }

  /// "  13.2   (12.9 to 13.4)"
  func text(decimals: Int, width: Int) -> String {
    let format = "%\(width).\(decimals)f   (%.\(decimals)f to %.\(decimals)f)"
    return String(format: format, median, least, most)
  }
}
