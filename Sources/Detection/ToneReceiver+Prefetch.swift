// SPDX-License-Identifier: GPL-3.0-or-later
import CPrefetch

/// Which memory a channel's next samples need.
extension ToneReceiver {
  /// The bytes that say which memory is needed, and those that every frame looks at: up to the count of the rival's
  /// frames.
  private static let place =
    MemoryLayout<SampleHistory>.size - 16..<MemoryLayout<SampleHistory>.size + 16
  private static let hot = place.lowerBound..<place.upperBound + 480

  /// Adds what says which memory the next 20 ms need to what the thread asks for: so many channels before `announce` that
  /// it has come.
  public mutating func locate(for workspace: inout Workspace) {
    CacheLine.forEach(of: &self, ToneReceiver.place) { workspace.lines.add($0) }
  }

  /// Adds the memory that the next 20 ms need to what the thread asks for while it hears another channel.
  public mutating func announce(to workspace: inout Workspace) {
    forEachLine { workspace.lines.add($0) }
  }

  /// Asks for the memory that the next 20 ms need, all of it at once, without waiting for it.
  mutating func prefetch() { forEachLine { prefetch_line($0) } }

  @inline(__always)
  private mutating func forEachLine(_ body: (UnsafeRawPointer) -> Void) {
    history.forEachLine(body)
    // The first of two blocks is but stored.
    guard history.isHalfFull else { return }
    CacheLine.forEach(of: &self, ToneReceiver.hot, body)
    forEachDetectorLine(body)
  }
}

extension SampleHistory {
  /// The block to come, and the two before it if it is to be heard.
  @inline(__always)
  mutating func forEachLine(_ body: (UnsafeRawPointer) -> Void) {
    let length = SampleHistory.block * MemoryLayout<Int16>.stride
    for age in isHalfFull ? -2..<1 : -1..<0 {
      let start = place(age: age) * MemoryLayout<Int16>.stride
      CacheLine.forEach(of: &self, start..<start + length, body)
    }
  }
}

enum CacheLine {
  static let size = 64

  /// The lines of all of `value`.
  @inline(__always)
  static func forEach<Value>(of value: inout Value, _ body: (UnsafeRawPointer) -> Void) {
    forEach(of: &value, 0..<MemoryLayout<Value>.size, body)
  }

  /// The lines of these bytes of `value`.
  @inline(__always)
  static func forEach<Value>(
    of value: inout Value, _ bytes: Range<Int>, _ body: (UnsafeRawPointer) -> Void
  ) {
    withUnsafeBytes(of: &value) {
      guard let base = $0.baseAddress else { return }
      let first = UInt(bitPattern: base + bytes.lowerBound) & ~UInt(size - 1)
      let end = UInt(bitPattern: base + bytes.upperBound)
      for line in stride(from: first, to: end, by: size) {
        if let line = UnsafeRawPointer(bitPattern: line) { body(line) }
      }
    }
  }
}
