// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Boards
import Foundation
import Logging
import ServiceLifecycle
import Simulation

/// Whose lines: a board's by its address, or those of a gateway's configuration.
struct LineOptions: ParsableArguments {
  @Option(
    help: "Board with the lines: alsa:hw:1, dahdi:/dev/dahdi, loopback:2.")
  var board: String?
  @Option(
    help: "Or a gateway's configuration: its board.", completion: .file(extensions: ["yaml"]))
  var config: String?
  @Option(
    help: "Of earshot dial: a SIP trunk, by its name in --config or as host:port.")
  var trunk: String?
  @Option(
    help: "Who answers behind a loopback board: a far ends' script.",
    completion: .file(extensions: ["yaml"]))
  var farEnds: String?

  func validate() throws {
    guard (board == nil) != (config == nil) || trunk != nil && board == nil else {
      throw ValidationError("Whose lines? Give --board or --config, one of them.")
    }
  }

  func settings() throws -> LineSettings {
    guard trunk == nil else {
      throw ValidationError("A SIP trunk has no lines to look at; it is for earshot dial.")
    }
    if let config { return try LineSettings(Settings(contentsOf: config)) }
    let script = try farEnds.map { try FarEndScript(contentsOf: $0) }
    return LineSettings(board: board ?? "", script: script)
  }

  static let quiet = Logger(label: "lines") { _ in SwiftLogNoOpLogHandler() }

  /// Opens the board and finds the line: the one of this name, or the only one there is.
  func open(line name: String?) throws -> (line: BoardLine, trunk: BoardTrunk, service: any Service)
  {
    let (trunk, service) = try settings().open(logger: LineOptions.quiet)
    guard let name = name ?? (trunk.lines.count == 1 ? trunk.lines[0] : nil),
      let line = trunk.line(named: name)
    else {
      let what = name.map { "no line '\($0)'" } ?? "several lines; choose one with --line"
      throw ValidationError("\(what): there are \(trunk.lines.joined(separator: ", "))")
    }
    return (line, trunk, service)
  }
}
