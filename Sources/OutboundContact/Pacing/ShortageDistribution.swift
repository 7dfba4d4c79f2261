// SPDX-License-Identifier: GPL-3.0-or-later

/// How many people will be on the line for whom no agent is free, when each line is answered, and each agent becomes
/// free, with a probability of its own: D = answered - free, at four moments at once (the horizons of ``FloorEstimates``).
///
/// Exact where lines and agents are few (a convolution of Bernoulli variables); where they are many by the normal
/// distribution with a term for skewness (the refined normal approximation of Volkova, 1996).
package struct ShortageDistribution: Sendable {
  /// A number at each of the moments.
  package typealias Moments = SIMD4<Double>

  /// Lines and agents up to which the distribution is exact: floors of some 40 agents, at a third of live calls.
  package static let exactLimit = 96
  /// A probability too small to be followed.
  private static let negligible = 1e-10

  /// P(D = index - offset) in `low...`, where exact; what lies beyond is negligible.
  private var mass: [Moments] = []
  private var low = 0
  private var offset = 0
  private var isExact = false
  package private(set) var mean = Moments.zero
  private var variance = Moments.zero
  /// The third central moment.
  private var skew = Moments.zero

  package init() {}

  /// Starts anew, for `free` agents less the calls that wait already; `terms`: lines and agents that will be added.
  package mutating func reset(free: Int, terms: Int) {
    isExact = terms <= ShortageDistribution.exactLimit
    mass.removeAll(keepingCapacity: true)
    if isExact { mass.append(Moments(repeating: 1)) }
    low = 0
    offset = free
    mean = Moments(repeating: -Double(free))
    variance = .zero
    skew = .zero
  }

  /// A line that is answered with these probabilities.
  package mutating func addLine(_ chances: Moments) {
    count(chances, sign: 1)
    if isExact { convolve(chances) }
  }

  /// A busy agent who becomes free with these probabilities.
  package mutating func addAgent(_ chances: Moments) {
    count(chances, sign: -1)
    // What hardly ever happens changes the mean and no more.
    guard isExact, chances.greatest > 1e-4 else { return }
    // -Bernoulli(f) is Bernoulli(1 - f) - 1.
    offset += 1
    convolve(1 - chances)
  }

  private mutating func count(_ chances: Moments, sign: Double) {
    let spread = chances * (1 - chances)
    mean += sign * chances
    variance += spread
    skew += sign * spread * (1 - 2 * chances)
  }

  private mutating func convolve(_ chances: Moments) {
    guard chances.greatest > 1e-5 else { return }
    let stay = 1 - chances
    mass.append(.zero)
    let low = low
    mass.withUnsafeMutableBufferPointer { mass in
      var index = mass.count - 1
      while index > low {
        mass[index] = mass[index] * stay + mass[index - 1] * chances
        index -= 1
      }
      mass[low] *= stay
    }
    if mass[low].greatest < ShortageDistribution.negligible { self.low += 1 }
    if mass[mass.count - 1].greatest < ShortageDistribution.negligible { mass.removeLast() }
  }

  /// P(a further person on the line finds nobody): P(D ≥ 0), the mean of the moments.
  package var risk: Double {
    var sum = Moments.zero
    if isExact {
      guard offset > 0 else { return 1 }
      var index = max(low, offset)
      while index < mass.count {
        sum += mass[index]
        index += 1
      }
    } else {
      let deviation = variance.squareRoot()
      for moment in 0..<4 {
        sum[moment] = NormalDistribution.refined(
          (mean[moment] + 0.5) / max(0.3, deviation[moment]),
          skewness: -skew[moment] / max(0.03, variance[moment] * deviation[moment]))
      }
    }
    return sum.sum() / 4
  }

  /// E[D⁺], people for whom there will be nobody, at the worst of the moments.
  package var expected: Double {
    var sum = Moments.zero
    if isExact {
      var index = max(low, offset + 1)
      while index < mass.count {
        sum += mass[index] * Double(index - offset)
        index += 1
      }
    } else {
      let deviation = variance.squareRoot()
      for moment in 0..<4 {
        sum[moment] = NormalDistribution.excess(
          mean: mean[moment], deviation: deviation[moment])
      }
    }
    return sum.greatest
  }
}

extension SIMD4<Double> {
  /// The same as `max()`, which is called out of line.
  fileprivate var greatest: Double { Swift.max(Swift.max(x, y), Swift.max(z, w)) }
}
