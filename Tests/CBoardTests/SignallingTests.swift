// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation
import Testing

/// Calls across the line: each event at its sample, each wrong step refused.
struct SignallingTests {
  @Test func `seizing tells the caller that he may dial and the called that it rings`() {
    let board = TestBoard(lines: 4)
    board.advance(777)
    #expect(board_seize(board.handle, 2) == 0)
    #expect(
      board.events() == [
        BoardEvent(BOARD_SEIZED, 2, at: 777), BoardEvent(BOARD_RING, board.far(2), at: 777),
      ])
    #expect(board.state(2) == Int32(BOARD_OFF_HOOK.rawValue))
    #expect(board.state(6) == Int32(BOARD_RINGING.rawValue))
    #expect(board.state(0) == Int32(BOARD_IDLE.rawValue))
  }

  @Test func `a far end may call the near end`() {
    let board = TestBoard(lines: 2)
    board_seize(board.handle, board.far(1))
    #expect(board.events().first == BoardEvent(BOARD_RING, 1, at: 0))
    #expect(board_answer(board.handle, 1) == 0)
    #expect(board.events() == [BoardEvent(BOARD_ANSWERED, board.far(1), at: 0)])
  }

  @Test func `the answer comes at the sample behind the early media`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.events()
    _ = board.write(ramp(217), to: 1)
    #expect(board_answer(board.handle, 1) == 0)
    _ = board.write(ramp(100), to: 1)
    board.advance(216)
    #expect(board.events() == [])
    board.advance(100)
    #expect(board.events() == [BoardEvent(BOARD_ANSWERED, 0, at: 217)])
    let heard = board.read(400, from: 0)
    #expect(heard.at == 0)
    #expect(heard.samples == ramp(217) + ramp(99))
  }

  @Test func `the release comes behind the last words, and the line is free when both have left`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    board_answer(board.handle, 1)
    _ = board.events()
    _ = board.write(ramp(200), to: 1)
    #expect(board_hang_up(board.handle, 1) == 0)
    #expect(board.write(ramp(1), to: 1) == -ENOTCONN)
    board.advance(160)
    #expect(board.events() == [])
    board.advance(160)
    #expect(board.events() == [BoardEvent(BOARD_RELEASED, 0, at: 200)])
    #expect(board.read(320, from: 0).samples.prefix(200) == ramp(200)[...])
    #expect(board.info(1).underruns == 0)
    #expect(board_seize(board.handle, 0) == -EBUSY)
    #expect(board_hang_up(board.handle, 0) == 0)
    #expect(
      Set(board.events().map(\.channel)) == [0, 1] && board.state(0) == Int32(BOARD_IDLE.rawValue))
    #expect(board_seize(board.handle, 0) == 0)
  }

  @Test func `a caller who gives up releases the called and frees the line`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.events()
    board.advance(50)
    board_hang_up(board.handle, 0)
    #expect(board.events() == [BoardEvent(BOARD_RELEASED, 1, at: 50)])
    #expect(board.state(0) == Int32(BOARD_LEAVING.rawValue))
    #expect(board_seize(board.handle, 0) == -EBUSY)
    board_hang_up(board.handle, 1)
    #expect(
      board.events() == [BoardEvent(BOARD_FREE, 0, at: 50), BoardEvent(BOARD_FREE, 1, at: 50)])
  }

  @Test func `a new call hears nothing of the one before`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.write(ramp(160), to: 1)
    board.advance(160)
    board_hang_up(board.handle, 0)
    board_hang_up(board.handle, 1)
    board_seize(board.handle, 0)
    board.advance(160)
    #expect(board.read(160, from: 0).samples == [Int16](repeating: 0, count: 160))
  }

  @Test func `hanging up an idle channel, or twice, does nothing`() {
    let board = TestBoard(lines: 1)
    #expect(board_hang_up(board.handle, 0) == 0)
    board_seize(board.handle, 0)
    _ = board.events()
    #expect(board_hang_up(board.handle, 0) == 0)
    #expect(board_hang_up(board.handle, 0) == 0)
    #expect(board.events() == [BoardEvent(BOARD_RELEASED, 1, at: 0)])
  }

  @Test func `steps out of order are refused`() {
    let board = TestBoard(lines: 1)
    #expect(board_dial(board.handle, 0, "1") == -ENOTCONN)
    #expect(board_answer(board.handle, 1) == -ENOTCONN)
    board_seize(board.handle, 0)
    #expect(board_seize(board.handle, 0) == -EBUSY)
    #expect(board_seize(board.handle, 1) == -EBUSY)
    #expect(board_answer(board.handle, 0) == -ENOTCONN)
    #expect(board_dial(board.handle, 1, "1") == -ENOTCONN)
    #expect(board_answer(board.handle, 1) == 0)
    #expect(board_answer(board.handle, 1) == -EALREADY)
    board_hang_up(board.handle, 1)
    #expect(board_answer(board.handle, 1) == -ENOTCONN)
  }

  @Test func `events that nobody takes are lost and counted, the board lives on`() {
    let board = TestBoard(lines: 1)
    for _ in 0..<100 {
      board_seize(board.handle, 0)
      board_hang_up(board.handle, 0)
      board_hang_up(board.handle, 1)
    }
    // A call gives the caller seized and free, the called ring, released and free.
    #expect(board.events().count == 128)
    #expect(board.info(0).events_lost == 200 - 64)
    #expect(board.info(1).events_lost == 300 - 64)
    #expect(board_seize(board.handle, 0) == 0)
    #expect(board.events().count == 2)
  }
}
