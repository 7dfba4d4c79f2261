// SPDX-License-Identifier: GPL-3.0-or-later

/// A calling list of a campaign and how much it gives, in proportion to the others' shares: the Campaign object's
/// weight of a list, 10 by default, 0 for none.
public struct ListShare: Sendable, Hashable, Codable {
  public var name: String
  public var share: Int

  public init(name: String, share: Int = 10) {
    self.name = name
    self.share = share
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    share = try container.decodeIfPresent(Int.self, forKey: .share) ?? 10
    guard !name.isEmpty, (0...1_000_000).contains(share) else {
      throw DecodingError.dataCorruptedError(
        forKey: .share, in: container,
        debugDescription: "a list has a name and a share from 0 to 1000000")
    }
  }
}

/// Whose turn it is among lists: in any stretch of turns each list has its share of them, to within one, so that a list
/// with a small share is not passed over for ever where few records are fetched at a time.
public struct ListRotation: Sendable, Hashable {
  private var shares: [ListShare]
  /// What each list has waited for.
  private var credit: [Int]

  public init(_ shares: [ListShare]) {
    self.shares = shares.filter { $0.share > 0 }
    credit = Array(repeating: 0, count: self.shares.count)
  }

  /// True where it is of the same lists with the same shares.
  public func isOf(_ other: [ListShare]) -> Bool { shares == other.filter { $0.share > 0 } }

  /// The next list to take a chain from, but for those that have none (`dry`, by position in `names`); nil where all
  /// are dry.
  public mutating func next(without dry: Set<Int>) -> Int? {
    var best: Int?
    var total = 0
    for index in shares.indices where !dry.contains(index) {
      credit[index] += shares[index].share
      total += shares[index].share
      if best.map({ credit[index] > credit[$0] }) ?? true { best = index }
    }
    if let best { credit[best] -= total }
    return best
  }

  /// The lists that have a share.
  public var names: [String] { shares.map(\.name) }
}
