// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Synchronization

/// Both directions of a call's audio, on their way from the thread that owns the call to one reader who records or
/// watches it.
///
/// The owner writes, without waiting for anybody and without allocating; what a reader that is too slow leaves no room
/// for is lost to him, counted, and heard by the analyzer all the same. Sample 0 of both directions is the call's
/// sample 0.
public final class CallTap: Sendable {
  private let heard: Direction
  private let sent: Direction

  /// - Parameter seconds: audio that waits for the reader at most, 8 s by default (256 kB).
  public init(seconds: Double = 8) {
    let capacity = max(1, Int(SampleTime(seconds: seconds).samples))
    heard = Direction(capacity: capacity)
    sent = Direction(capacity: capacity)
  }

  /// By the owner: what the far end said.
  public func hear(_ frame: Span<Int16>) { heard.write(frame) }

  /// By the owner: what the far end is told.
  public func say(_ frame: Span<Int16>) { sent.write(frame) }

  /// By the reader: appends what has come since the last time. A gap is filled with silence, so that places in the call
  /// remain places in the recording.
  public func read(heard into: inout [Int16], sent also: inout [Int16]) {
    heard.read(into: &into)
    sent.read(into: &also)
  }

  /// Samples that were lost to the reader so far, both directions.
  public var lost: Int { heard.lost + sent.lost }

  /// A ring of samples with one writer and one reader.
  private final class Direction: Sendable {
    private let capacity: Int
    /// One thread writes the cells between `written` and `read + capacity`, the other reads those before `written`: the two
    /// counts, released and acquired, keep them apart.
    private nonisolated(unsafe) let cells: UnsafeMutablePointer<Int16>
    private let written = Atomic(0)
    private let taken = Atomic(0)
    /// Samples that found no room, and of those the ones for which the reader has put silence.
    private let missed = Atomic(0)
    private let filled = Atomic(0)

    init(capacity: Int) {
      self.capacity = capacity
      cells = .allocate(capacity: capacity)
      cells.initialize(repeating: 0, count: capacity)
    }

    deinit { cells.deallocate() }

    var lost: Int { missed.load(ordering: .relaxed) }

    func write(_ frame: Span<Int16>) {
      let end = written.load(ordering: .relaxed)
      let room = capacity - (end - taken.load(ordering: .acquiring))
      // All of a frame or nothing: a gap is as long as frames are.
      guard room >= frame.count else {
        missed.add(frame.count, ordering: .relaxed)
        return
      }
      for index in frame.indices { cells[(end + index) % capacity] = frame[index] }
      written.store(end + frame.count, ordering: .releasing)
    }

    func read(into samples: inout [Int16]) {
      let start = taken.load(ordering: .relaxed)
      let gap = missed.load(ordering: .relaxed)
      let end = written.load(ordering: .acquiring)
      samples.reserveCapacity(samples.count + end - start)
      for index in start..<end { samples.append(cells[index % capacity]) }
      taken.store(end, ordering: .releasing)
      let silence = gap - filled.load(ordering: .relaxed)
      if silence > 0 { samples.append(contentsOf: repeatElement(0, count: silence)) }
      filled.store(gap, ordering: .relaxed)
    }
  }
}
