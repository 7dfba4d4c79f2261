// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Desk
import Foundation
import Logging
import OutboundContact

/// A campaign with its hands: takes what comes one at a time, has the store make it durable, and only then acts.
///
/// While the store refuses, nothing else happens: no dialing, no acknowledgement; the same event is offered again.
actor DialingSession {
  let configuration: OCSConfiguration
  let store: any RecordStore
  let clock: OCSClock
  let inbox: Inbox
  let desk: Desk
  let link: GatewayLink
  let logger: Logger

  private var machine: CampaignMachine
  var monitor = LineMonitor()
  var tally: CampaignTally
  var lastShown: CampaignStatus?
  /// Answers to fetches, to be taken before anything else.
  var following: [CampaignEvent] = []
  var alarm: Task<Void, Never>?
  var isFinished = false
  /// Nothing more is to be done by this process.
  var isOver = false

  init(
    configuration: OCSConfiguration, store: any RecordStore, clock: OCSClock, inbox: Inbox,
    desk: Desk, link: GatewayLink, logger: Logger
  ) {
    self.configuration = configuration
    self.store = store
    self.clock = clock
    self.inbox = inbox
    self.desk = desk
    self.link = link
    self.logger = logger
    machine = CampaignMachine(configuration: configuration.campaign)
    tally = CampaignTally(campaign: configuration.campaign.name, time: clock.now)
  }

  /// Takes up what an earlier process left. False when cancelled.
  func begin() async -> Bool {
    let name = configuration.campaign.name
    var backOff = BackOff(configuration.storeRetrySeconds)
    while true {
      do {
        let recovery = try await store.recovery(campaign: name)
        tally.count(try await store.status(campaign: name))
        monitor.recover(recovery)
        logger.info(
          "campaign begins",
          metadata: [
            "campaign": "\(name)", "unfinished": "\(tally.status.unfinished)",
            "open": "\(recovery.openAttempts.count)",
          ])
        return try await take(.started(recovery))
      } catch {
        logger.error("the store cannot be read", metadata: ["error": "\(error)"])
      }
      guard await backOff.wait() else { return false }
    }
  }

  /// Until the campaign is over, or its task is cancelled. Throws where the store contradicts what this process
  /// believes: another process, reading it anew, can go on.
  func run() async throws {
    defer {
      alarm?.cancel()
      inbox.close()
    }
    // Nothing was left to do in the first place.
    if isOver { inbox.close() }
    for await entry in inbox.entries {
      // What comes too late is settled all the same, so that nobody waits for it.
      guard !isOver, !Task.isCancelled else {
        entry.settled(false)
        continue
      }
      do {
        try await take(entry)
      } catch {
        isOver = true
        inbox.close()
        for await late in inbox.entries { late.settled(false) }
        throw error
      }
      if isOver { inbox.close() }
    }
  }

  private func take(_ entry: Inbox.Entry) async throws {
    switch entry.arrival {
    case .event(.stop) where isFinished:
      isOver = true
      entry.settled(true)
    case .event(let event):
      _ = try await take(event, settled: entry.settled)
    case .progress(let progress):
      entry.settled(true)
      if let status = monitor.take(progress) { await desk.show(.line(status)) }
    case .supervisor(let supervisor):
      entry.settled(true)
      await desk.show(
        [.campaign(await currentStatus)] + monitor.all.map(MonitorEvent.line), to: supervisor)
    }
  }

  /// Takes an event and whatever follows from it at once. False when cancelled.
  private func take(
    _ event: CampaignEvent, settled: @Sendable (Bool) -> Void = { _ in }
  ) async throws -> Bool {
    guard let step = try await commit(event, settled: settled) else { return false }
    await perform(step, after: event)
    while !following.isEmpty {
      let next = following.removeFirst()
      guard let step = try await commit(next, settled: { _ in }) else { return false }
      await perform(step, after: next)
    }
    return true
  }

  /// Returns when what comes of the event is durable; nil: it never will be.
  private func commit(
    _ event: CampaignEvent, settled: @Sendable (Bool) -> Void
  ) async throws -> CampaignStep? {
    var backOff = BackOff(configuration.storeRetrySeconds)
    var conflicts = 0
    while true {
      var next = machine
      let step = next.handle(event, now: clock.now)
      do {
        if !step.transitions.isEmpty { try await store.commit(step.transitions) }
        machine = next
        settled(true)
        await showPause(false)
        return step
      } catch {
        logger.error("the store takes nothing", metadata: ["error": "\(error)"])
        if (error as? RecordStoreError)?.fault == .conflict { conflicts += 1 }
      }
      await showPause(true)
      if case .desktop(let agent, let request) = event, request.isTransaction {
        await desk.deliver(.refusal(of: request, .notStored), to: agent)
        settled(true)
        return nil
      }
      guard conflicts < DialingSession.conflictsBorne else {
        settled(false)
        throw RecordStoreError(
          .conflict, "the store contradicts this process; start it again to take the store's word")
      }
      guard await backOff.wait() else {
        settled(false)
        return nil
      }
    }
  }

  /// Conflicts in a row over one event until this process gives up.
  private static let conflictsBorne = 3
}

extension DesktopRequest {
  /// Refused at once while nothing can be stored; his desktop may ask again. All else waits for the store.
  fileprivate var isTransaction: Bool {
    switch kind {
    case .updateCallCompletionStats, .recordProcessed, .recordReschedule, .doNotCall,
      .recordCancel:
      true
    default: false
    }
  }
}
