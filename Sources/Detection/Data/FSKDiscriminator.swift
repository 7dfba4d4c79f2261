// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Tells mark from space: the energies of the two frequencies over a sliding window, every few samples of a block.
///
/// It keeps nothing of a call: a frame holds its block and the 20 ms before it, which a window reaches back to.
struct FSKDiscriminator: Sendable {
  /// Hz.
  let mark: Float
  let space: Float
  /// Samples between decisions, and how many of these steps a window is long.
  let step: Int
  let steps: Int
  /// Cosine and sine of mark and of space for every sample of a window and a block.
  private let carriers: [SIMD4<Float>]

  /// For every step of a block: positive where the window that ends there holds more of the mark.
  typealias Decisions = InlineArray<80, Float>

  init(mark: Float, space: Float, step: Int, steps: Int) {
    self.mark = mark
    self.space = space
    self.step = step
    self.steps = steps
    carriers = (0..<(step * (steps - 1) + SampleHistory.block)).map { index in
      let turns = 2 * Double.pi * Double(index) / Double(SampleTime.rate)
      return SIMD4(
        Float(cos(turns * Double(mark))), Float(sin(turns * Double(mark))),
        Float(cos(turns * Double(space))), Float(sin(turns * Double(space))))
    }
  }

  /// Decisions in a block.
  var count: Int { SampleHistory.block / step }
  /// Samples between the middle of a decision's window and the end of its step.
  var delay: Int { step * steps / 2 }

  /// Judges the newest block of a frame, of which `samples` are the 320 samples.
  func judge(_ samples: UnsafePointer<Float>, into decisions: inout Decisions) {
    var parts = InlineArray<84, SIMD4<Float>>(repeating: .zero)
    let total = count + steps - 1
    let source = samples + (Spectrum.size - carriers.count)
    carriers.withUnsafeBufferPointer { carriers in
      guard let carriers = carriers.baseAddress else { return }
      for part in 0..<total {
        var sum = SIMD4<Float>()
        for index in (part * step)..<((part + 1) * step) { sum += carriers[index] * source[index] }
        parts[part] = sum
      }
    }
    var sum = SIMD4<Float>()
    for part in 0..<(steps - 1) { sum += parts[part] }
    for index in 0..<count {
      sum += parts[index + steps - 1]
      let squares = sum * sum
      decisions[index] = squares.x + squares.y - squares.z - squares.w
      sum -= parts[index]
    }
  }
}
