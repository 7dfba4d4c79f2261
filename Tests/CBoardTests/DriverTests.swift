// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation
import Testing

/// A driver with the required operations only: what a board of another kind gets from the registry.
private func plainDriver(_ name: StaticString) -> board_driver {
  var driver = board_driver()
  driver.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  driver.open = { address, state in
    guard let address, String(cString: address) != "broken" else { return -EIO }
    state?.pointee = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
    return 0
  }
  driver.close = { $0?.deallocate() }
  driver.channels = { _ in 1 }
  driver.clock = { _ in 42 }
  driver.seize = { _, _ in 0 }
  driver.dial = { _, _, _ in 0 }
  driver.hang_up = { _, _ in 0 }
  driver.read = { _, _, _, _, at in
    at?.pointee = 40
    return 2
  }
  driver.write = { _, _, _, count in count }
  driver.next_event = { _, _, _ in 0 }
  driver.info = { _, _, _ in 0 }
  return driver
}

/// Registers a driver, which then lives as long as the program.
private func register(_ driver: board_driver) -> Int32 {
  let place = UnsafeMutablePointer<board_driver>.allocate(capacity: 1)
  place.initialize(to: driver)
  let result = board_register(place)
  if result != 0 { place.deallocate() }
  return result
}

struct DriverTests {
  @Test func `a driver without its optional operations serves, and those are not supported`() {
    #expect(register(plainDriver("plain")) == 0)
    let handle = board_open("plain:anything")
    #expect(handle > 0)
    defer { board_close(handle) }
    #expect(board_answer(handle, 0) == -ENOTSUP)
    #expect(board_wait(handle, 10) == -ENOTSUP)
    #expect(board_clock(handle) == 42)
    var samples: [Int16] = [0, 0]
    var at: Int64 = 0
    #expect(board_read(handle, 0, &samples, 2, &at) == 2)
    #expect(at == 40)
    #expect(loopback_advance(handle, 160) == -EINVAL)
    #expect(loopback_alarm(handle, 0, 1) == -EINVAL)
  }

  @Test func `a driver's own error comes through and leaves nothing open`() {
    #expect(register(plainDriver("breaking")) == 0)
    for _ in 0..<40 { #expect(board_open("breaking:broken") == -EIO) }
  }

  @Test func `a name is registered once`() {
    #expect(register(plainDriver("loopback")) == -EEXIST)
    #expect(register(plainDriver("twice")) == 0)
    #expect(register(plainDriver("twice")) == -EEXIST)
  }

  @Test func `a driver that lacks a required operation is refused`() {
    #expect(board_register(nil) == -EINVAL)
    #expect(register(board_driver()) == -EINVAL)
    #expect(register(plainDriver("")) == -EINVAL)
    #expect(register(plainDriver("with:colon")) == -EINVAL)
    var deaf = plainDriver("deaf")
    deaf.read = nil
    #expect(register(deaf) == -EINVAL)
    #expect(board_open("deaf") == -ENODEV)
  }
}
