// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Boards
import Calls
import Foundation
import Gateway
import LineSocket
import Logging
import OCS
import OutboundContact
import SIP

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Configuration files of the services.",
    subcommands: [ConfigCheck.self])
}

struct ConfigCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Says what is wrong with configuration files, where, and what to do about it.",
    discussion: """
      earshot config check gateway.yaml ocs.yaml
      earshot config check --open gateway.yaml      opens the board too, which must not be in use

      A file with the key board is the gateway's, one with the key campaign that of OCS. Nothing is started or changed.

      Exit status: 0 all are well, 2 one is not.
      """)

  @Flag(help: "Open the gateway's board and count its lines.") var open = false
  @Argument(help: "Configuration files, in YAML.", completion: .file(extensions: ["yaml"]))
  var files: [String]

  func run() throws {
    var isWell = true
    for file in files {
      var check = ConfigurationCheck(path: file)
      check.run(opening: open)
      for warning in check.warnings { print("\(warning)") }
      for fault in check.faults {
        Console.complain("\(fault)\n")
        isWell = false
      }
      if check.faults.isEmpty { print("\(file): well: \(check.summary.joined(separator: ", "))") }
    }
    if !isWell { throw ExitCode.badInput }
  }
}

/// What can be said of a configuration file without starting what it is for.
struct ConfigurationCheck {
  let path: String
  private(set) var faults: [String] = []
  private(set) var warnings: [String] = []
  /// What the file comes to, in a few words each.
  private(set) var summary: [String] = []

  init(path: String) { self.path = path }

  mutating func run(opening: Bool) {
    let path = path
    attempt {
      let settings = try Settings(contentsOf: path)
      if ["campaign", "campaigns", "database"].contains(where: settings.has) {
        $0.checkOCS(settings)
      } else if settings.has("board") || settings.has("trunks") || settings.has("journal") {
        $0.checkGateway(settings, opening: opening)
      } else {
        throw SettingsError(
          path: path, line: 1,
          "is neither a gateway's (no key 'board') nor that of OCS (no key 'campaign'); see earshot gateway --help"
        )
      }
    }
  }

  /// Goes on behind a fault, so that all are said at once.
  private mutating func attempt(_ body: (inout ConfigurationCheck) throws -> Void) {
    do {
      try body(&self)
    } catch {
      let fault = "\(error)"
      let text = fault.hasPrefix("/") || fault.hasPrefix(path) ? fault : "\(path): \(fault)"
      if !faults.contains(text) { faults.append(text) }
    }
  }

  private mutating func checkGateway(_ settings: Settings, opening: Bool) {
    attempt { _ in try settings.check(known: GatewaySettings.known) }
    attempt { try $0.checkLevel(settings) }
    attempt { try $0.checkListener(settings) }
    attempt { try $0.checkToken(settings, "token") }
    attempt { try $0.checkFolder(of: settings, "journal") }
    if settings.has("board") || !settings.has("trunks") {
      attempt { _ in _ = try LineSettings(settings) }
    }
    attempt { _ in
      _ = try settings.optionalSection("recording").map(GatewaySettings.recording)
    }
    attempt {
      let gateway = try GatewaySettings(settings)
      let trunks = gateway.sip?.trunks.map { "trunk \($0.name)" } ?? []
      let lines = ([gateway.lines?.board].compactMap { $0 } + trunks).joined(separator: ", ")
      $0.summary.append("a gateway on \(lines)")
      if let recording = gateway.server.recording {
        $0.summary.append("recording \(recording.keep.rawValue) calls to \(recording.directory)")
      }
      guard opening else { return }
      do {
        let (trunk, _) = try gateway.open(logger: Logger(label: "check"))
        $0.summary.append("\(trunk.lines.count) lines")
      } catch {
        throw settings.fault("board", "\(error)")
      }
    }
  }

  private mutating func checkOCS(_ settings: Settings) {
    attempt { _ in try settings.check(known: OCSCommand.known) }
    attempt { try $0.checkLevel(settings) }
    attempt { try $0.checkFolder(of: settings, "database") }
    attempt { try $0.checkListener(settings.section("desk")) }
    attempt {
      if let control = try settings.optionalSection("control") { try $0.checkListener(control) }
    }
    attempt { _ in _ = try settings.section("gateway").peer("address") }
    attempt { try $0.checkToken(settings.section("desk"), "token") }
    attempt { try $0.checkToken(settings.section("gateway"), "token") }
    attempt { _ in
      for campaign in try settings.campaigns() {
        guard let list = try campaign.optionalFile("import") else { continue }
        guard FileManager.default.isReadableFile(atPath: list) else {
          throw campaign.fault("import", "'import': no file \(list) that can be read")
        }
      }
    }
    attempt { _ in _ = try OCSCommand.clock(settings) }
    attempt { _ in _ = try OCSCommand.yearsKept(settings) }
    attempt {
      let configuration = try OCSCommand.configuration(settings)
      let names = configuration.campaigns.map(\.name)
      $0.summary.append(
        "OCS of the campaign\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))")
    }
  }

  private mutating func checkLevel(_ settings: Settings) throws {
    guard let level = try settings.optionalString("log_level"),
      Logger.Level(rawValue: level) == nil
    else { return }
    throw settings.fault(
      "log_level", "'log_level': '\(level)' is none of \(ServiceOptions.levels)")
  }

  private mutating func checkListener(_ settings: Settings) throws {
    let (address, identity) = try settings.listener()
    if let identity {
      let days = identity.expires.timeIntervalSinceNow / 86400
      if days < ConfigurationCheck.certificateNoticeDays {
        let when = days < 0 ? "has expired" : "expires in \(Int(days)) days"
        warnings.append("\(settings.fault("certificate", "'certificate' \(when); get another"))")
      }
      warnOfReaders(of: try settings.file("key"))
    }
    guard case .unix(let socket) = address else { return }
    let folder = URL(filePath: socket).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw settings.fault(
        "listen", "'listen': no folder \(folder) that can be written; make it: mkdir -p \(folder)")
    }
  }

  private static let certificateNoticeDays = 30.0

  private mutating func warnOfReaders(of file: String) {
    var status = stat()
    guard stat(file, &status) == 0, status.st_mode & 0o077 != 0 else { return }
    let text = "\(file): holds secrets that others may read; chmod 600 \(file)"
    if !warnings.contains(text) { warnings.append(text) }
  }

  /// A secret is long, and nobody else's to read.
  private mutating func checkToken(_ settings: Settings, _ key: String) throws {
    if try settings.string(key).utf8.count < 16 {
      warnings.append(
        "\(settings.fault(key, "'\(key)' is short, and can be guessed; take 16 characters or more, such as of openssl rand -hex 16"))"
      )
    }
    warnOfReaders(of: path)
  }

  private mutating func checkFolder(of settings: Settings, _ key: String) throws {
    let folder = URL(filePath: try settings.file(key)).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw settings.fault(
        key, "'\(key)': no folder \(folder) that can be written; make it: mkdir -p \(folder)")
    }
  }
}
