// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import CDahdiCard
import Foundation
import Testing

/// Calls over DAHDI's device files.
struct DahdiTests {
  @Test func `a call is seized, dialed, answered by a reversal, and released`() throws {
    let card = try TestCard()
    #expect(board_seize(card.board, 0) == 0)
    #expect(card.events().map(\.kind) == [Int32(BOARD_SEIZED.rawValue)])
    card.steps(2)
    #expect(card.farEvents().map(\.kind) == [Int32(BOARD_RING.rawValue)])
    #expect(board_dial(card.board, 0, "55") == 0)
    // Two digits of 200 ms, and a block each for the way to the card and back.
    let blocks = try #require(card.wait(for: BOARD_DIALED))
    #expect((20...22).contains(blocks))
    board_answer(card.farBoard, card.far(0))
    #expect(card.wait(for: BOARD_ANSWERED) != nil)
    board_hang_up(card.farBoard, card.far(0))
    #expect(card.wait(for: BOARD_RELEASED) != nil)
    board_hang_up(card.board, 0)
    #expect(card.info().state == Int32(BOARD_LEAVING.rawValue))
    // 0.8 s of rest.
    let rest = try #require(card.wait(for: BOARD_FREE))
    #expect((40...42).contains(rest))
    #expect(card.info().state == Int32(BOARD_IDLE.rawValue))
    #expect(board_seize(card.board, 0) == 0)
  }

  @Test(arguments: [
    (",law=linear", false), (",law=mulaw", false), (",law=alaw", false), (",law=default", true),
    (",law=linear", true),
  ])
  func `audio passes both ways in every law, whole and without a hole`(
    options: String, isALaw: Bool
  ) throws {
    let card = try TestCard(isALaw: isALaw, options: options)
    card.call()
    let near = sine(1000, level: -10, blocks: 60)
    let far = sine(700, level: -20, blocks: 60)
    let heard = card.exchange(blocks: 60, near: near, far: far)
    for (samples, hz, wanted) in [(heard.far, 1000.0, -10.0), (heard.near, 700.0, -20.0)] {
      let steady = samples[1600...]
      #expect(abs(level(of: steady, at: hz) - wanted) < 0.2)
      // A hole would spread its power over all frequencies. G.711's noise is some 38 dB below.
      let power = steady.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(steady.count)
      let total = 10 * log10(power * 2 / (32768.0 * 32768)) + 3.14
      #expect(total - level(of: steady, at: hz) < 0.1)
    }
    let info = card.info()
    #expect(info.overruns == 0)
    #expect(info.underruns == 0)
    #expect(info.short_writes == 0)
  }

  @Test func `a write reaches the far end after a reserve of one block`() throws {
    let card = try TestCard()
    card.call()
    let heard = card.exchange(blocks: 10, near: [Int16](repeating: 8000, count: 1600)).far
    let first = try #require(heard.firstIndex { $0 > 7000 })
    #expect(first == 160)
  }

  @Test(arguments: [",dial=tone", ",dial=audio"])
  func `digits and pauses are tones at the far end`(options: String) throws {
    let card = try TestCard(options: options)
    card.seize()
    #expect(board_dial(card.board, 0, "5w#") == 0)
    let heard = card.exchange(blocks: 70).far
    let loud = heard.firstIndex { abs($0) > 1000 } ?? 0
    #expect(abs(level(of: heard[loud..<loud + 800], at: 770) + 9) < 0.4)
    #expect(abs(level(of: heard[loud..<loud + 800], at: 1336) + 7) < 0.4)
    #expect(heard[loud + 810..<loud + 5590].allSatisfy { abs($0) < 20 })
    #expect(abs(level(of: heard[loud + 5600..<loud + 6400], at: 941) + 9) < 0.4)
    #expect(card.wait(for: BOARD_DIALED) == 0)
  }

  @Test func `without a tone zone the driver makes the tones itself`() throws {
    let card = try TestCard(hasToneZone: false)
    card.seize()
    #expect(board_dial(card.board, 0, "5") == 0)
    #expect(board_write(card.board, 0, [0], 1) == -EBUSY)
    let heard = card.exchange(blocks: 15).far
    let loud = try #require(heard.firstIndex { abs($0) > 1000 })
    #expect(abs(level(of: heard[loud..<loud + 800], at: 770) + 9) < 0.4)
    #expect(card.wait(for: BOARD_DIALED) == 0)
  }

  @Test func `digits are pulses where the line wants them`() throws {
    let card = try TestCard(options: ",dial=pulse")
    card.seize()
    #expect(board_dial(card.board, 0, "5#") == -EINVAL)
    #expect(board_dial(card.board, 0, "30") == 0)
    // 13 pulses of 100 ms, and 750 ms after each digit.
    let blocks = try #require(card.wait(for: BOARD_DIALED))
    #expect((138...145).contains(blocks))
    let hooks = card.farEvents().filter { $0.kind == Int32(BOARD_HOOK.rawValue) }
    let breaks = hooks.filter { $0.detail == 0 }.map(\.at)
    #expect(breaks.count == 13)
    #expect(zip(breaks, breaks.dropFirst()).map { $1 - $0 }.filter { $0 > 800 }.count == 1)
  }

  @Test func `a reversal is an answer only where the line says so`() throws {
    let card = try TestCard(options: ",answer=none")
    card.seize()
    board_dial(card.board, 0, "1")
    _ = card.wait(for: BOARD_DIALED)
    board_answer(card.farBoard, card.far(0))
    card.steps(3)
    #expect(card.events().map(\.kind) == [Int32(BOARD_POLARITY.rawValue)])
  }

  @Test func `a second reversal is the far end's leaving`() throws {
    let card = try TestCard()
    card.call()
    dahdi_card_event(card.card, 1, 17)
    card.steps(2)
    #expect(card.events().map(\.kind) == [Int32(BOARD_RELEASED.rawValue)])
  }

  @Test func `ground start and E&M wait for the line: 2 s, then it is seized`() throws {
    let card = try TestCard(options: ",start=start")
    #expect(board_seize(card.board, 0) == 0)
    let blocks = try #require(card.wait(for: BOARD_SEIZED))
    #expect((100...102).contains(blocks))
  }

  @Test func `a wink start waits for the wink`() throws {
    let card = try TestCard(options: ",start=wink")
    #expect(board_seize(card.board, 0) == 0)
    card.steps(10)
    #expect(card.events().isEmpty)
    dahdi_card_event(card.card, 1, 3)
    #expect(card.wait(for: BOARD_SEIZED, limit: 2) != nil)
  }

  @Test func `a call that comes in rings, is answered, and is heard`() throws {
    let card = try TestCard()
    #expect(board_seize(card.farBoard, card.far(0)) == 0)
    #expect(card.wait(for: BOARD_RING) != nil)
    #expect(card.info().state == Int32(BOARD_RINGING.rawValue))
    #expect(board_seize(card.board, 0) == -EBUSY)
    #expect(board_answer(card.board, 0) == 0)
    #expect(board_answer(card.board, 0) == -EALREADY)
    card.steps(2)
    let kinds = card.farEvents().map(\.kind)
    #expect(kinds.contains(Int32(BOARD_ANSWERED.rawValue)))
    let heard = card.exchange(blocks: 20, far: sine(500, level: -10, blocks: 20)).near
    #expect(abs(level(of: heard[800...], at: 500) + 10) < 0.2)
  }

  @Test func `a caller who gives up leaves the line free`() throws {
    let card = try TestCard()
    board_seize(card.farBoard, card.far(0))
    _ = card.wait(for: BOARD_RING)
    board_hang_up(card.farBoard, card.far(0))
    #expect(card.wait(for: BOARD_FREE) != nil)
    #expect(card.info().state == Int32(BOARD_IDLE.rawValue))
  }

  @Test func `a bearer channel has audio and no hook`() throws {
    let card = try TestCard(ports: 0, bearers: 1)
    var description = [CChar](repeating: 0, count: 160)
    board_describe(card.board, 0, &description, 160)
    #expect(text(description).contains("bearer"))
    board_seize(card.farBoard, card.far(0))
    card.steps(1)
    #expect(board_seize(card.board, 0) == 0)
    let heard = card.exchange(blocks: 20, far: sine(500, level: -10, blocks: 20)).near
    #expect(abs(level(of: heard[800...], at: 500) + 10) < 0.2)
    board_hang_up(card.board, 0)
    #expect(card.wait(for: BOARD_FREE) != nil)
  }

  @Test func `gains are the card's, each way`() throws {
    let card = try TestCard(options: ",rxgain=6,txgain=-6")
    card.call()
    let tone = sine(1000, level: -20, blocks: 30)
    let heard = card.exchange(blocks: 30, near: tone, far: tone)
    #expect(abs(level(of: heard.near[1600...], at: 1000) + 14) < 0.3)
    #expect(abs(level(of: heard.far[1600...], at: 1000) + 26) < 0.3)
  }

  @Test(arguments: [
    "", ",", ",channels", ",channels=", ",channels=0", ",channels=2-1", ",channels=1+",
    ",channels=x",
    ",channels=1-99999", ",law=ulaw", ",echo=16", ",echo=on", ",dial=mf", ",answer=yes",
    ",start=now",
    ",rxgain=30", ",txgain=nan", ",guard=-1", ",colour=red", ",law=linear,",
  ])
  func `an address that makes no sense is refused`(options: String) {
    let path = options.isEmpty ? "" : "/tmp"
    #expect(board_open("dahdi:\(path)\(options)") == -EINVAL)
  }

  @Test func `a folder without a card, and a channel that no card has, are no devices`() throws {
    #expect(board_open("dahdi:/nonexistent") == -ENODEV)
    let card = try TestCard(ports: 2, options: nil)
    #expect(card.open(",channels=3") == -ENODEV)
    let board = card.open(",channels=2")
    #expect(board > 0)
    #expect(board_channels(board) == 1)
    board_close(board)
  }
}
