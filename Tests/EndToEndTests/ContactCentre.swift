// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import SQLiteRecords
import Synchronization
import Testing

/// A gateway on the loopback board and an OCS on SQLite, as processes, faster than life; campaign time
/// begins at noon of 2 March 2026, UTC.
final class ContactCentre {
  /// 2026-03-02 12:00 UTC, a Monday.
  static let noon = 1_772_452_800.0

  let folder: TemporaryFolder
  private var services: [ServiceProcess] = []
  private var desktops: [TerminalDesktop] = []

  /// - Parameters:
  ///   - list: rows of the calling list: record_id, contact_info, chain_id, chain_n.
  ///   - farEnds: who answers, by number, as lines of a far-end script; agents' telephones are 9001 to 9009.
  ///   - campaign: further lines of the campaign's configuration.
  ///   - others: campaigns beside "spring", by name, with their lists.
  ///   - speed: campaign time and audio to the wall's.
  init(
    list: [String], farEnds: [String: [String]], campaign: [String] = [],
    others: [String: [String]] = [:], messages: [String: String] = [:], speed: Double = 20
  ) throws {
    folder = try TemporaryFolder()
    var script = "version: 1\ncountry: us\nsamples: \"\(Earshot.root.path)/Samples\"\nfar-ends:\n"
    for (number, entry) in farEnds.sorted(by: { $0.key < $1.key }) {
      script += "  \"\(number)\":\n" + entry.map { "    \($0)\n" }.joined()
    }
    for agent in 1...9 { script += "  \"900\(agent)\":\n    answer: true\n" }
    try write(script, "far-ends.yaml")
    var campaigns = ""
    for (name, rows) in [("spring", list)] + others.sorted(by: { $0.key < $1.key }) {
      try write(
        "record_id,contact_info,chain_id,chain_n,daily_from,daily_till,tz,customer_id\n"
          + rows.map { "\($0),0,86400,UTC,c\($0.prefix { $0 != "," })\n" }.joined(),
        "\(name).csv")
      let lines =
        [
          "name: \(name)", "import: \(name).csv", "caller_id: \"5550000\"", "country: us",
          "profile: {ring_s: 20, analysis_s: 12, agent_wait_s: 60}",
        ] + campaign
      campaigns += "  - " + lines.joined(separator: "\n    ") + "\n"
    }
    let named = messages.map { "\($0.key): \"\($0.value)\"" }.joined(separator: ", ")
    try write(
      """
      listen: unix:cpd.sock
      token: secret
      journal: gateway.journal
      board: loopback:16
      speed: \(speed)
      far_ends: far-ends.yaml
      arrivals: arrivals.log
      messages: {\(named)}
      log_level: info

      """, "gateway.yaml")
    try write(
      """
      database: lists.sqlite
      gateway: {address: "unix:cpd.sock", token: secret}
      desk: {listen: "unix:desk.sock", token: secret}
      clock: {origin: \(ContactCentre.noon), wall_origin: \(Date().timeIntervalSince1970), speed: \(speed)}
      log_level: info
      campaigns:
      \(campaigns)
      """, "ocs.yaml")
    for name in ["gateway", "ocs"] { try start(name) }
  }

  private func write(_ text: String, _ name: String) throws {
    try text.write(to: folder.file(name), atomically: true, encoding: .utf8)
  }

  private func start(_ name: String) throws {
    services.append(
      try ServiceProcess(
        [name, "--config", folder.file("\(name).yaml").path], errors: folder.file("\(name).log")))
  }

  /// An agent at a terminal desktop, logged in.
  func agent(_ number: Int) async throws -> TerminalDesktop {
    try await wait("no desk, or no gateway") {
      FileManager.default.fileExists(atPath: deskPath) && log("ocs").contains("gateway connected")
    }
    let desktop = try TerminalDesktop(
      agent: "a\(number)", place: "900\(number)", desk: "unix:\(deskPath)")
    desktops.append(desktop)
    try await desktop.told("EventAgentLogin")
    return desktop
  }

  private var deskPath: String { folder.file("desk.sock").path }

  /// What the store holds, read as another process.
  func store() throws -> SQLiteRecords { try SQLiteRecords(path: folder.file("lists.sqlite").path) }

  func record(_ id: Int) async throws -> Record {
    try #require(try await store().records(campaign: "spring").first { $0.recordID == id })
  }

  func attempts(_ id: Int) async throws -> [Attempt] { try await store().attempts(ofRecord: id) }

  /// Numbers that have reached the exchange, in order.
  var arrivals: [String] {
    let log = try? String(contentsOf: folder.file("arrivals.log"), encoding: .utf8)
    return (log ?? "").split(separator: "\n").compactMap {
      $0.split(separator: "\t").last.map(String.init)
    }
  }

  func log(_ name: String) -> String {
    (try? String(contentsOf: folder.file("\(name).log"), encoding: .utf8)) ?? ""
  }

  /// Returns once it is so; throws, with what the services had to say, where it is not within `seconds` of real time.
  func wait(
    _ complaint: String, seconds: Double = 20, _ isSo: () async throws -> Bool
  ) async throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try await !isSo() {
      guard ContinuousClock.now < end else {
        throw Late(
          description: "\(complaint)\n\(log("ocs").suffix(1500))\n\(log("gateway").suffix(1500))")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  struct Late: Error, CustomStringConvertible { var description: String }
}

/// A process that ends with its owner.
final class ServiceProcess {
  private let process = Process()
  private let input = Pipe()

  init(_ arguments: [String], errors: URL) throws {
    process.executableURL = try Earshot.executable()
    process.arguments = arguments
    process.currentDirectoryURL = Earshot.root
    try Data().write(to: errors)
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  deinit { kill(process.processIdentifier, SIGKILL) }
}

/// `earshot desktop`, driven as a program.
final class TerminalDesktop {
  private let process = Process()
  private let input = Pipe()
  private let heard = Heard()
  /// Events already waited for.
  private var taken = 0

  /// Lines of a pipe, as they come.
  private final class Heard: Sendable {
    private let text = Mutex("")

    func add(_ data: Data) { text.withLock { $0 += String(decoding: data, as: UTF8.self) } }

    var events: [DesktopEvent] {
      text.withLock { $0 }.split(separator: "\n", omittingEmptySubsequences: true).compactMap {
        try? JSONDecoder().decode(DesktopEvent.self, from: Data($0.utf8))
      }
    }
  }

  /// `options`: further ones of the command.
  init(agent: String, place: String, desk: String, options: [String] = []) throws {
    process.executableURL = try Earshot.executable()
    process.arguments =
      ["desktop", desk, "--agent", agent, "--place", place, "--json"] + options
    process.environment = ["EARSHOT_TOKEN": "secret"]
    let output = Pipe()
    let heard = heard
    output.fileHandleForReading.readabilityHandler = { heard.add($0.availableData) }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { kill(process.processIdentifier, SIGKILL) }

  /// The agent's connection is gone, without a word.
  func vanish() { kill(process.processIdentifier, SIGKILL) }

  /// Types a command.
  func type(_ line: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Types a command, and gives the event that it leads to.
  @discardableResult
  func ask(_ line: String, _ name: String) async throws -> DesktopEvent {
    try type(line)
    return try await told(name)
  }

  /// The next event of this name; what came before it has been heard.
  @discardableResult
  func told(_ name: String, within seconds: Double = 20) async throws -> DesktopEvent {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
      let events = heard.events
      if let index = events.dropFirst(taken).firstIndex(where: { $0.name == name }) {
        taken = index + 1
        return events[index]
      }
      guard ContinuousClock.now < end else {
        throw ContactCentre.Late(
          description: "no \(name), but \(events.dropFirst(taken).map(\.name))")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// The error that a command leads to.
  func refused(_ line: String) async throws -> Int? {
    try type(line)
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      let events = heard.events
      if let index = events.dropFirst(taken).firstIndex(where: {
        $0.name == "Error" || $0.name == "EventError"
      }) {
        taken = index + 1
        let event = events[index]
        return event.attributes.integer("GSW_ERROR_NUMBER") ?? event.attributes.integer("ErrorCode")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    return nil
  }

  /// Its exit status, once it has ended.
  func status() async throws -> Int32 {
    try? input.fileHandleForWriting.close()
    while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    return process.terminationStatus
  }
}
