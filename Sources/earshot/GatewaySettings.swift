// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Boards
import Calls
import Detection
import Foundation
import Gateway
import Logging
import SIP
import ServiceLifecycle
import Simulation

/// What gateway.yaml says: read and checked, nothing opened.
struct GatewaySettings {
  static let known =
    [
      "name", "token", "journal", "board", "speed", "far_ends", "arrivals", "log_level",
      "identification", "messages", "prompts", "comfort", "recording", "counters", "sip", "trunks",
    ] + Settings.listenerKeys

  var server: CPDServerConfiguration
  /// The board's; nil: there are trunks only.
  var lines: LineSettings?
  var sip: SIPSettings?
  /// Recordings that are known for what they are.
  var prompts: PromptBook

  init(_ settings: Settings) throws {
    sip = try SIPSettings(settings)
    lines = sip == nil || settings.has("board") ? try LineSettings(settings) : nil
    prompts =
      try settings.optionalFile("prompts").map { try PromptBook(contentsOf: $0) } ?? PromptBook()
    let (address, identity) = try settings.listener()
    server = CPDServerConfiguration(
      address: address, token: try settings.token("token"),
      name: try settings.optionalString("name") ?? "gateway",
      journalPath: try settings.file("journal"))
    server.identity = identity
    server.identification =
      try settings.optionalFile("identification").map { try Recording(contentsOf: $0).samples }
      ?? []
    for (name, file) in try settings.files("messages") {
      server.messages[name] = try Recording(contentsOf: file).samples
    }
    switch try settings.optionalString("comfort") {
    case nil, "tone": server.comfort = .tone
    case "none": server.comfort = nil
    default:
      server.comfort = try settings.optionalFile("comfort").map {
        .recording(try Recording(contentsOf: $0).samples)
      }
    }
    server.recording = try settings.optionalSection("recording").map(GatewaySettings.recording)
    try settings.check(known: GatewaySettings.known)
  }

  /// Opens trunks and board: calls go to the first that takes them.
  func open(logger: Logger) throws -> (trunk: any Trunk, services: [any Service]) {
    let sip = try sip.map { try SIPLines($0, logger: logger) }
    let board = try lines.map { try $0.open(logger: logger) }
    guard let trunk = TrunkGroup.joining(sip?.trunks ?? [], board?.trunk) else {
      throw SIPError(fault: "no trunk: give 'board', or 'trunks' with one in it")
    }
    let services: [(any Service)?] = [sip, board?.service]
    return (trunk, services.compactMap { $0 })
  }

  static func recording(_ settings: Settings) throws -> RecordingConfiguration {
    try settings.check(known: ["directory", "format", "keep", "quota_mb", "reserve_mb"])
    let directory = try settings.file("directory")
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isFolder),
      isFolder.boolValue, FileManager.default.isWritableFile(atPath: directory)
    else {
      throw settings.fault(
        "directory",
        "'recording.directory': no folder \(directory) that can be written; make it: mkdir -p \(directory)"
      )
    }
    var recording = RecordingConfiguration(directory: directory)
    recording.format = try settings.choice("format") ?? recording.format
    recording.keep = try settings.choice("keep") ?? recording.keep
    recording.quota = try bytes(settings, "quota_mb") ?? recording.quota
    recording.reserve = try bytes(settings, "reserve_mb") ?? recording.reserve
    return recording
  }

  private static func bytes(_ settings: Settings, _ key: String) throws -> Int64? {
    guard let megabytes = try settings.optionalDouble(key) else { return nil }
    guard megabytes >= 0, megabytes < 1e9 else {
      throw settings.fault(key, "'recording.\(key)' is a number of megabytes, 0 or more")
    }
    return Int64(megabytes * 1e6)
  }
}

/// The lines of a gateway: a board, and who answers where it is one in memory.
struct LineSettings {
  var board: String
  /// Audio time to wall time; nil: as fast as it goes. Loopback boards only.
  var speed: Double? = 1
  var script: FarEndScript?
  var arrivals: String?
  /// Where hardware lines leave what they have counted, at the end.
  var counters: String?

  init(board: String, script: FarEndScript? = nil) {
    self.board = board
    self.script = script
  }

  init(_ settings: Settings) throws {
    board = try settings.string("board")
    guard board.hasPrefix("loopback:") else {
      for key in ["far_ends", "speed", "arrivals"] where try settings.optionalString(key) != nil {
        throw settings.fault(
          key, "'\(key)' is for loopback boards; \(board) has lines of its own: leave it out")
      }
      counters = try settings.optionalFile("counters")
      return
    }
    if try settings.optionalString("speed") == "max" {
      speed = nil
    } else {
      let wanted = try settings.optionalDouble("speed") ?? 1
      guard wanted > 0 else { throw settings.fault("speed", "'speed' is above 0, or max") }
      speed = wanted
    }
    script = try settings.optionalFile("far_ends").map { try FarEndScript(contentsOf: $0) }
    arrivals = try settings.optionalFile("arrivals")
  }

  /// Opens the board.
  func open(logger: Logger) throws -> (trunk: BoardTrunk, service: any Service) {
    let board = try Board(board)
    let trunk = BoardTrunk(board, logger: logger)
    if board.isPaced {
      return (trunk, HardwareLines(board: board, trunk: trunk, counters: counters))
    }
    return (
      trunk,
      LoopbackLines(board: board, trunk: trunk, speed: speed, script: script, arrivals: arrivals)
    )
  }
}
