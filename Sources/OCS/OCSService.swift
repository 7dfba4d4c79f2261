// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
public import LineSocket
public import Logging
public import OutboundContact
public import ServiceLifecycle

/// The outbound contact server: a campaign over a store, its link to the CPD server, its desktops.
///
/// A process that is killed loses nothing: the next one takes up what the store holds.
public struct OCSService: Service {
  private let configuration: OCSConfiguration
  private let store: any RecordStore
  private let clock: OCSClock
  private let logger: Logger
  private let listening: @Sendable (Address) async -> Void

  /// `listening` is called with the address at which desktops may connect, once they may.
  ///
  /// The campaign's `querySeconds` and `agentReturnSeconds` are for processes that were away, and count in real time:
  /// they are multiplied by the clock's speed.
  public init(
    configuration: OCSConfiguration, store: any RecordStore, clock: OCSClock = OCSClock(),
    logger: Logger, listening: @escaping @Sendable (Address) async -> Void = { _ in }
  ) {
    self.configuration = configuration.inTime(of: clock)
    self.store = store
    self.clock = clock
    self.logger = logger
    self.listening = listening
  }

  /// Until every record is done (where `exitWhenFinished`), or a graceful shutdown has come to its end, or the task is
  /// cancelled. Throws `LineError` where the desktops' address is not to be had, and `RecordStoreError` where the store
  /// contradicts this process.
  public func run() async throws {
    let (shutdown, hasBegun) = AsyncStream.makeStream(of: Void.self)
    try await withGracefulShutdownHandler {
      try await serve(until: shutdown)
    } onGracefulShutdown: {
      hasBegun.finish()
    }
  }

  private func serve(until shutdown: AsyncStream<Void>) async throws {
    let refusals = Refusals()
    let switchboard = Switchboard { refusals.put($0, $1) }
    let desk = Desk(configuration: configuration.desk, handler: switchboard, logger: logger)
    let control = SessionControl(
      configuration: configuration, store: store, clock: clock, desk: desk,
      switchboard: switchboard, logger: logger)
    // Before desktops may connect.
    if configuration.startsByItself { await control.prepare() }
    try await withThrowingTaskGroup { group in
      group.addTask { try await control.run() }
      group.addTask {
        for await (request, agent) in refusals.entries {
          await desk.deliver(
            .refusal(of: request, .stopped, "no campaign is loaded"), to: agent)
        }
        try? await Task.sleep(for: .seconds(OCSService.forEver))
      }
      group.addTask { try await desk.run(listening: listening) }
      if let place = configuration.control {
        group.addTask {
          try await ControlServer(configuration: place, control: control, logger: logger)
            .run { logger.info("control listening", metadata: ["address": "\($0)"]) }
        }
      }
      group.addTask {
        for await _ in shutdown {}
        guard !Task.isCancelled else { return }
        await control.shutDown()
        try? await Task.sleep(for: .seconds(configuration.stopSeconds))
        if !Task.isCancelled {
          logger.warning("calls were up when time was over; the next process takes them up")
        }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private static let forEver = 1e9

  /// Requests to be refused, because no campaign is loaded.
  private struct Refusals: Sendable {
    let entries: AsyncStream<(DesktopRequest, String)>
    private let source: AsyncStream<(DesktopRequest, String)>.Continuation

    init() { (entries, source) = AsyncStream.makeStream() }

    func put(_ request: DesktopRequest, _ agent: String) { source.yield((request, agent)) }
  }
}

extension OCSConfiguration {
  fileprivate func inTime(of clock: OCSClock) -> OCSConfiguration {
    var scaled = self
    scaled.campaign.querySeconds *= clock.speed
    scaled.campaign.agentReturnSeconds *= clock.speed
    return scaled
  }
}
