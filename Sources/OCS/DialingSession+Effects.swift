// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import Foundation
import Logging
import OutboundContact

/// What is done once a step is durable.
extension DialingSession {
  /// Performs a step's effects in their order, and shows supervisors what has changed.
  func perform(_ step: CampaignStep, after event: CampaignEvent) async {
    for note in step.notes {
      logger.notice("\(note)", metadata: ["campaign": "\(campaign.name)"])
    }
    switch event {
    case .desktop(let agent, let request):
      logger.debug("asked", metadata: ["agent": "\(agent)", "request": "\(request)"])
    default: break
    }
    for effect in step.effects { await perform(effect) }
    for status in monitor.take(step, after: event) { await desk.show(.line(status)) }
    tally.take(step, after: event)
    if step.effects.contains(.finished) { await finish() }
    switchboard.need(need, of: campaign.name)
    await showTally()
  }

  private func perform(_ effect: Effect) async {
    switch effect {
    case .dial(let order):
      logger.info(
        "dial", metadata: ["attempt": "\(order.attempt)", "number": "\(order.number.masked)"])
      await link.dial(order)
    case .transfer(let attempt, let place, let engagement):
      await link.transfer(attempt, to: place, engagement: engagement)
    case .play(let attempt, let order): await link.play(attempt, order)
    case .engage(let engagement, let place): await link.engage(engagement, to: place)
    case .disengage(let engagement): await link.disengage(engagement)
    case .execute(let name, let record, let result): execute(name, record, result)
    case .add(let record, let agent, let request): await add(record, agent, request)
    case .hangUp(let attempt): await link.hangUp(attempt)
    case .query(let attempt): await link.query(attempt)
    case .notify(let agent, let event): await desk.deliver(event, to: agent)
    case .fetch(let limit): await fetch(limit)
    case .wake(let date): wake(at: date)
    case .lent(let agent, let shared): switchboard.lent(shared, named: agent, by: campaign.name)
    case .finished: break
    case .stopped: isOver = true
    }
  }

  private func fetch(_ limit: Int) async {
    do {
      let fetched = try await store.fetchChains(
        campaign.fetchOrder(now: clock.now, limit: limit))
      following.append(.fetched(fetched))
    } catch {
      logger.error("no records", metadata: ["error": "\(error)"])
      following.append(.fetchFailed)
    }
  }

  /// Adds a record that a desktop asked for.
  private func add(_ record: Record, _ agent: String, _ request: DesktopRequest) async {
    do {
      following.append(.added(try await store.add(record), agent: agent, request))
    } catch {
      logger.error("a record was not added", metadata: ["error": "\(error)"])
      let text =
        (error as? RecordStoreError)?.fault == .conflict
        ? "the list has such a record already" : DesktopError.notStored.text
      following.append(.notAdded(agent: agent, request, text: text))
    }
  }

  private func wake(at date: Date) {
    alarm?.cancel()
    alarm = Task { [clock, inbox] in
      do { try await clock.sleep(until: date) } catch { return }
      inbox.put(.tick)
    }
  }

  /// Every record is in a final status.
  private func finish() async {
    // The store's own count, whatever happened to the list while the campaign ran.
    if let list = try? await store.status(campaign: campaign.name) {
      tally.count(list)
    }
    logger.info("campaign finished", metadata: ["records": "\(tally.status.records)"])
    if configuration.exitWhenFinished { isOver = true }
  }

  // MARK: Supervisors

  func showPause(_ isPaused: Bool) async {
    if tally.pause(isPaused) { await showTally() }
  }

  private func showTally() async {
    let status = await currentStatus
    var unchanged = status
    unchanged.time = lastShown?.time ?? status.time
    guard unchanged != lastShown else { return }
    lastShown = status
    await desk.show(.campaign(status))
  }

  /// How far the campaign is, now.
  var currentStatus: CampaignStatus {
    get async {
      var status = tally.status
      status.time = clock.now
      status.open = monitor.open
      status.connected = monitor.connected
      status.agents = agentCount
      return status
    }
  }
}
