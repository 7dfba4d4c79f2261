// SPDX-License-Identifier: GPL-3.0-or-later

/// So many of so many, and what that says of calls to come.
public struct Proportion: Sendable, Hashable {
  public var count: Int
  public var total: Int

  public init(_ count: Int = 0, of total: Int = 0) {
    self.count = count
    self.total = total
  }

  public mutating func add(_ holds: Bool) {
    total += 1
    if holds { count += 1 }
  }

  /// 0...1; nil of nothing.
  public var share: Double? { total == 0 ? nil : Double(count) / Double(total) }

  /// The share's 95 % interval after Wilson (1927), which unlike the normal one holds near 0 and 1; nil of nothing.
  public var interval: ClosedRange<Double>? {
    guard let share else { return nil }
    let (n, z) = (Double(total), 1.96)
    let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half =
      z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, middle - half)...min(1, middle + half)
  }
}

/// `{"count":378,"of":380,"share":0.9947,"ci95":[0.981,0.9986]}`; share and interval are left out of nothing.
extension Proportion: Encodable {
  private enum CodingKeys: String, CodingKey {
    case count, share
    case total = "of"
    case interval = "ci95"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(count, forKey: .count)
    try values.encode(total, forKey: .total)
    try values.encodeIfPresent(share?.inTenThousandths, forKey: .share)
    try values.encodeIfPresent(
      interval.map { [$0.lowerBound.inTenThousandths, $0.upperBound.inTenThousandths] },
      forKey: .interval)
  }
}

extension Double {
  /// A share to four decimals.
  var inTenThousandths: Double { (self * 10_000).rounded() / 10_000 }
}
