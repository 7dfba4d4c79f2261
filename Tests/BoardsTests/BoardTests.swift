// SPDX-License-Identifier: GPL-3.0-or-later
import Boards
import CBoard
import Foundation
import Testing

struct BoardTests {
  @Test func `a loopback board places calls on its near ends`() throws {
    let board = try Board("loopback:4")
    #expect(board.channels == 8)
    #expect(board.callingChannels == 0..<4)
    #expect(board.counters(ofChannel: 99) == LineCounters())
  }

  @Test func `a board closes when nobody holds it`() throws {
    var board: Board? = try Board("loopback:1")
    let handle = try #require(board).handle
    #expect(board_channels(handle) == 2)
    board = nil
    #expect(board_channels(handle) == -EBADF)
  }

  @Test(arguments: [
    ("nosuch:1", "board nosuch:1: no such driver or device; loopback:N"),
    ("loopback:0", "board loopback:0: an address that makes no sense; for instance loopback:32"),
  ])
  func `a board that cannot be had is named, with what to do`(address: String, words: String) {
    let error = #expect(throws: BoardError.self) { try Board(address) }
    #expect(error?.description.hasPrefix(words) == true)
  }
}
