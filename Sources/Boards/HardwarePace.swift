// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation

/// Waits for a board with a clock of its own, block by block: what `LoopbackPace` is for boards without one.
public struct HardwarePace: Sendable {
  private let board: Board
  /// A clock that has not moved for so long is no reason to stop, only to see whether somebody wants to.
  private static let patience: Int32 = 500  // ms

  public init(_ board: Board) { self.board = board }

  /// A closure for `BoardTrunk.run`: waits until the next block of 160 samples is due, and returns true; false once the
  /// board is closed. It belongs to one thread.
  public func wait() -> () -> Bool {
    let board = board
    return {
      let result = board_wait(board.handle, HardwarePace.patience)
      return result == 0 || result == -ETIMEDOUT
    }
  }
}
