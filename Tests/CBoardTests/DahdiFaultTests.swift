// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import CDahdiCard
import Foundation
import Testing

/// What goes wrong at a card: nothing hangs, nothing leaks, every call ends as what it was.
@Suite(.timeLimit(.minutes(1)))
struct DahdiFaultTests {
  @Test func `an alarm ends the audio, and the line is seized again when it is over`() throws {
    let card = try TestCard()
    card.call()
    dahdi_card_alarm(card.card, 1, 1)
    card.steps(2)
    let alarm = try #require(card.events().first)
    #expect(alarm.kind == Int32(BOARD_ALARM.rawValue))
    #expect(alarm.detail == 8)  // DAHDI_ALARM_RED
    #expect(card.info().state == Int32(BOARD_DOWN.rawValue))
    #expect(board_write(card.board, 0, [0], 1) == -ENETDOWN)
    board_hang_up(card.board, 0)
    #expect(card.wait(for: BOARD_FREE) != nil)
    #expect(board_seize(card.board, 0) == -ENETDOWN)
    dahdi_card_alarm(card.card, 1, 0)
    #expect(card.wait(for: BOARD_ALARM_OVER) != nil)
    #expect(board_seize(card.board, 0) == 0)
  }

  @Test func `a line that is in alarm when the board is opened says so`() throws {
    let card = try TestCard(options: nil)
    dahdi_card_alarm(card.card, 1, 1)
    let board = card.open("")
    defer { board_close(board) }
    #expect(board_seize(board, 0) == -ENETDOWN)
    var event = board_event()
    #expect(board_next_event(board, 0, &event) == 1)
    #expect(event.kind == Int32(BOARD_ALARM.rawValue))
  }

  @Test
  func `a card that is taken away and put back is found again, and its other channel goes on`()
    throws
  {
    let card = try TestCard(ports: 2)
    card.call(0)
    card.call(1)
    dahdi_card_unplug(card.card, 1, 1)
    let heard = card.exchange(blocks: 30, channel: 1, far: sine(500, level: -10, blocks: 30)).near
    #expect(abs(level(of: heard[800...], at: 500) + 10) < 0.2)
    let events = card.events().filter { $0.channel == 0 }
    #expect(events.map(\.kind) == [Int32(BOARD_ALARM.rawValue)])
    board_hang_up(card.board, 0)
    board_hang_up(card.farBoard, card.far(0))
    #expect(card.wait(for: BOARD_FREE) != nil)
    card.steps(100)
    #expect(board_seize(card.board, 0) == -ENETDOWN)
    dahdi_card_unplug(card.card, 1, 0)
    let blocks = try #require(card.wait(for: BOARD_ALARM_OVER))
    #expect(blocks <= 51)
    #expect(card.info(0).reopens == 1)
    #expect(card.info(1).reopens == 0)
    card.call(0)
    let again = card.exchange(blocks: 30, far: sine(500, level: -10, blocks: 30)).near
    #expect(abs(level(of: again[800...], at: 500) + 10) < 0.2)
  }

  @Test func `reads that are short lose audio, which is counted, and nothing else`() throws {
    let card = try TestCard()
    card.call()
    dahdi_card_limit(card.card, 1, 101)
    let heard = card.exchange(blocks: 100).near
    // 50 samples of each block of 160: three reads a block would give them in time, if the rest were not gone.
    #expect(heard.count == 100 * 50)
    let info = card.info()
    let missing = Int64(100 * 110)
    #expect(info.overruns > missing * 6 / 10 && info.overruns <= missing)
    #expect(info.state == Int32(BOARD_OFF_HOOK.rawValue))
  }

  @Test func `signals that interrupt reads and writes cost no sample`() throws {
    let card = try TestCard()
    card.call()
    let tone = sine(1000, level: -10, blocks: 50)
    var heard: [Int16] = []
    for block in 0..<50 {
      dahdi_card_interrupt(card.card, 1, 5)
      let range = block * 160..<block * 160 + 160
      heard += card.exchange(blocks: 1, near: Array(tone[range])).far
    }
    #expect(abs(level(of: heard[1600...], at: 1000) + 10) < 0.2)
    #expect(card.info().short_writes == 0)
    #expect(card.info().overruns == 0)
  }

  @Test func `an event that stands before the audio is taken, and the audio after it is whole`()
    throws
  {
    let card = try TestCard()
    card.call()
    let tone = sine(500, level: -10, blocks: 50)
    var heard: [Int16] = []
    for block in 0..<50 {
      // Digits that the card heard, a canceller's news, an event that no one knows.
      dahdi_card_event(card.card, 1, [1 << 17 | 0x35, 19, 99, -1][block % 4])
      let range = block * 160..<block * 160 + 160
      heard += card.exchange(blocks: 1, far: Array(tone[range])).near
    }
    #expect(abs(level(of: heard[1600...], at: 500) + 10) < 0.2)
    #expect(card.events().isEmpty)
  }

  @Test func `a far end that hangs up during dialing is told as that`() throws {
    let card = try TestCard()
    card.seize()
    card.steps(35)  // the port is off-hook for 600 ms before it tells
    board_dial(card.board, 0, "5550199")
    card.steps(20)
    board_hang_up(card.farBoard, card.far(0))
    #expect(card.wait(for: BOARD_RELEASED, limit: 10) != nil)
    board_hang_up(card.board, 0)
    let left = (0..<60).flatMap { _ in
      card.step()
      return card.events().map(\.kind)
    }
    #expect(left == [Int32(BOARD_FREE.rawValue)])
  }

  @Test func `a thousand turns on and off the hook leave nothing behind`() throws {
    let card = try TestCard(options: ",guard=0")
    func files() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    let before = try files()
    var turns = 0
    for turn in 0..<1000 {
      if board_seize(card.board, 0) == 0 { turns += 1 }
      if turn % 3 == 0 { board_dial(card.board, 0, "1") }
      if turn % 5 == 0 { card.step() }
      board_hang_up(card.board, 0)
      for event in card.farEvents() where event.kind == Int32(BOARD_RELEASED.rawValue) {
        board_hang_up(card.farBoard, event.channel)
      }
      card.step()
      _ = card.events()
    }
    #expect(turns == 1000)
    #expect(try files() == before)
    for _ in 0..<5 {
      for event in card.farEvents() where event.kind == Int32(BOARD_RELEASED.rawValue) {
        board_hang_up(card.farBoard, event.channel)
      }
      card.step()
    }
    card.call()
    let heard = card.exchange(blocks: 30, far: sine(500, level: -10, blocks: 30)).near
    #expect(abs(level(of: heard[800...], at: 500) + 10) < 0.2)
    #expect(card.info().events_lost == 0)
  }

  @Test func `a channel that another process holds is busy, and the board opens without it`()
    async throws
  {
    let card = try TestCard(ports: 2, options: nil)
    let holder = Process()
    holder.executableURL = URL(filePath: "/bin/sh")
    holder.arguments = ["-c", "exec 3<>\(card.folder)/1; echo held; read line"]
    let (output, input) = (Pipe(), Pipe())
    holder.standardOutput = output
    holder.standardInput = input
    try holder.run()
    _ = try output.fileHandleForReading.read(upToCount: 5)
    #expect(card.open(",channels=1") == -EBUSY)
    let board = card.open("")
    #expect(board_channels(board) == 1)
    board_close(board)
    try input.fileHandleForWriting.close()
    holder.waitUntilExit()
    let again = card.open("")
    #expect(board_channels(again) == 2)
    board_close(again)
  }

  @Test func `a card that stands still ends its calls by the clock of the system`() throws {
    let card = try TestCard()
    card.call()
    var event = board_event()
    var blocks = 0
    while board_next_event(card.board, 0, &event) == 0, blocks < 100 {
      #expect(board_wait(card.board, 2000) == 0)
      blocks += 1
    }
    // Half a second without a sample.
    #expect(event.kind == Int32(BOARD_ALARM.rawValue))
    #expect((25...28).contains(blocks))
  }

  @Test func `a card that goes away in mid-call is an alarm, and the board closes`() throws {
    let card = try TestCard()
    card.call()
    card.unmount()
    var event = board_event()
    for _ in 0..<40 where event.kind == 0 {
      #expect(board_wait(card.board, 2000) == 0)
      board_next_event(card.board, 0, &event)
    }
    #expect(event.kind == Int32(BOARD_ALARM.rawValue))
    #expect(board_write(card.board, 0, [0], 1) == -ENETDOWN)
    board_hang_up(card.board, 0)
    #expect(board_close(card.board) == 0)
  }

  @Test func `what an owner who sleeps does not read is counted, and time stays right`() throws {
    let card = try TestCard()
    card.call()
    let before = card.info().overruns
    for _ in 0..<100 { dahdi_card_advance(card.card, 160) }
    for _ in 0..<100 { board_wait(card.board, 2000) }
    _ = TestCard.read(card.board, 0)
    card.steps(60)
    // Of 100 blocks the kernel kept 8.
    let lost = card.info().overruns - before
    #expect(lost >= 90 * 160)
    card.steps(2)
    var at: Int64 = 0
    var samples = [Int16](repeating: 0, count: 8000)
    let count = board_read(card.board, 0, &samples, 8000, &at)
    #expect(abs(at + Int64(count) - board_clock(card.board)) <= 320)
  }

  @Test func `an owner who writes too late is told by a count`() throws {
    let card = try TestCard()
    card.call()
    _ = card.exchange(blocks: 10, near: [Int16](repeating: 0, count: 1600))
    #expect(card.info().underruns == 0)
    card.steps(10)
    #expect(card.info().underruns == 160)
    _ = card.exchange(blocks: 10, near: [Int16](repeating: 0, count: 1600))
    #expect(card.info().underruns == 160)
  }

  @Test func `a flood of events does no harm`() throws {
    let card = try TestCard()
    card.seize()
    for code in 0..<400 { dahdi_card_event(card.card, 1, Int32(code % 40)) }
    card.steps(150)
    _ = card.events()
    board_hang_up(card.board, 0)
    card.steps(200)
    #expect(card.info().state != Int32(BOARD_OFF_HOOK.rawValue))
  }
}
