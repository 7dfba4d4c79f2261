// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Tells mark from space: the energies of the two frequencies over a sliding window, block by block of 20 ms.
///
/// It keeps nothing of a call: the samples that a window reaches back to come from the line's history.
struct FSKDiscriminator: Sendable {
  /// Hz.
  let mark: Float
  let space: Float
  /// Samples in the window: a bit, or less.
  let window: Int
  /// Cosine and sine of mark and of space for every sample of a window and a block.
  private let carriers: [SIMD4<Float>]

  /// For every sample of a block: positive where the window that ends there holds more of the mark.
  typealias Decisions = InlineArray<160, Float>

  init(mark: Float, space: Float, window: Int) {
    self.mark = mark
    self.space = space
    self.window = window
    carriers = (0..<(window + SampleHistory.block)).map { index in
      let turns = 2 * Double.pi * Double(index) / Double(SampleTime.rate)
      return SIMD4(
        Float(cos(turns * Double(mark))), Float(sin(turns * Double(mark))),
        Float(cos(turns * Double(space))), Float(sin(turns * Double(space))))
    }
  }

  /// Judges the newest block of `history`.
  func judge(_ history: borrowing SampleHistory, into decisions: inout Decisions) {
    var samples = InlineArray<320, Float>(repeating: 0)
    let count = window + SampleHistory.block
    do {
      var target = samples.mutableSpan
      history.copyNewest(count, to: &target)
    }
    var sum = SIMD4<Float>()
    for index in 0..<window { sum += carriers[index] * samples[index] }
    for index in 0..<SampleHistory.block {
      sum +=
        carriers[index + window] * samples[index + window] - carriers[index] * samples[index]
      let squares = sum * sum
      decisions[index] = squares.x + squares.y - squares.z - squares.w
    }
  }
}
