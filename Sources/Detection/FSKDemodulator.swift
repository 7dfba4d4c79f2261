// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Tells mark from space, sample by sample: the energies of the two frequencies over one bit.
struct FSKDemodulator: Sendable {
  /// Samples per bit, not rounded.
  let bit: Float
  private let markStep: Int
  private let spaceStep: Int
  private let window: Int
  private var products: [SIMD4<Float>]
  private var sum = SIMD4<Float>()
  private var position = 0
  private var phase = 0

  /// One period of a 5 Hz cosine: every frequency used is a multiple of 5 Hz.
  private static let table: [Float] = (0..<1600).map {
    Float(cos(2 * .pi * Double($0) / 1600))
  }

  init(mark: Int, space: Int, baud: Float) {
    bit = Float(SampleTime.rate) / baud
    window = Int(bit)
    markStep = mark / 5
    spaceStep = space / 5
    products = Array(repeating: SIMD4<Float>(), count: window)
  }

  mutating func reset() {
    for index in 0..<window { products[index] = SIMD4<Float>() }
    sum = SIMD4<Float>()
    position = 0
    phase = 0
  }

  /// Whether the bit that ends here is a mark.
  mutating func isMark(after sample: Float) -> Bool {
    let size = FSKDemodulator.table.count
    let mark = (phase * markStep) % size
    let space = (phase * spaceStep) % size
    let quarter = 3 * size / 4
    let product =
      SIMD4(
        FSKDemodulator.table[mark], FSKDemodulator.table[(mark + quarter) % size],
        FSKDemodulator.table[space], FSKDemodulator.table[(space + quarter) % size]) * sample
    phase = (phase + 1) % size
    sum += product - products[position]
    products[position] = product
    position = position + 1 == window ? 0 : position + 1
    let squares = sum * sum
    return squares.x + squares.y >= squares.z + squares.w
  }
}
