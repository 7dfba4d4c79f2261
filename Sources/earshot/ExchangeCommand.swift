// SPDX-License-Identifier: GPL-3.0-or-later
import ArgumentParser
import Foundation
import Logging
import SIP
import SIPExchange
import ServiceLifecycle
import Simulation

struct ExchangeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exchange",
    abstract: "Telephones behind a SIP trunk: answers calls as a script of far ends says.",
    discussion: """
      earshot exchange --config exchange.yaml

      exchange.yaml, paths relative to it:

        listen: 127.0.0.1:5070       # UDP and TCP
        far_ends: far-ends.yaml      # who answers at which number
        speed: 1                     # audio time to wall time, the same as the caller's
        arrivals: arrivals.log       # one line for each call; may be left out
        log_level: info

      With it a gateway, or anything else that speaks SIP, has somebody to call: people, machines, faxes, tones. Who is called is
      the user part of the URI. It runs until SIGTERM or SIGINT. Exit status: 0 shut down, 1 it had to stop, 2 bad configuration.
      """)

  @OptionGroup var options: ServiceOptions

  func run() async throws {
    let service: ExchangeService
    let logger: Logger
    do {
      let settings = try Settings(contentsOf: options.config)
      try settings.check(known: ["listen", "far_ends", "speed", "arrivals", "log_level", "hold_ms"])
      logger = try options.logger("exchange", level: settings.optionalString("log_level"))
      var endpoint = SIPEndpoint.Options()
      guard let (host, port) = SIPSettings.hostAndPort(try settings.string("listen")) else {
        throw settings.fault("listen", "'listen' is an address and a port, as 127.0.0.1:5070")
      }
      (endpoint.address, endpoint.port) = (host, port)
      endpoint.speed = try settings.optionalDouble("speed") ?? 1
      endpoint.leastHold =
        try settings.optionalDouble("hold_ms", in: 0...1000) ?? endpoint.leastHold
      guard endpoint.speed > 0, endpoint.speed <= 50 else {
        throw settings.fault("speed", "'speed' is above 0, to 50")
      }
      service = ExchangeService(
        exchange: try SIPExchange(
          endpoint, script: FarEndScript(contentsOf: settings.file("far_ends")),
          log: settings.optionalFile("arrivals"), logger: logger), logger: logger)
    } catch {
      throw Self.complain("exchange", error)
    }
    do {
      try await options.run([service], logger: logger)
    } catch {
      Self.complain("exchange", error)
      throw ExitCode.unexpected
    }
  }
}

struct ExchangeService: Service {
  let exchange: SIPExchange
  let logger: Logger

  func run() async throws {
    try await exchange.start()
    logger.info("SIP on port \(exchange.port)")
    try? await gracefulShutdown()
    await exchange.stop()
  }
}
