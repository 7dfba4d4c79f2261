// SPDX-License-Identifier: GPL-3.0-or-later
import Boards
import CBoard
import CWire
import Foundation
import Testing

/// Telephone wires behind an ALSA device: real alsa-lib, with what is at the far ends in the test's hands.
final class WireBench {
  let folder: URL
  let wire: OpaquePointer
  let lines: Int

  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    .standardized

  /// - Parameter rate: of the device, Hz.
  init(lines: Int, rate: Int32 = 8000, speed: Double = 1) throws {
    let configuration = WireBench.root.appending(path: ".build/wire/asound.conf").path
    try #require(
      FileManager.default.fileExists(atPath: configuration), "no ALSA wires: make wire")
    setenv("ALSA_CONFIG_PATH", configuration, 1)
    folder = URL(filePath: "/tmp/wire-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    wire = try #require(
      wire_create(folder.appending(path: "wire").path, Int32(lines), rate, speed))
    self.lines = lines
  }

  deinit {
    wire_unmap(wire)
    try? FileManager.default.removeItem(at: folder)
  }

  private var file: String { folder.appending(path: "wire").path }

  /// The near ends as a card with a channel for each line, or `format` "S32_LE".
  func address(format: String = "S16_LE", options: String = "", hook: Bool = true) -> String {
    let hook = hook ? "hook=wire:\(file)" : "rest=0"
    return "alsa:near:\(file),\(lines),0,\(format)?\(hook)\(options.isEmpty ? "" : "&" + options)"
  }

  func board(format: String = "S16_LE", options: String = "") throws -> Board {
    try Board(address(format: format, options: options))
  }

  var now: Int64 { wire_now(wire) }

  /// The far end says `samples` from the position `at` on.
  func say(_ samples: [Int16], line: Int32, at: Int64) {
    for (offset, sample) in samples.enumerated() {
      wire_put(wire, WIRE_FAR, line, at + Int64(offset), sample)
    }
  }

  /// What the near end said from `at` on.
  func heard(line: Int32, from at: Int64, count: Int) -> [Int16] {
    (0..<count).map { wire_get(wire, WIRE_NEAR, line, at + Int64($0)) }
  }
}

/// A board's media thread by hand: what the near end of one line reads and writes, block by block.
struct NearEnd {
  let board: Board
  let channel: Int32
  var heard: [Int16] = []
  var events: [board_event] = []

  init(_ board: Board, _ channel: Int32) {
    self.board = board
    self.channel = channel
  }

  /// Lives through `blocks` blocks, saying what `say` gives for each.
  mutating func live(_ blocks: Int, say: (Int) -> [Int16] = { _ in [] }) {
    for block in 0..<blocks {
      board_wait(board.handle, 200)
      var samples = [Int16](repeating: 0, count: 160)
      let count = board_read(board.handle, channel, &samples, 160, nil)
      heard += samples.prefix(Int(max(0, count)))
      let words = say(block)
      if !words.isEmpty { board_write(board.handle, channel, words, Int32(words.count)) }
      var event = board_event()
      while board_next_event(board.handle, channel, &event) == 1 { events.append(event) }
    }
  }

  var kinds: [UInt32] { events.map { UInt32($0.kind) } }
}
