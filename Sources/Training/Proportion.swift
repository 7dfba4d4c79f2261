// SPDX-License-Identifier: GPL-3.0-or-later

/// How many of how many, with Wilson's interval.
package struct Proportion: Sendable, Hashable {
  package var count: Int
  package var total: Int

  package init(_ count: Int, of total: Int) {
    self.count = count
    self.total = total
  }

  /// 0...1; nil of nothing.
  package var share: Double? { total > 0 ? Double(count) / Double(total) : nil }

  /// Between which shares the true one lies in 95 of 100 cases (E. B. Wilson, 1927); nil of nothing.
  package var interval: ClosedRange<Double>? {
    guard let share else { return nil }
    let z = 1.959_964
    let n = Double(total)
    let scale = 1 + z * z / n
    let middle = (share + z * z / (2 * n)) / scale
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / scale
    return max(0, middle - half)...min(1, middle + half)
  }
}
