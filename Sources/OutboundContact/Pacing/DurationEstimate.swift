// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How long something takes, learnt from how long it took: a histogram that forgets.
///
/// It begins with a guess, which is worth `priorWeight` observations; of what was seen `memory` observations ago about
/// a third (1/e) is left. So it follows a day that changes, and a wrong guess fades.
public struct DurationEstimate: Sendable, Hashable {
  /// Width of a bin, seconds.
  public let step: Double
  /// Observations until their weight is 1/e.
  public let memory: Double
  /// Share of the weight in each bin; what is longer than the last bin lies in it.
  private var weights: [Double]
  private var total: Double
  private var seen = 0
  private var refreshedAt = 0
  /// P(it takes longer than `index × step`), one more than there are bins.
  private(set) var survival: [Double]
  /// Seconds.
  public private(set) var mean: Double

  /// - Parameters:
  ///   - guess: P(it takes no longer than so many seconds).
  ///   - limit: seconds that the histogram reaches.
  public init(
    step: Double, limit: Double, memory: Double, priorWeight: Double,
    guess: (Double) -> Double
  ) {
    self.step = step
    self.memory = memory
    let count = max(1, Int((limit / step).rounded(.up)))
    weights = (0..<count).map { bin in
      let upper = bin + 1 == count ? 1 : guess(Double(bin + 1) * step)
      return priorWeight * max(0, upper - guess(Double(bin) * step))
    }
    total = weights.reduce(0, +)
    survival = []
    mean = 0
    refresh()
  }

  /// How many were observed.
  public var observations: Int { seen }

  /// True where the curves have changed, which is not at each observation: at the first few, then every sixteenth.
  @discardableResult
  public mutating func learn(_ seconds: Double) -> Bool {
    guard seconds.isFinite, seconds >= 0 else { return false }
    let bin = min(weights.count - 1, Int(min(seconds / step, 1e6)))
    // Instead of making the old lighter, the new are made heavier, until the numbers grow too large.
    let weight = total / memory
    let new = max(1e-9, seen < Int(memory) ? max(1, weight) : weight)
    weights[bin] += new
    total += new
    seen += 1
    if total > 2 * memory { forget() }
    guard seen <= 16 || seen - refreshedAt >= 16 else { return false }
    refresh()
    return true
  }

  private mutating func forget() {
    let factor = memory / total
    for bin in weights.indices { weights[bin] *= factor }
    total = memory
  }

  private mutating func refresh() {
    refreshedAt = seen
    var left = 1.0
    var mean = 0.0
    survival = [1]
    survival.reserveCapacity(weights.count + 1)
    for bin in weights.indices {
      let share = weights[bin] / total
      mean += share * (Double(bin) + 0.5) * step
      left = max(0, left - share)
      survival.append(left)
    }
    survival[weights.count] = 0
    self.mean = mean
  }

  /// P(it takes longer than `seconds`), linear within a bin.
  public func survival(_ seconds: Double) -> Double {
    let place = max(0, seconds / step)
    let bin = Int(min(place, Double(weights.count)))
    guard bin < weights.count else { return 0 }
    let part = place - Double(bin)
    return survival[bin] * (1 - part) + survival[bin + 1] * part
  }

  /// P(it takes longer than `index × step + seconds`), as ``survival`` by index; `seconds` not below 0.
  func survival(shiftedBy seconds: Double) -> [Double] {
    let place = max(0, seconds / step)
    let bins = Int(min(place, Double(weights.count)))
    let part = place - Double(bins)
    let known = max(0, weights.count - bins)
    return [Double](unsafeUninitializedCapacity: survival.count) { shifted, count in
      for index in 0..<known {
        shifted[index] = survival[index + bins] * (1 - part) + survival[index + bins + 1] * part
      }
      for index in known..<survival.count { shifted[index] = 0 }
      count = survival.count
    }
  }

  /// The seconds by which `share` of them are over.
  public func quantile(_ share: Double) -> Double {
    for bin in weights.indices where 1 - survival[bin + 1] >= share {
      let before = 1 - survival[bin]
      let within = survival[bin] - survival[bin + 1]
      let part = within > 0 ? (share - before) / within : 1
      return (Double(bin) + max(0, min(1, part))) * step
    }
    return Double(weights.count) * step
  }
}

extension DurationEstimate {
  /// A guess: normal with this mean and standard deviation.
  public static func normal(_ mean: Double, _ deviation: Double) -> (Double) -> Double {
    { NormalDistribution.cumulative(($0 - mean) / deviation) }
  }

  /// A guess: log-normal with this mean and standard deviation.
  public static func logNormal(_ mean: Double, _ deviation: Double) -> (Double) -> Double {
    let variance = log(1 + (deviation / mean) * (deviation / mean))
    let middle = log(mean) - variance / 2
    return { seconds in
      seconds <= 0
        ? 0 : NormalDistribution.cumulative((log(seconds) - middle) / variance.squareRoot())
    }
  }

  /// A guess: exponential with this mean.
  public static func exponential(_ mean: Double) -> (Double) -> Double {
    { 1 - exp(-max(0, $0) / mean) }
  }

  /// A guess: anything between the two is as likely.
  public static func uniform(_ range: ClosedRange<Double>) -> (Double) -> Double {
    let length = max(1e-9, range.upperBound - range.lowerBound)
    return { max(0, min(1, ($0 - range.lowerBound) / length)) }
  }
}

/// The standard normal distribution.
public enum NormalDistribution {
  private static func density(_ x: Double) -> Double {
    exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  /// P(X ≤ x).
  public static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }

  /// P(X ≤ x) of a sum that is nearly normal but has this skewness: the first term of its Edgeworth series.
  static func refined(_ x: Double, skewness: Double) -> Double {
    min(1, max(0, cumulative(x) + skewness * (1 - x * x) * density(x) / 6))
  }

  /// E[(m + s·X)⁺], the expected excess over 0.
  public static func excess(mean m: Double, deviation s: Double) -> Double {
    guard s > 1e-12 else { return max(0, m) }
    let x = m / s
    return s * density(x) + m * cumulative(x)
  }
}
