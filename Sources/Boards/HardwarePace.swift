// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation

/// The time of a board that has a clock of its own.
public struct HardwarePace: Sendable {
  /// Milliseconds that a board may take for a block of 20 before the caller looks whether it is to stop.
  static let patience: Int32 = 200

  private let board: Board

  public init(_ board: Board) { self.board = board }

  /// A closure for `BoardTrunk.run`: waits until the board says that a block is due, and returns true; false once the
  /// board is closed, or has no clock.
  public func wait() -> () -> Bool {
    let board = board
    return {
      let result = board_wait(board.handle, HardwarePace.patience)
      return result == 0 || result == -ETIMEDOUT
    }
  }
}
