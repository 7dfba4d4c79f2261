// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A scale with its unit, in words, and its marks.
public struct Axis: Sendable {
  public var range: ClosedRange<Double>
  /// What is measured, and its unit.
  public var title: String
  /// Where it is marked, and what is written there.
  public var ticks: [Tick]

  public struct Tick: Sendable, Hashable {
    public var value: Double
    public var label: String

    public init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  public init(_ range: ClosedRange<Double>, title: String, ticks: [Tick]) {
    self.range = range
    self.title = title
    self.ticks = ticks
  }

  /// Marked at round numbers, at no more than `count` of them: 1, 2 or 5 times a power of ten apart.
  public init(_ range: ClosedRange<Double>, title: String, count: Int) {
    let length = range.upperBound - range.lowerBound
    let decade = pow(10, floor(log10(length / Double(count))))
    let step = [1, 2, 5, 10].map { $0 * decade }.first { length / $0 <= Double(count) }
    let decimals = max(0, Int(-floor(log10(decade))) - (step == 10 * decade ? 1 : 0))
    self.init(
      range, title: title,
      ticks: Axis.multiples(of: step ?? 10 * decade, in: range).map {
        // No "-0".
        Tick($0, String(format: "%.\(decimals)f", $0 == 0 ? 0 : $0))
      })
  }

  /// Time from 0 to `seconds`, marked at no more than `count` places: in seconds up to two minutes, then as minutes
  /// and seconds.
  public init(seconds: Double, count: Int) {
    guard seconds > 120 else {
      self.init(0...seconds, title: "time, s", count: count)
      return
    }
    let steps: [Double] = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400]
    let step = steps.first { seconds / $0 <= Double(count) } ?? seconds / Double(count)
    self.init(
      0...seconds, title: "time, min:s",
      ticks: Axis.multiples(of: step, in: 0...seconds).map { Tick($0, Axis.clock($0)) })
  }

  /// As in 2:05.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return String(format: "%d:%02d", whole / 60, whole % 60)
  }

  private static func multiples(of step: Double, in range: ClosedRange<Double>) -> [Double] {
    let (first, last) = (ceil(range.lowerBound / step), floor(range.upperBound / step + 1e-9))
    return first > last ? [] : (Int(first)...Int(last)).map { Double($0) * step }
  }

  /// Where `value` lies, as a share of the range.
  public func share(_ value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}
