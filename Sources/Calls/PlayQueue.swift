// SPDX-License-Identifier: GPL-3.0-or-later

/// Audio that waits to be sent on one leg, in order.
package struct PlayQueue: Sendable {
  private var pieces: [[Int16]] = []
  private var sent = 0

  package init() {}

  package var isEmpty: Bool { pieces.isEmpty }

  package mutating func append(_ samples: [Int16]) {
    if !samples.isEmpty { pieces.append(samples) }
  }

  package mutating func clear() {
    pieces = []
    sent = 0
  }

  /// Moves what is next to the front of `block`; returns how many samples that were.
  package mutating func take(into block: inout MutableSpan<Int16>) -> Int {
    var filled = 0
    while filled < block.count, let piece = pieces.first {
      let run = min(block.count - filled, piece.count - sent)
      for offset in 0..<run { block[filled + offset] = piece[sent + offset] }
      filled += run
      sent += run
      if sent == piece.count {
        pieces.removeFirst()
        sent = 0
      }
    }
    return filled
  }

  package mutating func take(into block: inout [Int16]) -> Int {
    var span = block.mutableSpan
    return take(into: &span)
  }
}
