// SPDX-License-Identifier: GPL-3.0-or-later
import CPrefetch

/// A thread that hears thousands of channels in turn finds none of them in its cache: it asks for all that it needs of one
/// at once, rather than for each piece when it comes to it, and best of all while it hears another.
extension ToneReceiver {
  /// How many channels ahead of the one that it hears a thread should ask for another's memory.
  public static let ahead = 4

  /// Bytes from the start that every frame looks at.
  private static let hot = 384

  /// Asks for what says which memory the next 20 ms need, without waiting for it.
  public mutating func prefetchPlace() { history.prefetchPlace() }

  /// Asks for the memory that the next 20 ms need, without waiting for it.
  public mutating func prefetch() {
    history.prefetch()
    // The first of two blocks is but stored.
    guard history.isHalfFull else { return }
    withUnsafeBytes(of: &self) {
      CacheLine.prefetch(UnsafeRawBufferPointer(rebasing: $0[..<ToneReceiver.hot]))
    }
  }
}

extension SampleHistory {
  mutating func prefetchPlace() {
    withUnsafeBytes(of: &self) {
      CacheLine.prefetch(UnsafeRawBufferPointer(rebasing: $0.suffix(16)))
    }
  }

  /// Asks for the block to come, and for the two before it if it is to be heard.
  mutating func prefetch() {
    let length = SampleHistory.block * MemoryLayout<Int16>.stride
    for age in isHalfFull ? -2..<1 : -1..<0 {
      let start = place(age: age) * MemoryLayout<Int16>.stride
      withUnsafeBytes(of: &self) {
        CacheLine.prefetch(UnsafeRawBufferPointer(rebasing: $0[start..<(start + length)]))
      }
    }
  }
}

private enum CacheLine {
  static let size = 64

  static func prefetch(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    for offset in stride(from: 0, to: bytes.count, by: size) { prefetch_line(base + offset) }
  }
}
