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
    let inbox = Inbox()
    let (shutdown, hasBegun) = AsyncStream.makeStream(of: Void.self)
    try await withGracefulShutdownHandler {
      try await withThrowingTaskGroup { group in
        group.addTask { try await serve(inbox) }
        group.addTask {
          for await _ in shutdown {}
          guard !Task.isCancelled,
            (try? await Task.sleep(for: .seconds(configuration.stopSeconds))) != nil
          else { return }
          logger.warning("calls were up when time was over; the next process takes them up")
        }
        defer { group.cancelAll() }
        try await group.next()
      }
    } onGracefulShutdown: {
      inbox.put(.stop)
      hasBegun.finish()
    }
  }

  private func serve(_ inbox: Inbox) async throws {
    let desk = Desk(configuration: configuration.desk, handler: inbox, logger: logger)
    let link = GatewayLink(configuration: configuration, inbox: inbox, logger: logger)
    let session = DialingSession(
      configuration: configuration, store: store, clock: clock, inbox: inbox, desk: desk,
      link: link, logger: logger)
    guard await session.begin() else { return }
    try await withThrowingTaskGroup { group in
      group.addTask { try await session.run() }
      group.addTask { try await desk.run(listening: listening) }
      group.addTask { await link.run() }
      defer { group.cancelAll() }
      try await group.next()
    }
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
