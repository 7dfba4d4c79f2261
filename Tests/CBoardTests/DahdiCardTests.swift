// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import CDahdiCard
import Foundation
import Testing

/// The card in user space does what the kernel's driver was seen to do; the numbers are those of its header.
struct DahdiCardTests {
  static let specify: UInt = 0x4004_da26
  static let getVersion: UInt = 0x80a0_da39
  static let audioMode: UInt = 0x4004_da20
  static let hook: UInt = 0x4004_da07
  static let getEvent: UInt = 0x8004_da08
  static let setBlockSize: UInt = 0x4004_da01
  static let setLinear: UInt = 0x4004_da28
  static let dial: UInt = 0x4104_da1f
  static let dialing: UInt = 0x8004_da23
  static let timerConfig: UInt = 0x4004_da2f
  static let timerAck: UInt = 0x4004_da30

  /// The driver says ENOSYS; that does not pass through FUSE, whose kernel side makes it ENOTTY.
  static let noSuchCall = ENOTTY

  /// 0 or errno.
  private func control(_ file: Int32, _ request: UInt, _ value: Int32 = 0) -> Int32 {
    var value = value
    return ioctl(file, request, &value) == 0 ? 0 : errno
  }

  private func event(_ file: Int32) -> Int32 {
    var event: Int32 = -1
    _ = ioctl(file, Self.getEvent, &event)
    return event
  }

  @Test func `the version is the card's, not a channel's`() throws {
    let card = try TestCard(options: nil)
    var version = [CChar](repeating: 1, count: 160)
    let (control, channel) = (card.device("ctl"), card.device("1"))
    defer {
      close(control)
      close(channel)
    }
    #expect(ioctl(control, Self.getVersion, &version) == 0)
    #expect(text(version) == "2.11.1")
    #expect(ioctl(channel, Self.getVersion, &version) == -1)
    #expect(errno == Self.noSuchCall)
  }

  @Test func `a channel refuses what the driver refuses`() throws {
    let card = try TestCard(options: nil)
    let file = card.device("channel")
    defer { close(file) }
    #expect(control(file, Self.hook) == Self.noSuchCall)
    #expect(control(file, Self.specify, 2) == EINVAL)
    #expect(control(file, Self.specify, 1) == 0)
    #expect(control(file, Self.audioMode, 1) == EINVAL)
    #expect(control(file, 0x4004_daff) == ENOTTY)
    #expect(control(file, Self.setBlockSize, 15) == EINVAL)
    #expect(control(file, Self.setBlockSize, 8193) == EINVAL)
    #expect(control(file, Self.hook, 77) == EINVAL)
    #expect(card.device("1") == -1)
    #expect(errno == EBUSY)
  }

  @Test func `a start takes 2 s and tells its end, off-hook is told by nothing`() throws {
    let card = try TestCard(options: nil)
    let file = card.device("1", flags: O_NONBLOCK)
    defer { close(file) }
    #expect(control(file, Self.hook, 4) == EINPROGRESS)
    #expect(control(file, Self.hook, 4) == EBUSY)
    for _ in 0..<99 { dahdi_card_advance(card.card, 160) }
    #expect(event(file) == 0)
    dahdi_card_advance(card.card, 160)
    dahdi_card_advance(card.card, 160)
    #expect(event(file) == 12)
    #expect(control(file, Self.hook, 0) == 0)
    #expect(control(file, Self.hook, 1) == 0)
    for _ in 0..<120 { dahdi_card_advance(card.card, 160) }
    #expect(event(file) == 0)
  }

  @Test func `audio that is written ends dialing`() throws {
    let card = try TestCard(options: nil)
    let file = card.device("1", flags: O_NONBLOCK)
    defer { close(file) }
    #expect(control(file, Self.hook, 1) == 0)
    var operation = [UInt8](repeating: 0, count: 260)
    operation[0] = 2  // DAHDI_DIAL_OP_REPLACE
    for (place, byte) in "T5551234".utf8.enumerated() { operation[4 + place] = byte }
    #expect(ioctl(file, Self.dial, &operation) == 0)
    for _ in 0..<10 { dahdi_card_advance(card.card, 160) }
    var isDialing: Int32 = 0
    _ = ioctl(file, Self.dialing, &isDialing)
    #expect(isDialing == 1)
    #expect(write(file, [UInt8](repeating: 0xff, count: 160), 160) == 160)
    _ = ioctl(file, Self.dialing, &isDialing)
    #expect(isDialing == 0)
    for _ in 0..<100 { dahdi_card_advance(card.card, 160) }
    #expect(event(file) == 0)
  }

  @Test func `an event stands before audio, and a read without audio has to come again`() throws {
    let card = try TestCard(options: nil)
    let file = card.device("1", flags: O_NONBLOCK)
    defer { close(file) }
    #expect(control(file, Self.setBlockSize, 160) == 0)
    var block = [UInt8](repeating: 0, count: 160)
    #expect(read(file, &block, 160) == -1)
    #expect(errno == EAGAIN)
    dahdi_card_advance(card.card, 160)
    dahdi_card_event(card.card, 1, 17)
    #expect(read(file, &block, 160) == -1)
    #expect(errno == 500)  // ELAST
    var waited = pollfd(fd: file, events: Int16(POLLIN | POLLPRI | POLLOUT), revents: 0)
    #expect(poll(&waited, 1, 0) == 1)
    #expect(waited.revents == Int16(POLLIN | POLLPRI | POLLOUT))
    #expect(event(file) == 17)
    #expect(read(file, &block, 160) == 160)
    #expect(control(file, Self.setLinear, 1) == 0)
    dahdi_card_advance(card.card, 160)
    var samples = [Int16](repeating: 1, count: 160)
    #expect(read(file, &samples, 320) == 320)
  }

  @Test func `a read that waits is served when the block is full, and a poll wakes`() async throws {
    let card = try TestCard(options: nil)
    let file = card.device("1")
    defer { close(file) }
    #expect(control(file, Self.setBlockSize, 160) == 0)
    let before = dahdi_card_requests(card.card, 1)
    async let got = Task.detached {
      var block = [UInt8](repeating: 0, count: 160)
      return read(file, &block, 160)
    }.value
    while dahdi_card_requests(card.card, 1) == before { await Task.yield() }
    dahdi_card_advance(card.card, 160)
    #expect(await got == 160)
  }

  @Test func `the timer is due once a block, and counts what nobody took`() throws {
    let card = try TestCard(options: nil)
    let timer = card.device("timer")
    defer { close(timer) }
    #expect(control(timer, Self.timerConfig, 160) == 0)
    var waited = pollfd(fd: timer, events: Int16(POLLPRI), revents: 0)
    #expect(poll(&waited, 1, 0) == 0)
    for _ in 0..<3 { dahdi_card_advance(card.card, 160) }
    for _ in 0..<3 {
      #expect(poll(&waited, 1, 0) == 1)
      #expect(control(timer, Self.timerAck, 1) == 0)
    }
    #expect(poll(&waited, 1, 0) == 0)
  }
}
