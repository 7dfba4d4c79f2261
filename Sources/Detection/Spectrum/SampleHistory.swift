// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// The last 160 ms of the line, in eight blocks of 20 ms, as they came.
///
/// A ring of whole blocks: nothing is moved, and a frame touches but the two blocks that it is made of. It is handed on
/// `inout`, for it is too large to be copied fifty times a second.
struct SampleHistory: Sendable {
  /// Samples in a block, and between frames.
  static let block = 160
  static let blocks = 8
  static let size = block * blocks

  private var samples = InlineArray<1280, Int16>(repeating: 0)
  /// Blocks that are full.
  private(set) var count = 0
  /// Samples of the block that is being filled.
  private var filled = 0

  /// Takes as many samples from `source` as the open block has room for; how many, and whether the block is full now.
  mutating func fill(_ source: Span<Int16>) -> (taken: Int, isFull: Bool) {
    let taken = min(source.count, SampleHistory.block - filled)
    let start = (count % SampleHistory.blocks) * SampleHistory.block + filled
    source.withUnsafeBufferPointer { source in
      guard let from = source.baseAddress else { return }
      withUnsafeMutableBytes(of: &samples) {
        $0.baseAddress?.advanced(by: 2 * start).copyMemory(from: from, byteCount: 2 * taken)
      }
    }
    filled += taken
    guard filled == SampleHistory.block else { return (taken, false) }
    filled = 0
    count += 1
    return (taken, true)
  }

  /// Writes the block that is `age` blocks old (0 is the newest full one) to 160 floats at `target`.
  @inline(__always)
  mutating func copy(age: Int, to target: UnsafeMutablePointer<Float>) {
    let slot = (count - 1 - age + SampleHistory.blocks) % SampleHistory.blocks
    let start = slot * SampleHistory.block
    withUnsafeBytes(of: &samples) { bytes in
      let source = bytes.assumingMemoryBound(to: Int16.self)
      for index in 0..<SampleHistory.block { target[index] = Float(source[start + index]) }
    }
  }

  /// Writes the newest `length` samples, up to 1280, oldest first, to the front of `target`.
  func copyNewest(_ length: Int, to target: inout MutableSpan<Float>) {
    let end = count * SampleHistory.block
    let source = samples.span
    var place = (end - length + 8 * SampleHistory.size) % SampleHistory.size
    for index in 0..<length {
      target[index] = Float(source[place])
      place += 1
      if place == SampleHistory.size { place = 0 }
    }
  }
}
