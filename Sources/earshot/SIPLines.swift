// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Logging
import SIP
import ServiceLifecycle

/// SIP trunks as a service: their endpoint, registrations and heartbeats.
struct SIPLines: Service {
  let endpoint: SIPEndpoint
  let trunks: [SIPTrunk]
  let logger: Logger

  init(_ settings: SIPSettings, logger: Logger) throws(SIPError) {
    let endpoint = SIPEndpoint(settings.options, logger: logger)
    self.endpoint = endpoint
    self.logger = logger
    trunks = try settings.trunks.map { configuration throws(SIPError) in
      try SIPTrunk(configuration, endpoint: endpoint)
    }
  }

  func run() async throws {
    try await endpoint.start()
    logger.info("SIP on \(endpoint.options.address):\(endpoint.port)")
    await withTaskGroup(of: Void.self) { group in
      for trunk in trunks { group.addTask { await trunk.serve() } }
      group.addTask {
        // Returns at the shutdown, or throws where the task is cancelled.
        try? await gracefulShutdown()
      }
      await group.next()
      group.cancelAll()
    }
    await endpoint.stop()
  }
}
