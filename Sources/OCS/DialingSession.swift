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
  let campaign: CampaignConfiguration
  let store: any RecordStore
  let clock: OCSClock
  let inbox: Inbox
  let desk: Desk
  let link: GatewayLink
  let switchboard: Switchboard
  let logger: Logger

  private var machine: CampaignMachine
  var monitor = LineMonitor()
  var tally: CampaignTally
  var lastShown: CampaignStatus?
  /// What agents are at, to be remembered with the next transaction: nobody waits for it.
  private var agentsOwed: [AgentChange] = []
  /// Answers to fetches, to be taken before anything else.
  var following: [CampaignEvent] = []
  var alarm: Task<Void, Never>?
  /// Every record is in a final status.
  var isFinished: Bool { machine.isFinished }
  /// Nothing more is to be done by this process.
  var isOver = false

  init(
    _ campaign: CampaignConfiguration, of configuration: OCSConfiguration,
    store: any RecordStore, clock: OCSClock, inbox: Inbox, desk: Desk, link: GatewayLink,
    switchboard: Switchboard, logger: Logger
  ) {
    self.campaign = campaign
    self.configuration = configuration
    self.store = store
    self.clock = clock
    self.inbox = inbox
    self.desk = desk
    self.link = link
    self.switchboard = switchboard
    self.logger = logger
    machine = CampaignMachine(configuration: campaign)
    tally = CampaignTally(campaign: campaign.name, time: clock.now)
  }

  /// What over-dialing is for.
  var goal: PacingGoal { machine.goal }
  /// Whether it can go on in that mode once it is not dialing; `canBecome` says when it is.
  func mayBecome(_ mode: DialingMode) -> Bool { machine.mayBecome(mode) || machine.isAtRest }
  /// Agents who are with the campaign.
  var agentCount: Int { machine.agentCount }
  /// What it would have of agents whom others share with it.
  var need: AgentNeed { machine.need(now: clock.now) }

  /// Takes up what an earlier session left; dialing begins with `CampaignEvent.dialing`. False when cancelled.
  func begin() async -> Bool {
    let name = campaign.name
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
        var beginning = [Offer(event: .dialing(false)), Offer(event: .started(recovery))]
        guard try await take(&beginning) else { return false }
        switchboard.recordsWait(for: machine.awaitedAgents, in: name)
        return true
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
      close()
    }
    if isOver { return }
    for await _ in inbox.news {
      // What comes too late is settled all the same, so that nobody waits for it.
      guard !Task.isCancelled else { return }
      try await take(inbox.take())
      if isOver { break }
      if agentsOwed.count >= DialingSession.mostOwed { await rememberAgents() }
    }
    await rememberAgents()
  }

  private static let mostOwed = 64

  private func rememberAgents() async {
    guard !agentsOwed.isEmpty else { return }
    do {
      try await store.commit([], agents: agentsOwed)
      agentsOwed = []
    } catch {
      logger.warning("what agents are at was not stored", metadata: ["error": "\(error)"])
      // Memory is bounded, whatever the store does.
      agentsOwed.removeFirst(max(0, agentsOwed.count - 16 * DialingSession.mostOwed))
    }
  }

  /// What has come and will not be taken is settled.
  private func close() {
    inbox.close()
    for entry in inbox.take() { entry.settled(false) }
  }

  private func take(_ entries: [Inbox.Entry]) async throws {
    var group: [Offer] = []
    for entry in entries {
      switch entry.arrival {
      case .event(.stop) where isFinished:
        isOver = true
        entry.settled(true)
      case .event(let event): group.append(Offer(event: event, settled: entry.settled))
      case .progress(let progress):
        try await take(&group)
        entry.settled(true)
        if let status = monitor.take(progress) { await desk.show(.line(status)) }
      case .supervisor(let supervisor):
        try await take(&group)
        entry.settled(true)
        await desk.show(
          [.campaign(await currentStatus)] + monitor.all.map(MonitorEvent.line), to: supervisor)
      }
    }
    try await take(&group)
  }

  /// Takes events and whatever follows from them at once, and leaves none. False when cancelled.
  @discardableResult
  private func take(_ offers: inout [Offer]) async throws -> Bool {
    defer { offers = [] }
    guard try await takeTogether(offers) else { return false }
    while !following.isEmpty {
      let next = following.map { Offer(event: $0) }
      following = []
      guard try await takeTogether(next) else { return false }
    }
    return true
  }

  /// An event, and who wants to know that it was dealt with.
  private struct Offer {
    var event: CampaignEvent
    var settled: @Sendable (Bool) -> Void = { _ in }

    /// A desktop's next request waits until this one is answered; a gateway is answered before it is asked for anything.
    var isRequest: Bool { if case .desktop = event { true } else { false } }
  }

  /// In one transaction, or, where the store does not take them together, one by one.
  private func takeTogether(_ offers: [Offer]) async throws -> Bool {
    if offers.count > 1, await commitTogether(offers) { return true }
    var left = offers[...]
    defer { for offer in left { offer.settled(false) } }
    while let offer = left.popFirst() {
      guard let step = try await commit(offer) else {
        if Task.isCancelled { return false }
        continue
      }
      await perform(step, after: offer.event)
      if offer.isRequest { offer.settled(true) }
      if isOver { return true }
    }
    return true
  }

  private func commitTogether(_ offers: [Offer]) async -> Bool {
    let steps: [CampaignStep]
    do {
      steps = try await makeDurable(offers.map(\.event))
    } catch {
      logger.debug("not together", metadata: ["events": "\(offers.count)", "error": "\(error)"])
      return false
    }
    for offer in offers where !offer.isRequest { offer.settled(true) }
    await showPause(false)
    for (offer, step) in zip(offers, steps) {
      await perform(step, after: offer.event)
      if offer.isRequest { offer.settled(true) }
    }
    return true
  }

  /// Returns when what comes of the event is durable; nil: it never will be.
  private func commit(_ offer: Offer) async throws -> CampaignStep? {
    var backOff = BackOff(configuration.storeRetrySeconds)
    var conflicts = 0
    while true {
      do {
        let steps = try await makeDurable([offer.event])
        if !offer.isRequest { offer.settled(true) }
        await showPause(false)
        return steps.first
      } catch {
        logger.error("the store takes nothing", metadata: ["error": "\(error)"])
        if (error as? RecordStoreError)?.fault == .conflict { conflicts += 1 }
      }
      await showPause(true)
      if case .desktop(let agent, let request) = offer.event, request.isTransaction {
        await desk.deliver(.refusal(of: request, .notStored), to: agent)
        offer.settled(true)
        return nil
      }
      guard conflicts < DialingSession.conflictsBorne else {
        offer.settled(false)
        throw RecordStoreError(
          .conflict, "the store contradicts this process; start it again to take the store's word")
      }
      guard await backOff.wait() else {
        offer.settled(false)
        return nil
      }
    }
  }

  /// The machine takes events, and what comes of them is on disk when this returns; else it is as it was. Of records
  /// that the do-not-call list holds the machine is told first, until none of them would be dialed.
  private func makeDurable(_ events: [CampaignEvent]) async throws -> [CampaignStep] {
    var refused: Set<RecordStoreError.Fault> = []
    while true {
      var next = machine
      for fault in refused { next.learn(fault) }
      let steps = events.map { next.handle($0, now: clock.now) }
      do {
        let transitions = steps.flatMap(\.transitions)
        let changes = next.takeAgentChanges(now: clock.now)
        let agents = agentsOwed + changes
        if !transitions.isEmpty {
          try await store.commit(transitions, agents: agents)
          agentsOwed = []
        } else {
          agentsOwed = agents
        }
        machine = next
        switchboard.note(changes)
        return steps
      } catch let error as RecordStoreError {
        switch error.fault {
        case .doNotCall, .cancelled:
          // One that is dialed although the machine was told is a contradiction, which waiting does not mend.
          guard refused.insert(error.fault).inserted else {
            throw RecordStoreError(.conflict, error.text)
          }
        default: throw error
        }
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
    case .updateCallCompletionStats, .recordProcessed, .recordReschedule,
      .scheduledRecordReschedule, .doNotCall, .recordCancel, .recordReject:
      true
    default: false
    }
  }
}
