// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact

/// A campaign, its store, a gateway and some agents, in any order that chance gives, with crashes of both sides
/// between any two steps, also between a commit and its effects.
struct ModelWorld {
  private(set) var store: MemoryRecords
  private(set) var gateway = ModelGateway()
  private(set) var isFinished = false
  private(set) var faults: [String] = []
  private var machine: CampaignMachine
  private var dice: Dice
  private var now = Floor.noon
  private var wake: Date?
  private var isConnected = false
  /// On the way to the gateway, and to the campaign.
  private var requests: [ModelGateway.Request] = []
  private var local: [CampaignEvent] = []
  private var agents: [String: AgentView] = [:]
  private var isWild = true
  private var incarnation = 0

  /// What a desktop knows.
  enum AgentView: Hashable {
    case away, idle, ready, ringing
    case talking(Int)
    case finishing(Int)
    /// In preview: asking for a record, or with one that is not called yet.
    case previewing
    case looking(Int)
    /// With another campaign.
    case lent
  }

  init(seed: Int, records: [Record], configuration: CampaignConfiguration, agents: Int) {
    dice = Dice(seed: seed)
    store = MemoryRecords(records)
    machine = CampaignMachine(configuration: configuration)
    for number in 1...agents { self.agents["A\(number)"] = .away }
    boot(configuration)
  }

  private mutating func boot(_ configuration: CampaignConfiguration) {
    incarnation += 1
    let first = store.attempts.count
    let prefix = "i\(incarnation)"
    let counter = Counter(first)
    machine = CampaignMachine(configuration: configuration) { "\(prefix)-\(counter.next())" }
    requests = []
    local = [.started(store.recovery)]
    wake = nil
    isConnected = false
    for agent in agents.keys { agents[agent] = .away }
  }

  /// `steps` of anything, then as many as it takes of an orderly day.
  mutating func run(steps: Int) {
    for _ in 0..<steps { step() }
    isWild = false
    for _ in 0..<20_000 where !isFinished { step() }
  }

  private mutating func step() {
    now += Double.random(in: 0...(isWild ? 0.8 : 120), using: &dice)
    if let wake, wake <= now {
      self.wake = nil
      offer(.tick)
    }
    if isWild, dice.once(in: 200), let mode = dice.pick(DialingMode.allCases) {
      offer(.setMode(mode))
    }
    if isWild { disturb() } else if !isConnected { connect() }
    switch Int.random(in: 0..<6, using: &dice) {
    case 0: if !local.isEmpty { offer(local.removeFirst()) }
    case 1: hear()
    case 2: if isConnected, !requests.isEmpty { gateway.take(requests.removeFirst(), dice: &dice) }
    case 3: gateway.happen(dice: &dice)
    default: actAsAgent()
    }
  }

  /// The next from the gateway; now and then one is lost.
  private mutating func hear() {
    guard isConnected, !gateway.outbox.isEmpty else { return }
    let event = gateway.outbox.removeFirst()
    if isWild, dice.once(in: 60) { return }
    offer(event)
  }

  private mutating func disturb() {
    switch Int.random(in: 0..<300, using: &dice) {
    case 0: crash()
    case 1:
      gateway.die()
      disconnect()
    case 2: disconnect()
    case 3...60: if !isConnected { connect() }
    case 61, 62:
      if let agent = dice.pick(agents.keys.sorted()) {
        agents[agent] = .away
        offer(.agentGone(agent: agent))
      }
    case 63: now += 15
    case 64...67: if let agent = dice.pick(agents.keys.sorted()) { offer(.lend(agent: agent)) }
    default: break
    }
  }

  private mutating func crash() {
    boot(machine.configuration)
  }

  private mutating func connect() {
    isConnected = true
    gateway.connect()
    offer(.gatewayConnected(lines: 8))
  }

  private mutating func disconnect() {
    guard isConnected else { return }
    isConnected = false
    // Nothing is said twice: what was not heard is asked about.
    requests = []
    offer(.gatewayLost)
  }

  /// Gives the campaign an event, as a server does: commit, then effects, then the acknowledgement.
  private mutating func offer(_ event: CampaignEvent) {
    var step = CampaignStep()
    repeat {
      let before = machine
      step = machine.handle(event, now: now)
      // The store may not be able to take it: then nothing has happened, and it is offered again.
      guard isWild, dice.once(in: 40) else { break }
      machine = before
      now += 0.5
    } while true
    do {
      try store.commit(step.transitions)
    } catch {
      faults.append("\(event): \(error)")
    }
    if isWild, dice.once(in: 300) { return crash() }
    for effect in step.effects { perform(effect) }
    if case .result(let attempt, _) = event, isConnected, !(isWild && dice.once(in: 5)) {
      gateway.acknowledge(attempt)
    }
  }

  private mutating func perform(_ effect: Effect) {
    switch effect {
    case .dial(let order):
      if store.attempts[order.attempt]?.stage != .dialing {
        faults.append("\(order.attempt) dialed without a committed attempt")
      }
      if isConnected { requests.append(.dial(order)) }
    case .transfer(let id, let place, _):
      if isConnected { requests.append(.transfer(id, to: place)) }
    case .hangUp(let id): if isConnected { requests.append(.hangUp(id)) }
    case .query(let id): if isConnected { requests.append(.query(id)) }
    case .fetch(let limit): local.append(.fetched(store.fetch(now: now, limit: limit)))
    case .wake(let date): wake = date
    case .notify(let agent, let event): tell(agent, event)
    case .finished: isFinished = true
    case .play(let id, let order): if isConnected { requests.append(.play(id, order)) }
    case .engage(let id, _): if isConnected { requests.append(.engage(id)) }
    case .disengage(let id): if isConnected { requests.append(.disengage(id)) }
    case .execute: break
    case .add(let record, let agent, let request):
      local.append(.added(store.add(record), agent: agent, request))
    case .lent(let agent, let shared):
      guard let shared else { break }
      if case .talking = agents[agent] { faults.append("\(agent) was let go while he talked") }
      agents[agent] = .lent
      local.append(.join(shared))
    case .stopped: faults.append("stopped")
    }
  }

  // MARK: Agents

  private mutating func tell(_ agent: String, _ event: DesktopEvent) {
    guard agents[agent] != .away || event.name == DesktopEvent.Name.agentLogin else { return }
    let handle = event.userData?.integer(DesktopKey.recordHandle) ?? 0
    switch event.name {
    case DesktopEvent.Name.agentLogin, DesktopEvent.Name.agentNotReady,
      DesktopEvent.Name.campaignGroupAssigned:
      agents[agent] = .idle
    case DesktopEvent.Name.agentReady: agents[agent] = .ready
    case DesktopEvent.Name.ringing: agents[agent] = .ringing
    case DesktopEvent.Name.established: agents[agent] = .talking(handle)
    case DesktopEvent.Name.released: agents[agent] = .finishing(handle)
    case DesktopEvent.Name.abandoned: agents[agent] = .ready
    case DesktopEvent.Name.agentLogout, "LogOutAcknowledge": agents[agent] = .away
    case DesktopEvent.Name.callControlError, DesktopEvent.Name.error:
      let number =
        event.attributes.integer(DesktopKey.errorCode)
        ?? event.attributes.integer(DesktopKey.errorNumber)
      if number == DesktopError.notLoggedIn.rawValue { agents[agent] = .away }
      if number == DesktopError.notPreviewing.rawValue { agents[agent] = .idle }
    case "RecordProcessedAcknowledge", "RecordRejectAcknowledge",
      "PreviewDialingModeOverAcknowledge":
      agents[agent] = .idle
    case "PreviewDialingModeStartAcknowledge", "PreviewRecordEmpty":
      if agents[agent] == .idle { agents[agent] = .previewing }
    case "PreviewRecord", "ScheduledCall":
      agents[agent] = .looking(event.attributes.integer(DesktopKey.recordHandle) ?? 0)
    default: break
    }
  }

  private mutating func actAsAgent() {
    guard let agent = dice.pick(agents.keys.sorted()), let view = agents[agent] else { return }
    switch view {
    case .lent: return
    case .away: request(agent, .agentLogin, [DesktopKey.place: .string("9\(agent)")])
    case .idle where machine.mode == .preview: request(agent, .previewStart)
    case .previewing: request(agent, isWild && dice.once(in: 20) ? .previewOver : .previewRecord)
    case .looking(let handle): look(agent, at: handle)
    case .idle: request(agent, .agentReady)
    case .ready: if isWild, dice.once(in: 10) { request(agent, .agentNotReady) }
    case .ringing: if isWild, dice.once(in: 10) { request(agent, .releaseCall) }
    case .talking(let handle): work(agent, on: handle, isOver: false)
    case .finishing(let handle): work(agent, on: handle, isOver: true)
    }
    if isWild, dice.once(in: 10) {
      // Nonsense, at any time.
      let kinds = DesktopRequest.Kind.allCases
      request(
        agent, dice.pick(kinds) ?? .logOut,
        [DesktopKey.recordHandle: .integer(Int.random(in: 0...20, using: &dice))])
    }
  }

  /// A record in hand that is not called, or is being called.
  private mutating func look(_ agent: String, at handle: Int) {
    var attributes: KeyValueList = [DesktopKey.recordHandle: .integer(handle)]
    switch Int.random(in: 0..<(isWild ? 9 : 3), using: &dice) {
    case 0, 1: request(agent, .makeCall, attributes)
    case 2: request(agent, .recordProcessed, attributes)
    case 3: request(agent, .recordReject, attributes)
    case 4: request(agent, .chainedRecord, attributes)
    case 5:
      // Another number of the customer: the neighbour in the chain of two.
      attributes.set(DesktopKey.recordHandle, handle % 2 == 0 ? handle - 1 : handle + 1)
      request(agent, dice.once(in: 2) ? .makeCall : .updateCallCompletionStats, attributes)
    case 6: request(agent, .releaseCall)
    case 7: request(agent, .doNotCall, attributes)
    default:
      attributes.set(DesktopKey.dateTime, "03/02/2026 18:00")
      attributes.set(DesktopKey.callBackType, dice.once(in: 2) ? "Personal" : "Campaign")
      request(agent, .recordReschedule, attributes)
    }
  }

  private mutating func work(_ agent: String, on handle: Int, isOver: Bool) {
    let record: KeyValueList = [DesktopKey.recordHandle: .integer(handle)]
    var attributes = record
    switch Int.random(in: 0..<(isWild ? 7 : 2), using: &dice) {
    case 0: if isOver { request(agent, .recordProcessed, record) }
    case 1: request(agent, isOver ? .recordProcessed : .releaseCall, record)
    case 2:
      attributes.set(DesktopKey.callResult, 53)
      request(agent, .updateCallCompletionStats, attributes)
    case 3:
      attributes.set(DesktopKey.dateTime, "03/02/2026 18:00")
      attributes.set(DesktopKey.callBackType, dice.once(in: 2) ? "Personal" : "Campaign")
      request(agent, .recordReschedule, attributes)
    case 4: request(agent, .doNotCall, record)
    case 5: request(agent, .recordCancel, record)
    default:
      attributes.set(DesktopKey.callResult, 9)
      attributes.set(DesktopKey.treatment, "Campaign")
      request(agent, .recordProcessed, attributes)
    }
  }

  private mutating func request(
    _ agent: String, _ kind: DesktopRequest.Kind, _ attributes: KeyValueList = [:]
  ) {
    offer(.desktop(agent: agent, DesktopRequest(kind, referenceID: 1, attributes: attributes)))
  }
}
