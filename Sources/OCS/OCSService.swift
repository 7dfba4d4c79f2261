// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
public import LineSocket
public import Logging
public import OutboundContact
public import ServiceLifecycle

/// The outbound contact server: campaigns over a store, their links to the CPD server, the desktops that they share.
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
  /// The campaigns' `querySeconds` and `agentReturnSeconds` are for processes that were away, and count in real time:
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
    let (endings, news) = AsyncStream.makeStream(of: (campaign: String, isDone: Bool).self)
    let controls = configuration.campaigns.map { campaign in
      SessionControl(
        campaign, of: configuration, store: store, clock: clock, desk: desk,
        switchboard: switchboard, logger: logger
      ) { news.yield((campaign.name, $0)) }
    }
    // Before desktops may connect.
    if configuration.startsByItself {
      for control in controls { await control.prepare() }
    }
    try await withThrowingTaskGroup { group in
      group.addTask {
        try await withThrowingTaskGroup { sessions in
          for control in controls { sessions.addTask { try await control.run() } }
          try await sessions.waitForAll()
        }
      }
      group.addTask {
        var left = Set(controls.map(\.campaign.name))
        for await (campaign, isDone) in endings {
          if isDone { left.remove(campaign) } else { left.insert(campaign) }
          if left.isEmpty, configuration.exitWhenFinished { return }
        }
      }
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
          try await ControlServer(configuration: place, controls: controls, logger: logger)
            .run { logger.info("control listening", metadata: ["address": "\($0)"]) }
        }
      }
      group.addTask {
        for await _ in shutdown {}
        guard !Task.isCancelled else { return }
        for control in controls { await control.shutDown() }
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
    for index in campaigns.indices {
      scaled.campaigns[index].querySeconds *= clock.speed
      scaled.campaigns[index].agentReturnSeconds *= clock.speed
    }
    return scaled
  }
}
