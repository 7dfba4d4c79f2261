// SPDX-License-Identifier: GPL-3.0-or-later

/// Whether verdicts are right as often as they say: in bins of equal count, from the least confident to the most.
public struct Calibration: Sendable, Hashable {
  public struct Bin: Sendable, Hashable {
    public var count: Int
    /// The confidences in it, 0...1.
    public var range: ClosedRange<Double>
    public var meanConfidence: Double
    /// Share, 0...1, of verdicts that were right.
    public var right: Double
  }

  public static let binCount = 10

  public private(set) var bins: [Bin] = []

  /// Verdicts of one confidence may fall into two bins: each then counts as right as they all are in the mean, so that
  /// their order does not matter.
  public init(_ verdicts: [(confidence: Double, isRight: Bool)]) {
    var shares: [Double: Proportion] = [:]
    for verdict in verdicts {
      shares[verdict.confidence, default: Proportion()].add(verdict.isRight)
    }
    let sorted = verdicts.map(\.confidence).sorted()
    let count = Calibration.binCount
    for place in 0..<count {
      let bin = sorted[(place * sorted.count / count)..<((place + 1) * sorted.count / count)]
      guard let least = bin.first, let most = bin.last else { continue }
      let right = bin.reduce(0) { $0 + (shares[$1]?.share ?? 0) }
      bins.append(
        Bin(
          count: bin.count, range: least...most,
          meanConfidence: bin.reduce(0, +) / Double(bin.count), right: right / Double(bin.count)))
    }
  }

  public var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// Expected calibration error: the mean distance, over all verdicts, of a bin's confidence from its share of right
  /// ones; nil of nothing.
  public var error: Double? {
    guard count > 0 else { return nil }
    return bins.reduce(0) { $0 + Double($1.count) * abs($1.meanConfidence - $1.right) }
      / Double(count)
  }
}

extension Calibration: Encodable {
  private enum CodingKeys: String, CodingKey {
    case bins
    case error = "expected_error"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(error?.inTenThousandths, forKey: .error)
    try values.encode(bins, forKey: .bins)
  }
}

extension Calibration.Bin: Encodable {
  private enum CodingKeys: String, CodingKey {
    case count = "n"
    case least, most
    case meanConfidence = "confidence"
    case right
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(count, forKey: .count)
    try values.encode(range.lowerBound.inTenThousandths, forKey: .least)
    try values.encode(range.upperBound.inTenThousandths, forKey: .most)
    try values.encode(meanConfidence.inTenThousandths, forKey: .meanConfidence)
    try values.encode(right.inTenThousandths, forKey: .right)
  }
}
