// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Where the values of a sample lie. In JSON: their number, median, 90th and 95th percentile in seconds.
public struct Percentiles: Sendable, Hashable {
  /// In rising order.
  public let values: [Double]

  public init(_ values: [Double]) { self.values = values.sorted() }

  public var count: Int { values.count }
  public var median: Double? { self[50] }
  public var mean: Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(count) }

  /// The value below which `percent`, 0...100, of the sample lie, between two values in proportion; nil of nothing.
  public subscript(percent: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    let place = Double(count - 1) * percent / 100
    let low = Int(place)
    let next = values[min(low + 1, count - 1)]
    return values[low] + (next - values[low]) * (place - Double(low))
  }
}

extension Percentiles: Encodable {
  private enum CodingKeys: String, CodingKey {
    case count = "n"
    case p50 = "p50_s"
    case p90 = "p90_s"
    case p95 = "p95_s"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(count, forKey: .count)
    try values.encodeIfPresent(self[50]?.inMilliseconds, forKey: .p50)
    try values.encodeIfPresent(self[90]?.inMilliseconds, forKey: .p90)
    try values.encodeIfPresent(self[95]?.inMilliseconds, forKey: .p95)
  }
}

extension Double {
  /// Seconds to three decimals.
  var inMilliseconds: Double { (self * 1000).rounded() / 1000 }
}
