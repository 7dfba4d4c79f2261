// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation

/// Moves a loopback board's time: what its owner waits for, block by block.
public struct LoopbackPace: Sendable {
  private let board: Board
  private let speed: Double?

  /// - Parameters:
  ///   - board: a loopback board.
  ///   - speed: audio time to wall time, 1 for real time; nil: as fast as the machine can. Where it cannot be held,
  ///     audio time runs slower.
  public init(_ board: Board, speed: Double?) {
    self.board = board
    self.speed = speed.map { max($0, 0.001) }
  }

  /// A closure for `BoardTrunk.run`: waits until a block is due, lets the far side live through it, moves the board
  /// on by it, and returns true; false once the board is closed.
  ///
  /// It belongs to one thread.
  /// - Parameter farSide: called before each block is moved, `Exchange.tick`.
  public func wait(_ farSide: @escaping () -> Void = {}) -> () -> Bool {
    var schedule = speed.map { PaceSchedule(speed: $0) }
    let start = ContinuousClock.now
    let board = board
    return {
      let delay = schedule?.delay(at: ContinuousClock.now - start) ?? .zero
      if delay > .zero { Thread.sleep(forTimeInterval: delay / .seconds(1)) }
      farSide()
      return loopback_advance(board.handle, Int32(BoardTrunk.block)) == 0
    }
  }
}
