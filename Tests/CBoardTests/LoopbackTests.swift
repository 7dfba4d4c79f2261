// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation
import Testing

/// Audio across the line: what arrives, and what is counted.
struct LoopbackTests {
  @Test func `what each end writes arrives at the other bit for bit`() {
    let board = TestBoard(lines: 2)
    board_seize(board.handle, 1)
    let near = ramp(1600)
    let far = ramp(1600, from: 50_000)
    var heardFar: [Int16] = []
    var heardNear: [Int16] = []
    for start in stride(from: 0, to: 1600, by: 160) {
      #expect(board.write(Array(near[start..<start + 160]), to: 1) == 160)
      #expect(board.write(Array(far[start..<start + 160]), to: board.far(1)) == 160)
      board.advance(160)
      heardFar += board.read(160, from: board.far(1)).samples
      heardNear += board.read(160, from: 1).samples
    }
    #expect(heardFar == near)
    #expect(heardNear == far)
    #expect(board.info(1).underruns == 0)
    #expect(board.info(1).overruns == 0)
    #expect(board.info(1).samples_in == 1600)
    #expect(board.info(1).samples_out == 1600)
  }

  @Test(arguments: [1, 7, 160, 255, 256, 257, 1000])
  func `steps of any size carry the same audio`(step: Int32) {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    let sent = ramp(1000)
    #expect(board.write(sent, to: 0) == 1000)
    var moved: Int32 = 0
    while moved < 1000 {
      board.advance(min(step, 1000 - moved))
      moved += min(step, 1000 - moved)
    }
    #expect(board.read(1000, from: 1).samples == sent)
    #expect(board_clock(board.handle) == 1000)
  }

  @Test func `lines do not hear each other`() {
    let board = TestBoard(lines: 2)
    board_seize(board.handle, 0)
    board_seize(board.handle, 1)
    _ = board.write(ramp(160), to: 0)
    board.advance(160)
    #expect(board.read(160, from: board.far(1)).samples == [Int16](repeating: 0, count: 160))
    #expect(board.read(160, from: board.far(0)).samples == ramp(160))
  }

  @Test func `a read gives what is there, says when it was, and counts being short`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.write(ramp(100), to: 1)
    board.advance(100)
    let first = board.read(60, from: 0)
    #expect(first.samples == Array(ramp(100).prefix(60)))
    #expect(first.at == 0)
    #expect(board.info(0).short_reads == 0)
    let rest = board.read(60, from: 0)
    #expect(rest.samples == Array(ramp(100).suffix(40)))
    #expect(rest.at == 60)
    #expect(board.info(0).short_reads == 1)
    #expect(board.read(60, from: 0).samples == [])
    #expect(board.info(0).short_reads == 2)
  }

  @Test func `a reader that is late loses the oldest, counted in samples, and knows the time`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    let sent = ramp(2400)
    for start in stride(from: 0, to: 2400, by: 160) {
      _ = board.write(Array(sent[start..<start + 160]), to: 1)
      board.advance(160)
    }
    let lost = 2400 - Int(LOOPBACK_QUEUE)
    #expect(board.info(0).overruns == Int64(lost))
    #expect(board.info(1).overruns == Int64(lost))
    let heard = board.read(2400, from: 0)
    #expect(heard.samples == Array(sent.suffix(Int(LOOPBACK_QUEUE))))
    #expect(heard.at == Int64(lost))
  }

  @Test func `a write into a full queue is short and counted`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    #expect(board.write(ramp(2000), to: 0) == 2000)
    #expect(board.write(ramp(160), to: 0) == Int32(LOOPBACK_QUEUE) - 2000)
    #expect(board.write(ramp(160), to: 0) == 0)
    #expect(board.info(0).short_writes == 2)
  }

  @Test func `a writer that is late sends silence, counted from its first write on`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    board.advance(160)
    #expect(board.info(0).underruns == 0)
    _ = board.write(ramp(100), to: 0)
    board.advance(160)
    #expect(board.info(0).underruns == 60)
    #expect(board.info(1).underruns == 0)
    let heard = board.read(320, from: 1).samples
    #expect(heard.prefix(160).allSatisfy { $0 == 0 })
    #expect(heard[160..<260] == ramp(100)[...])
    #expect(heard.suffix(60).allSatisfy { $0 == 0 })
  }

  @Test func `nothing is read from or written to a line at rest`() {
    let board = TestBoard(lines: 1)
    #expect(board.write(ramp(10), to: 0) == -ENOTCONN)
    #expect(board.write(ramp(10), to: 1) == -ENOTCONN)
    board.advance(160)
    #expect(board.read(160, from: 0).samples == [])
    #expect(board.info(0).short_reads == 0)
  }

  @Test func `an alarm tells both ends, mutes the line, and ends`() {
    let board = TestBoard(lines: 2)
    board_seize(board.handle, 0)
    _ = board.events()
    #expect(loopback_alarm(board.handle, 0, 1) == 0)
    #expect(loopback_alarm(board.handle, 0, 1) == 0)
    #expect(
      board.events() == [
        BoardEvent(BOARD_ALARM, 0, at: 0, detail: 1),
        BoardEvent(BOARD_ALARM, board.far(0), at: 0, detail: 1),
      ])
    #expect(board.state(0) == Int32(BOARD_DOWN.rawValue))
    #expect(board.write(ramp(10), to: 0) == -ENETDOWN)
    board_hang_up(board.handle, 0)
    board_hang_up(board.handle, board.far(0))
    #expect(board_seize(board.handle, 0) == -ENETDOWN)
    #expect(board_seize(board.handle, 1) == 0)
    loopback_alarm(board.handle, 0, 0)
    #expect(board.events().contains(BoardEvent(BOARD_ALARM_OVER, 0, at: 0)))
    #expect(board_seize(board.handle, 0) == 0)
  }

  @Test func `audio that was written before an alarm does not pass it`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.write(ramp(160), to: 0)
    loopback_alarm(board.handle, 0, 1)
    board.advance(160)
    #expect(board.read(160, from: 1).samples == [Int16](repeating: 0, count: 160))
  }
}
