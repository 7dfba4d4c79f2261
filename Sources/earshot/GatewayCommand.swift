// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Boards
import Detection
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
        listen: unix:cpd.sock        # or tcp:127.0.0.1:7401; beyond this machine tls:0.0.0.0:7401, with:
        certificate: gateway.pem     # its own first, then its chain; PEM
        key: gateway.key
        token: a-long-secret         # what OCS must say
        journal: gateway.journal     # attempts and results, until OCS has them
        board: loopback:20           # 20 lines in memory; or dahdi:/dev/dahdi, alsa:hw:1
        speed: 20                    # audio time to wall time: 1 by default, max for as fast as it goes
        far_ends: far-ends.yaml      # who answers behind a loopback board
        identification: us.wav       # what call screeners are told, where a campaign says so; may be left out
        prompts: known.prompts       # call screeners and announcements that `earshot prompts add` was taught; may be left out
        messages: {safe-harbour: sorry.wav}   # what campaigns may have played, by name; may be left out
        comfort: hold.wav            # what a person hears who waits for an agent longer than 2 s; tone, the default: the
                                     # ringback of his country; none: silence
        arrivals: arrivals.log       # one line for each call that reaches the exchange; may be left out
        counters: lines.json         # what hardware lines have counted, left at the end; may be left out
        log_level: info
        sip: {listen: 127.0.0.1:5062}          # beside a board, or instead of one
        trunks:                                # SIP trunks by name, the most wished for first
          carrier: {host: "10.0.0.1:5060", username: ann, password: secret, register: true, calls: 60}
        recording:                   # calls on disk, both directions; may be left out
          directory: recordings      # a folder that is there
          format: flac               # or wav, the default
          keep: disputed             # or all, the default: disputed calls, and the others until room is needed
          quota_mb: 10000            # that recordings take at most; the oldest go first
          reserve_mb: 500            # that they leave free on the disk

      A number or an agent's place goes to one trunk or board where it is named: carrier!5550123, loopback!9001, sip:a1@10.0.0.9.

      Of `sip`: listen, media, ports, tls, certificate, authorities, names. Of a trunk: host, transport (udp, tcp, tls),
      domain, username, password, register, expires, proxy, calls, calls_per_second, caller_id, identity (from, asserted,
      withheld), codecs (pcmu, pcma; opus where named), srtp, session_s, heartbeat_s, media_timeout_s. All bind to loopback unless told otherwise.

      `earshot config check gateway.yaml` says what is wrong with it, and where.
      It runs until SIGTERM or SIGINT. Exit status: 0 shut down, 1 it had to stop, 2 bad configuration.
      """)

  @OptionGroup var options: ServiceOptions

  func run() async throws {
    let services: [any Service]
    let logger: Logger
    do {
      let file = try Settings(contentsOf: options.config)
      logger = try options.logger("gateway", level: file.optionalString("log_level"))
      let settings = try GatewaySettings(file)
      PromptBook.use(settings.prompts)
      let (trunk, lines) = try settings.open(logger: logger)
      let server = CPDServer(
        configuration: settings.server, trunk: trunk, logger: logger,
        listening: { logger.info("listening", metadata: ["address": "\($0)"]) })
      services = lines + [server]
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

/// The media thread of a board with a clock of its own.
struct HardwareLines: Service {
  let board: Board
  let trunk: BoardTrunk
  /// Where the lines' counters are left; nil: nowhere.
  let counters: String?

  func run() async throws {
    let pace = HardwarePace(board)
    try await withGracefulShutdownHandler {
      try await trunk.serve { pace.wait() }
    } onGracefulShutdown: {
      trunk.stop()
    }
    if let counters { try LineReport(board, names: trunk.lines).write(to: counters) }
  }
}
