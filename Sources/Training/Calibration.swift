// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// How far probabilities can be believed.
package struct Calibration: Sendable {
  private var pairs: [(probability: Double, isMachine: Bool)] = []

  package init() {}

  package mutating func add(odds: Float, isMachine: Bool) {
    pairs.append((1 / (1 + exp(-Double(odds))), isMachine))
  }

  package mutating func add(probability: Double, isMachine: Bool) {
    pairs.append((probability, isMachine))
  }

  /// Mean distance, over ten bins of equal count, between the probability that was given and how often it was so
  /// (Naeini and others, 2015); nil without a probability.
  package var expectedError: Double? {
    guard !pairs.isEmpty else { return nil }
    let sorted = pairs.sorted { $0.probability < $1.probability }
    return (0..<10).reduce(0.0) { sum, bin in
      let part = sorted[sorted.count * bin / 10..<sorted.count * (bin + 1) / 10]
      let given = part.reduce(0.0) { $0 + $1.probability }
      let found = part.reduce(0.0) { $0 + ($1.isMachine ? 1 : 0) }
      return sum + abs(given - found) / Double(sorted.count)
    }
  }

  /// Mean negative logarithm of the probability of what was so.
  package var logLoss: Double? {
    guard !pairs.isEmpty else { return nil }
    let sum = pairs.reduce(0.0) {
      $0 - log(max(1e-9, $1.isMachine ? $1.probability : 1 - $1.probability))
    }
    return sum / Double(pairs.count)
  }
}
