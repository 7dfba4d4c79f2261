// SPDX-License-Identifier: GPL-3.0-or-later
import CPrefetch

/// A thread that hears thousands of channels in turn finds none of them in its cache: it may hear one while the next
/// one's memory is on its way.
extension ToneReceiver {
  /// Bytes from the start that every frame looks at.
  private static let hot = 1536

  /// Asks for the memory that the next frame needs, without waiting for it.
  public mutating func prefetch() {
    withUnsafeBytes(of: &self) {
      CacheLine.prefetch(UnsafeRawBufferPointer(rebasing: $0[..<ToneReceiver.hot]))
    }
    history.prefetch()
  }
}

extension CallProgressAnalyzer {
  /// Asks for the memory that the next frame needs, without waiting for it.
  public mutating func prefetch() { tones.prefetch() }
}

extension SampleHistory {
  /// Asks for the block that is being filled and the one before it.
  mutating func prefetch() {
    let length = SampleHistory.block * MemoryLayout<Int16>.stride
    let open = count % SampleHistory.blocks
    let last = (count + SampleHistory.blocks - 1) % SampleHistory.blocks
    withUnsafeBytes(of: &self) { bytes in
      func ask(_ block: Int) {
        CacheLine.prefetch(
          UnsafeRawBufferPointer(rebasing: bytes[(block * length)..<((block + 1) * length)]))
      }
      ask(open)
      ask(last)
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
