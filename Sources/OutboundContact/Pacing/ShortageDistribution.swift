// SPDX-License-Identifier: GPL-3.0-or-later

/// How many people will be on the line for whom no agent is free, when each line is answered, and each agent becomes
/// free, with a probability of its own: D = answered - free.
///
/// Exact where lines and agents are few (a convolution of Bernoulli variables), by the normal distribution where they
/// are many.
package struct ShortageDistribution: Sendable {
  /// Lines and agents up to which the distribution is exact: floors of some 40 agents, at a third of live calls.
  package static let exactLimit = 96

  /// P(D = index - offset), where exact.
  private var mass: [Double] = []
  private var offset = 0
  private var isExact = false
  package private(set) var mean = 0.0
  package private(set) var variance = 0.0

  package init() {}

  /// Starts anew, for `free` agents less the calls that wait already; `terms`: lines and agents that will be added.
  package mutating func reset(free: Int, terms: Int) {
    isExact = terms <= ShortageDistribution.exactLimit
    mass.removeAll(keepingCapacity: true)
    if isExact { mass.append(1) }
    offset = free
    mean = -Double(free)
    variance = 0
  }

  /// A line that is answered with this probability.
  package mutating func addLine(_ chance: Double) {
    mean += chance
    variance += chance * (1 - chance)
    if isExact { convolve(chance) }
  }

  /// A busy agent who becomes free with this probability.
  package mutating func addAgent(_ chance: Double) {
    mean -= chance
    variance += chance * (1 - chance)
    // What hardly ever happens changes the mean and no more.
    guard isExact, chance > 1e-4 else { return }
    // -Bernoulli(f) is Bernoulli(1 - f) - 1.
    offset += 1
    convolve(1 - chance)
  }

  private mutating func convolve(_ chance: Double) {
    guard chance > 1e-5 else { return }
    let stay = 1 - chance
    mass.append(0)
    mass.withUnsafeMutableBufferPointer { mass in
      var index = mass.count - 1
      while index > 0 {
        mass[index] = mass[index] * stay + mass[index - 1] * chance
        index -= 1
      }
      mass[0] *= stay
    }
  }

  /// P(a further person on the line finds nobody): P(D ≥ 0).
  package var risk: Double {
    guard isExact else {
      return NormalDistribution.cumulative((mean + 0.5) / max(0.3, variance.squareRoot()))
    }
    guard offset > 0 else { return 1 }
    return mass.dropFirst(offset).reduce(0, +)
  }

  /// E[D⁺], people for whom there will be nobody.
  package var expected: Double {
    guard isExact else {
      return NormalDistribution.excess(mean: mean, deviation: variance.squareRoot())
    }
    var sum = 0.0
    for index in mass.indices where index > offset { sum += mass[index] * Double(index - offset) }
    return sum
  }
}
