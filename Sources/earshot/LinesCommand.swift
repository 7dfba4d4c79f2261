// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Boards
import Foundation

struct LinesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lines",
    abstract: "What lines there are, and in which state.",
    discussion: """
      earshot lines                              boards that this machine may have
      earshot lines --board alsa:hw:1            the lines of one
      earshot lines --config gateway.yaml --json those of a gateway that is not running: one object a line

      Exit status: 0 there are some, 1 a line is down, 2 the board cannot be opened.
      """)

  @Option(help: "Board with the lines: alsa:hw:1, dahdi:/dev/dahdi, loopback:2.")
  var board: String?
  @Option(
    help: "Or a gateway's configuration: its board.", completion: .file(extensions: ["yaml"]))
  var config: String?
  @Flag(help: "One JSON object a line.") var json = false

  private struct Row: Encodable {
    var line: String
    var state: String
    var description: String
    var overruns: Int64
    var underruns: Int64
  }

  func run() throws {
    guard board != nil || config != nil else { return try listBoards() }
    let rows: [Row] = try Self.orComplain("lines") {
      let settings =
        try config.map { try LineSettings(Settings(contentsOf: $0)) }
        ?? LineSettings(board: board ?? "")
      let board = try Board(settings.board)
      let trunk = BoardTrunk(board)
      return zip(trunk.lines, board.callingChannels).map { name, channel in
        let counters = board.counters(ofChannel: channel)
        return Row(
          line: name, state: board.state(ofChannel: channel).rawValue,
          description: board.description(ofChannel: channel), overruns: counters.overruns,
          underruns: counters.underruns)
      }
    }
    if json {
      for row in rows { print(try row.jsonLine) }
    } else {
      print("line".padded(to: 14) + "  " + "state".padded(to: 9) + "  is")
      for row in rows {
        print(row.line.padded(to: 14) + "  " + row.state.padded(to: 9) + "  " + row.description)
      }
    }
    if rows.contains(where: { $0.state == Board.LineState.down.rawValue }) {
      throw ExitCode.unexpected
    }
  }

  private struct BoardRow: Encodable {
    var board: String
    var description: String
  }

  private func listBoards() throws {
    let boards =
      Board.found().map { BoardRow(board: $0.address, description: $0.description) }
    for row in boards {
      print(json ? try row.jsonLine : row.board.padded(to: 32) + "  " + row.description)
    }
  }
}
