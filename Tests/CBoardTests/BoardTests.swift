// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation
import Testing

/// The registry: handles, addresses, drivers, misuse.
struct BoardTests {
  @Test(arguments: [
    ("loopback:0", -EINVAL), ("loopback:513", -EINVAL), ("loopback:", -EINVAL),
    ("loopback", -EINVAL), ("loopback:4x", -EINVAL), ("loopback:-1", -EINVAL),
    ("loopback:99999999999999999999", -EINVAL), ("", -ENODEV), ("nosuch:1", -ENODEV),
    ("loop:1", -ENODEV), ("loopback2:1", -ENODEV),
  ])
  func `an address that makes no sense opens nothing`(address: String, error: Int32) {
    #expect(board_open(address) == error)
  }

  @Test func `NULL opens nothing`() {
    #expect(board_open(nil) == -EINVAL)
  }

  @Test func `a board of n lines has two channels for each`() {
    let board = TestBoard(lines: 32)
    #expect(board.handle > 0)
    #expect(board_channels(board.handle) == 64)
    #expect(board_clock(board.handle) == 0)
  }

  @Test func `a second close is refused`() {
    let handle = board_open("loopback:1")
    #expect(board_close(handle) == 0)
    #expect(board_close(handle) == -EBADF)
  }

  @Test func `a handle stays closed when its place is taken by another board`() {
    let old = board_open("loopback:1")
    board_close(old)
    let new = board_open("loopback:1")
    defer { board_close(new) }
    #expect(new != old)
    #expect(board_channels(old) == -EBADF)
    #expect(board_close(old) == -EBADF)
    #expect(board_channels(new) == 2)
  }

  @Test(arguments: [0, -1, 7, Int32.max, Int32.min])
  func `a number that is no handle is refused by every call`(handle: Int32) {
    var sample: Int16 = 0
    var event = board_event()
    var info = board_info()
    #expect(board_close(handle) == -EBADF)
    #expect(board_channels(handle) == -EBADF)
    #expect(board_clock(handle) == Int64(-EBADF))
    #expect(board_seize(handle, 0) == -EBADF)
    #expect(board_dial(handle, 0, "1") == -EBADF)
    #expect(board_answer(handle, 0) == -EBADF)
    #expect(board_hang_up(handle, 0) == -EBADF)
    #expect(board_read(handle, 0, &sample, 1, nil) == -EBADF)
    #expect(board_write(handle, 0, &sample, 1) == -EBADF)
    #expect(board_next_event(handle, 0, &event) == -EBADF)
    #expect(board_wait(handle, 0) == -EBADF)
    #expect(board_info(handle, 0, &info) == -EBADF)
    #expect(loopback_advance(handle, 160) == -EBADF)
    #expect(loopback_alarm(handle, 0, 1) == -EBADF)
  }

  @Test(arguments: [-1, 4, Int32.max, Int32.min])
  func `a channel that the board has not is refused by every call`(channel: Int32) {
    let board = TestBoard(lines: 2)
    var sample: Int16 = 0
    var event = board_event()
    var info = board_info()
    #expect(board_next_event(board.handle, channel, &event) == -EINVAL)
    #expect(board_seize(board.handle, channel) == -EINVAL)
    #expect(board_dial(board.handle, channel, "1") == -EINVAL)
    #expect(board_answer(board.handle, channel) == -EINVAL)
    #expect(board_hang_up(board.handle, channel) == -EINVAL)
    #expect(board_read(board.handle, channel, &sample, 1, nil) == -EINVAL)
    #expect(board_write(board.handle, channel, &sample, 1) == -EINVAL)
    #expect(board_info(board.handle, channel, &info) == -EINVAL)
    #expect(loopback_alarm(board.handle, channel, 1) == -EINVAL)
  }

  @Test func `NULL and negative counts are refused and forgotten`() {
    let board = TestBoard(lines: 1)
    var sample: Int16 = 0
    #expect(board_seize(board.handle, 0) == 0)
    #expect(board_dial(board.handle, 0, nil) == -EINVAL)
    #expect(board_read(board.handle, 0, nil, 1, nil) == -EINVAL)
    #expect(board_read(board.handle, 0, &sample, -1, nil) == -EINVAL)
    #expect(board_write(board.handle, 0, nil, 1) == -EINVAL)
    #expect(board_write(board.handle, 0, &sample, -1) == -EINVAL)
    #expect(board_next_event(board.handle, 0, nil) == -EINVAL)
    #expect(board_info(board.handle, 0, nil) == -EINVAL)
    #expect(board_wait(board.handle, -1) == -EINVAL)
    #expect(loopback_advance(board.handle, -1) == -EINVAL)
    #expect(board_write(board.handle, 0, &sample, 1) == 1)
    #expect(board_read(board.handle, 0, &sample, 0, nil) == 0)
  }

  @Test func `the loopback board has no clock to wait for`() {
    let board = TestBoard(lines: 1)
    #expect(board_wait(board.handle, 1) == -ENOTSUP)
  }

  @Test func `a thread that comes while another is inside is turned away and nothing is lost`()
    async
  {
    let board = TestBoard(lines: 4)
    let handle = board.handle
    board_seize(handle, 0)
    let moved = await withTaskGroup(of: Int64.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var done: Int64 = 0
          for _ in 0..<2000 {
            let result = loopback_advance(handle, 3)
            if result == 0 { done += 3 } else { #expect(result == -EBUSY) }
          }
          return done
        }
      }
      return await group.reduce(0, +)
    }
    #expect(board_clock(handle) == moved)
  }

  @Test func `a board closed from another thread answers EBADF from then on`() async {
    let handle = board_open("loopback:8")
    let last = await withTaskGroup(of: Int32.self) { group in
      group.addTask {
        var result: Int32 = 0
        while result != -EBADF { result = loopback_advance(handle, 160) }
        return result
      }
      group.addTask {
        usleep(2000)
        return board_close(handle)
      }
      return await group.reduce(0, +)
    }
    #expect(last == -EBADF)
  }

  @Test func `the counters may be read from any thread`() async {
    let board = TestBoard(lines: 1)
    let handle = board.handle
    board_seize(handle, 0)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for _ in 0..<2000 { loopback_advance(handle, 160) } }
      group.addTask {
        for _ in 0..<2000 {
          var info = board_info()
          #expect(board_info(handle, 1, &info) == 0)
        }
      }
    }
    #expect(board.info(1).overruns == 2000 * 160 - Int64(LOOPBACK_QUEUE))
  }

  @Test func `sixty-four boards may be open at once, the next is refused`() async {
    // In a process of its own: other tests open boards meanwhile.
    await #expect(processExitsWith: .success) {
      let handles = (0..<64).map { _ in board_open("loopback:1") }
      precondition(handles.allSatisfy { $0 > 0 })
      precondition(board_open("loopback:1") == -EMFILE)
      precondition(board_close(handles[63]) == 0)
      precondition(board_open("loopback:1") > 0)
    }
  }
}
