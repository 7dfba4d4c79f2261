// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
public import Detection
import Foundation

/// Two detectors' results on the same labelled calls, or one detector's before and after a change.
public struct Comparison: Sendable {
  /// A call of which both have a result.
  public struct Pair: Sendable {
    public var call: LabelledCall
    public var before: Verdict
    public var after: Verdict

    public var wasRight: Bool { call.accepts(before.outcome) }
    public var isRight: Bool { call.accepts(after.outcome) }
    public var isChanged: Bool { before.outcome != after.outcome }
  }

  /// How calls of one kind changed.
  public struct Tally: Sendable, Hashable {
    public var calls = 0
    public var rightBefore = 0
    public var rightAfter = 0
    /// Right now and wrong before; and the other way.
    public var gained = 0
    public var lost = 0

    mutating func add(_ pair: Pair) {
      calls += 1
      if pair.wasRight { rightBefore += 1 }
      if pair.isRight { rightAfter += 1 }
      if pair.isRight, !pair.wasRight { gained += 1 }
      if pair.wasRight, !pair.isRight { lost += 1 }
    }

    /// Probability of a difference as great as this or greater, either way, where neither is better: the exact test of
    /// McNemar (1947), in which each call that changed sides is the toss of a coin.
    public var probability: Double { Comparison.coin(min(gained, lost), of: gained + lost) }
  }

  public private(set) var pairs: [Pair] = []
  /// Scored calls of which one or both have no result.
  public private(set) var missingBefore = 0
  public private(set) var missingAfter = 0
  public private(set) var all = Tally()
  public private(set) var outcomes: [Outcome: Tally] = [:]
  public private(set) var families: [Outcome: [String: Tally]] = [:]

  public init(_ calls: [LabelledCall], before: Results, after: Results) {
    for call in calls where call.isScored {
      let (first, second) = (before[call.file]?.verdict, after[call.file]?.verdict)
      if first == nil { missingBefore += 1 }
      if second == nil { missingAfter += 1 }
      guard let first, let second else { continue }
      let pair = Pair(call: call, before: first, after: second)
      pairs.append(pair)
      all.add(pair)
      outcomes[call.outcome, default: Tally()].add(pair)
      families[call.outcome, default: [:]][call.family, default: Tally()].add(pair)
    }
  }

  public var changed: [Pair] { pairs.filter(\.isChanged) }

  /// By how many seconds later the calls of a label were decided, of those that kept their verdict.
  public func delays(of outcome: Outcome) -> Percentiles {
    Percentiles(
      pairs.filter { $0.call.outcome == outcome && !$0.isChanged }.map {
        $0.after.decidedAt.seconds - $0.before.decidedAt.seconds
      })
  }

  /// Probability that `count` or fewer of `total` tosses fall on one side of a coin, or on the other.
  static func coin(_ count: Int, of total: Int) -> Double {
    guard total > 0 else { return 1 }
    let ways = lgamma(Double(total) + 1) - Double(total) * log(2)
    let tail = (0...count).reduce(0.0) { sum, heads in
      sum + exp(ways - lgamma(Double(heads) + 1) - lgamma(Double(total - heads) + 1))
    }
    return min(1, 2 * tail)
  }
}
