// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Random choices of a trial, all from one seed.
struct Draw {
  private var generator: SplitMix64

  /// The `index`th trial of the test of this name.
  init(_ test: String, _ index: Int, seed: UInt64) {
    // FNV-1a of the name, so that tests differ and their order does not matter.
    let name = test.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    generator = SplitMix64(seed: name ^ seed &* 0x9E37_79B9 &+ UInt64(index))
    // The first of neighbouring seeds are neighbours.
    _ = generator.next()
  }

  mutating func seed() -> UInt64 { generator.next() }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    Double.random(in: range, using: &generator)
  }

  /// Every second time one of the ends.
  mutating func band(_ range: ClosedRange<Double>) -> Double {
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: range.lowerBound
    case 1: range.upperBound
    default: uniform(range)
    }
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &generator)]
  }

  /// A count of samples, by which oscillators run ahead: any phase.
  mutating func phase() -> Int { Int.random(in: 0..<80_000, using: &generator) }
}

/// How many trials a run may take.
public enum AccuracyEffort: Sendable, CaseIterable {
  /// For tests that run with every build: a few seconds.
  case sample
  /// Half a minute.
  case quick
  /// Minutes.
  case full

  /// `count` trials of a full run, and fewer of a shorter one.
  func of(_ count: Int) -> Int {
    switch self {
    case .full: count
    case .quick: max(1, count / 8)
    case .sample: max(1, count / 16)
    }
  }
}
