// SPDX-License-Identifier: GPL-3.0-or-later
import CPrefetch

/// The memory of a thread that hears one channel after the other: that of one transform, and which memory it will need
/// next.
///
/// A thread that hears thousands of channels in turn finds none of them in its cache. It asks for a channel's memory
/// while it hears the ones before it, a few lines at a time: a burst of requests waits for the ones before them, and the
/// thread with it.
///
///     Workspace.gather(&channels)
///     for index in channels.indices {
///       channels[min(index + 2 * Workspace.ahead, last)].locate(for: &workspace)
///       channels[min(index + Workspace.ahead, last)].announce(to: &workspace)
///       channels[index].consume(frame, into: &events, with: &workspace)
///     }
public struct Workspace: Sendable {
  // The frame's 320 samples, as they came and under the window, and the transform's output: `Spectrum` goes by their places
  // from the start.
  private var samples = InlineArray<40, SIMD8<Float>>(repeating: .zero)
  private var input = InlineArray<40, SIMD8<Float>>(repeating: .zero)
  private var output = InlineArray<41, SIMD8<Float>>(repeating: .zero)

  var lines = LinesAhead()

  /// Has the kernel put the memory of many channels into huge pages: finding the page of each costs a thread that hears
  /// thousands as much as all else that they have in memory. Without effect where it has none to give.
  public static func gather<Channel>(_ channels: inout [Channel]) {
    channels.withUnsafeMutableBytes {
      if let base = $0.baseAddress { gather_pages(base, $0.count) }
    }
  }

  /// How many channels ahead of the one that it hears a thread should announce another; twice as many to locate it.
  public static let ahead = 4

  public init() {}
}

/// Cache lines that will be needed.
struct LinesAhead: Sendable {
  private static let most = 64
  /// Lines asked for at once: few enough for a core's line fill buffers, 10 to 16 of them, to have room.
  private static let atOnce = 3

  private var lines = InlineArray<64, UInt>(repeating: 0)
  private var count = 0
  private var asked = 0

  mutating func add(_ line: UnsafeRawPointer) {
    guard count < LinesAhead.most else { return prefetch_line(line) }
    lines[count] = UInt(bitPattern: line)
    count += 1
  }

  /// Asks for a few of them, without waiting.
  @inline(__always)
  mutating func ask() { ask(to: min(count, asked + LinesAhead.atOnce)) }

  /// Asks for those that are left.
  mutating func askForRest() {
    ask(to: count)
    count = 0
    asked = 0
  }

  @inline(__always)
  private mutating func ask(to end: Int) {
    while asked < end {
      prefetch_line(UnsafeRawPointer(bitPattern: lines[asked]))
      asked += 1
    }
  }
}
