// SPDX-License-Identifier: GPL-3.0-or-later
import Synchronization

/// A leg that can be joined to one of another trunk, whose media another thread owns.
package protocol BridgeableLeg: Leg {
  /// Takes its end of a bridge: from here on it tells the bridge what it hears, and says what the bridge has. What it was
  /// joined to it leaves; what it was playing gives way. Throws `TrunkError` where the call is over.
  func connect(_ end: BridgeEnd) async throws
}

extension BridgeableLeg {
  /// Joins this leg and one of any other trunk.
  package func bridge(to other: any Leg) async throws {
    guard let other = other as? any BridgeableLeg else {
      throw TrunkError(.cannotJoin, line: line, detail: "\(other.line) takes no bridge")
    }
    let (near, far) = BridgeEnd.pair()
    try await connect(near)
    do {
      try await other.connect(far)
    } catch {
      near.close()
      throw error
    }
  }
}

/// One leg's end of a bridge between two trunks: a ring of samples for each direction, written by one trunk's media thread
/// and read by the other's. Nobody waits, and nothing is allocated or locked for a frame.
///
/// Each trunk has a clock of its own. `BridgeDelay` keeps what waits in a ring at 80 ms or less.
package struct BridgeEnd: Sendable {
  private let heard: BridgeRing
  private let said: BridgeRing

  /// Both ends of a new bridge.
  package static func pair() -> (BridgeEnd, BridgeEnd) {
    let (one, other) = (BridgeRing(), BridgeRing())
    return (BridgeEnd(heard: one, said: other), BridgeEnd(heard: other, said: one))
  }

  /// Neither leg has left.
  package var isOpen: Bool { heard.isOpen }

  /// By the leg's media thread: what its far end says, 8 kHz linear, in frames of any size.
  package func hear(_ frame: Span<Int16>) { heard.write(frame) }

  /// By the leg's media thread: fills `block` with what its far end is to hear, silence where there is nothing.
  package func say(into block: inout MutableSpan<Int16>) { said.read(into: &block) }

  /// The leg leaves; the other hears silence from here on.
  package func close() {
    heard.close()
    said.close()
  }
}

/// One direction of a bridge: one thread writes, one reads.
final class BridgeRing: Sendable {
  /// 512 ms: more than may wait, so that a late reader finds the newest.
  static let capacity = 4096

  /// The writer has the cells from `written` to `taken + capacity`, the reader those before `written`: the two counts,
  /// released and acquired, keep them apart. `delay` is the reader's.
  private nonisolated(unsafe) let cells: UnsafeMutablePointer<Int16>
  private nonisolated(unsafe) var delay = BridgeDelay()
  private let written = Atomic(0)
  private let taken = Atomic(0)
  private let closed = Atomic(false)

  init() {
    cells = .allocate(capacity: BridgeRing.capacity)
    cells.initialize(repeating: 0, count: BridgeRing.capacity)
  }

  deinit { cells.deallocate() }

  var isOpen: Bool { !closed.load(ordering: .relaxed) }
  func close() { closed.store(true, ordering: .relaxed) }

  /// What finds no room is lost: the reader is gone, or leaves out what is old.
  func write(_ frame: Span<Int16>) {
    let end = written.load(ordering: .relaxed)
    let room = BridgeRing.capacity - (end - taken.load(ordering: .acquiring))
    let count = min(room, frame.count)
    for index in 0..<count { cells[place(end + index)] = frame[index] }
    written.store(end + count, ordering: .releasing)
  }

  func read(into block: inout MutableSpan<Int16>) {
    let start = taken.load(ordering: .relaxed)
    let waiting = written.load(ordering: .acquiring) - start
    guard case .take(let count, let skipped) = delay.next(waiting: waiting, block: block.count)
    else {
      for index in block.indices { block[index] = 0 }
      return
    }
    let first = start + skipped
    if count == block.count {
      for index in block.indices { block[index] = cells[place(first + index)] }
    } else {
      stretch(first, count, into: &block)
    }
    taken.store(first + count, ordering: .releasing)
  }

  /// `count` samples as one less or one more, between neighbours linearly.
  private func stretch(_ first: Int, _ count: Int, into block: inout MutableSpan<Int16>) {
    for index in block.indices {
      let (whole, rest) = (index * count).quotientAndRemainder(dividingBy: block.count)
      let one = Int(cells[place(first + whole)])
      let next = Int(cells[place(first + whole + 1)])
      block[index] = Int16(truncatingIfNeeded: one + (next - one) * rest / block.count)
    }
  }

  private func place(_ index: Int) -> Int { index & (BridgeRing.capacity - 1) }
}
