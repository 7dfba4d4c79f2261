// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Random choices, all from one seed.
struct Randomness {
  private var generator: SplitMix64

  init(seed: UInt64, index: Int) {
    var root = SplitMix64(seed: seed)
    generator = SplitMix64(seed: root.next() ^ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
    // The first numbers of neighbouring seeds are neighbours.
    _ = generator.next()
  }

  mutating func seed() -> UInt64 { generator.next() }

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    Double.random(in: low...high, using: &generator)
  }

  /// A whole number of `range`.
  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &generator)
  }

  mutating func happens(_ probability: Double) -> Bool { uniform(0, 1) < probability }

  /// Of a normal distribution, by Box and Muller.
  mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
    let radius = (-2 * log(max(uniform(0, 1), 1e-300))).squareRoot()
    return mean + deviation * radius * cos(2 * .pi * uniform(0, 1))
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[integer(0...elements.count - 1)]
  }

  /// A place of `weights`, each as often as it weighs.
  mutating func place(_ weights: [Double]) -> Int {
    var rest = uniform(0, weights.reduce(0, +))
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }

  mutating func shuffle<Element>(_ elements: inout [Element]) {
    elements.shuffle(using: &generator)
  }
}
