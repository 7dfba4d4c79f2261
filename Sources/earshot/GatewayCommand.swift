// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Audio
import Boards
import Exchange
import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Simulation

struct GatewayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway",
    abstract: "The CPD server: dials on a board, hears who answers, and reports to OCS.",
    discussion: """
      earshot gateway --config gateway.yaml

      gateway.yaml, paths relative to it:

        name: gateway-1
        listen: unix:cpd.sock        # or tcp:127.0.0.1:7401
        token: a-long-secret         # what OCS must say
        journal: gateway.journal     # attempts and results, until OCS has them
        board: loopback:20           # 20 lines in memory
        speed: 20                    # audio time to wall time: 1 by default, max for as fast as it goes
        far_ends: far-ends.yaml      # who answers behind a loopback board
        identification: us.wav       # what call screeners are told, where a campaign says so; may be left out
        arrivals: arrivals.log       # one line for each call that reaches the exchange; may be left out
        log_level: info
        sip: {listen: 127.0.0.1:5062}          # beside a board, or instead of one
        trunks:                                # SIP trunks by name, the most wished for first
          carrier: {host: "10.0.0.1:5060", username: ann, password: secret, register: true, calls: 60}

      Of `sip`: listen, media, ports, tls, certificate, authorities, names. Of a trunk: host, transport (udp, tcp, tls),
      domain, username, password, register, expires, proxy, calls, calls_per_second, caller_id, identity (from, asserted,
      withheld), codecs (pcmu, pcma), srtp, session_s, heartbeat_s, media_timeout_s. All bind to loopback unless told otherwise.

      It runs until SIGTERM or SIGINT. Exit status: 0 shut down, 1 it had to stop, 2 bad configuration.
      """)

  @OptionGroup var options: ServiceOptions

  func run() async throws {
    let services: [any Service]
    let logger: Logger
    do {
      let settings = try Settings(contentsOf: options.config)
      try settings.check(known: [
        "name", "listen", "token", "journal", "board", "speed", "far_ends", "arrivals", "log_level",
        "identification", "sip", "trunks",
      ])
      logger = try options.logger("gateway", level: settings.optionalString("log_level"))
      let sip = try SIPSettings(settings).map { try SIPLines($0, logger: logger) }
      let board = try boardLines(settings, isNeeded: sip == nil, logger)
      guard let trunk = TrunkGroup.joining(sip?.trunks ?? [], board?.trunk) else {
        throw settings.fault("trunks", "no trunk: give 'board', or 'trunks' with one in it")
      }
      var configuration = CPDServerConfiguration(
        address: try settings.address("listen"), token: try settings.token("token"),
        name: try settings.optionalString("name") ?? "gateway",
        journalPath: try settings.file("journal"))
      configuration.identification =
        try settings.optionalFile("identification").map { try Recording(contentsOf: $0).samples }
        ?? []
      let server = CPDServer(
        configuration: configuration, trunk: trunk, logger: logger,
        listening: { logger.info("listening", metadata: ["address": "\($0)"]) })
      let lines: [(any Service)?] = [sip, board]
      services = lines.compactMap { $0 } + [server]
    } catch {
      throw Self.complain("gateway", error)
    }
    do {
      try await options.run(services, logger: logger)
    } catch {
      Self.complain("gateway", error)
      throw ExitCode.unexpected
    }
  }

  /// The board's lines, if there are to be any.
  private func boardLines(
    _ settings: Settings, isNeeded: Bool, _ logger: Logger
  ) throws -> LoopbackLines? {
    guard try isNeeded || settings.optionalString("board") != nil else { return nil }
    let board = try Board(settings.string("board"))
    return LoopbackLines(
      board: board, trunk: BoardTrunk(board, logger: logger), speed: try speed(settings),
      script: try settings.optionalFile("far_ends").map { try FarEndScript(contentsOf: $0) },
      arrivals: try settings.optionalFile("arrivals"))
  }

  /// nil: unpaced.
  private func speed(_ settings: Settings) throws(SettingsError) -> Double? {
    if try settings.optionalString("speed") == "max" { return nil }
    let speed = try settings.optionalDouble("speed") ?? 1
    guard speed > 0 else { throw settings.fault("speed", "'speed' is above 0, or max") }
    return speed
  }
}

/// A loopback board's media thread, and the exchange behind it.
struct LoopbackLines: Service {
  let board: Board
  let trunk: BoardTrunk
  let speed: Double?
  let script: FarEndScript?
  let arrivals: String?

  func run() async throws {
    let (board, speed, script, arrivals) = (board, speed, script, arrivals)
    try await withGracefulShutdownHandler {
      try await trunk.serve {
        let pace = LoopbackPace(board, speed: speed)
        guard let script else { return pace.wait() }
        let exchange = try Exchange(board: board.handle, script: script, log: arrivals)
        return pace.wait { exchange.tick() }
      }
    } onGracefulShutdown: {
      trunk.stop()
    }
  }
}
