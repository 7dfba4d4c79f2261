// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The last 160 ms of the line, in eight blocks of 20 ms, as they came.
///
/// A ring of whole blocks: nothing is moved, and a frame touches but the two blocks that it is made of. It is handed on
/// `inout`, for it is too large to be copied fifty times a second.
///
/// Blocks are heard two at a time: a thread that hears thousands of lines in turn waits for each one's memory half as
/// often.
struct SampleHistory: Sendable {
  /// Samples in a block, and between frames.
  static let block = 160
  static let blocks = 8
  static let atOnce = 2

  /// The blocks that can be seen, and those that come in.
  private static let ring = block * (blocks - 1 + atOnce)
  private var samples = InlineArray<1440, Int16>(repeating: 0)
  /// Blocks that can be seen.
  private(set) var count = 0
  /// Samples behind them.
  private var filled = 0

  /// The end of the newest block that can be seen.
  var end: SampleTime { SampleTime(samples: Int64(count * SampleHistory.block)) }
  /// All samples that came.
  var received: SampleTime { end + filled }

  /// Whether the next block is heard as it comes.
  var isHalfFull: Bool { filled >= SampleHistory.block }

  /// Takes samples from the front of `rest` until two blocks are full; whether they are.
  mutating func take(from rest: inout Span<Int16>) -> Bool {
    let most = SampleHistory.atOnce * SampleHistory.block
    while !rest.isEmpty, filled < most {
      let start = (count * SampleHistory.block + filled) % SampleHistory.ring
      let taken = min(rest.count, most - filled, SampleHistory.ring - start)
      rest.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress else { return }
        withUnsafeMutableBytes(of: &samples) {
          $0.baseAddress?.advanced(by: 2 * start).copyMemory(from: from, byteCount: 2 * taken)
        }
      }
      filled += taken
      rest = rest.extracting(droppingFirst: taken)
    }
    return filled == most
  }

  /// The next full block can be seen from now on; false where there is none.
  mutating func next() -> Bool {
    guard filled >= SampleHistory.block else { return false }
    filled -= SampleHistory.block
    count += 1
    return true
  }

  /// Where the block begins that is `age` blocks old; the ones to come have a negative age.
  func place(age: Int) -> Int {
    ((count - 1 - age) * SampleHistory.block + SampleHistory.ring) % SampleHistory.ring
  }

  /// Writes the block that is `age` blocks old (0 is the newest) to 160 floats at `target`.
  @inline(__always)
  mutating func copy(age: Int, to target: UnsafeMutablePointer<Float>) {
    let start = place(age: age)
    withUnsafeBytes(of: &samples) { bytes in
      let source = bytes.assumingMemoryBound(to: Int16.self)
      for index in 0..<SampleHistory.block { target[index] = Float(source[start + index]) }
    }
  }

  /// Writes the newest `length` samples, up to 1280, oldest first, to the front of `target`.
  func copyNewest(_ length: Int, to target: inout MutableSpan<Float>) {
    let source = samples.span
    // Before the first sample there is silence.
    var place = (count * SampleHistory.block - length + SampleHistory.ring) % SampleHistory.ring
    for index in 0..<length {
      target[index] = Float(source[place])
      place += 1
      if place == SampleHistory.ring { place = 0 }
    }
  }
}
