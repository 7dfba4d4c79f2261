// SPDX-License-Identifier: GPL-3.0-or-later
import CBoard
import Foundation
import Testing

/// Digits as the other end hears them.
struct DialingTests {
  static let low = [697.0, 770, 852, 941]
  static let high = [1209.0, 1336, 1477, 1633]
  static let keypad = Array("123A456B789C*0#D")

  @Test(arguments: keypad.indices)
  func `each key is heard as its two tones at their levels`(key: Int) {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    #expect(board_dial(board.handle, 0, String(Self.keypad[key])) == 0)
    let heard = board.hear(1600, at: 1)
    let tone = heard[0..<800]
    #expect(abs(level(of: tone, at: Self.low[key / 4]) + 9) < 0.3)
    #expect(abs(level(of: tone, at: Self.high[key % 4]) + 7) < 0.3)
    for (row, hz) in Self.low.enumerated() where row != key / 4 {
      #expect(level(of: tone, at: hz) < -30)
    }
    for (column, hz) in Self.high.enumerated() where column != key % 4 {
      #expect(level(of: tone, at: hz) < -30)
    }
    #expect(heard[800..<1600].allSatisfy { $0 == 0 })
  }

  @Test func `seven digits take 1.4 s, one after the other, and say when they are done`() throws {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.events()
    board_dial(board.handle, 0, "5550199")
    let heard = board.hear(11_360, at: 1)
    for (place, digit) in "5550199".enumerated() {
      let key = try #require(Self.keypad.firstIndex(of: digit))
      let tone = heard[place * 1600..<place * 1600 + 800]
      #expect(abs(level(of: tone, at: Self.low[key / 4]) + 9) < 0.3)
      #expect(abs(level(of: tone, at: Self.high[key % 4]) + 7) < 0.3)
    }
    #expect(board.events() == [BoardEvent(BOARD_DIALED, 0, at: 11_200)])
  }

  @Test func `a pause is half a second of silence`() throws {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.events()
    board_dial(board.handle, 0, "9w1")
    let heard = board.hear(7360, at: 1)
    #expect(heard[800..<5600].allSatisfy { $0 == 0 })
    #expect(abs(level(of: heard[5600..<6400], at: 697) + 9) < 0.3)
    #expect(board.events() == [BoardEvent(BOARD_DIALED, 0, at: 7200)])
  }

  @Test func `digits wait for the audio before them, and no audio is taken until they are out`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    _ = board.events()
    _ = board.write(ramp(250), to: 0)
    board_dial(board.handle, 0, "1")
    #expect(board.write(ramp(10), to: 0) == -EBUSY)
    #expect(board_dial(board.handle, 0, "2") == -EBUSY)
    let heard = board.hear(1920, at: 1)
    #expect(heard.prefix(250) == ramp(250)[...])
    #expect(board.events() == [BoardEvent(BOARD_DIALED, 0, at: 1850)])
    #expect(board.write(ramp(10), to: 0) == 10)
    #expect(board.info(0).underruns == 0)
  }

  @Test(arguments: ["", "12x", "+1", "1 2", String(repeating: "1", count: 65)])
  func `what is no number is not dialed`(digits: String) {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    #expect(board_dial(board.handle, 0, digits) == -EINVAL)
    #expect(board_dial(board.handle, 0, "abcd") == 0)
  }

  @Test func `hanging up stops the digits`() {
    let board = TestBoard(lines: 1)
    board_seize(board.handle, 0)
    board_dial(board.handle, 0, "123")
    board.advance(160)
    board_hang_up(board.handle, 0)
    board.advance(8000)
    #expect(!board.events().contains { $0.kind == Int32(BOARD_DIALED.rawValue) })
    #expect(board.read(160, from: 1).samples.count == 160)
  }
}
