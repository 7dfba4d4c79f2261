// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Synchronization
import Testing

/// A campaign with its store, under a clock that stands until it is moved. What the campaign wants done is
/// collected, and fetches are answered at once.
struct Floor {
  var machine: CampaignMachine
  var store: MemoryRecords
  var now = Floor.noon
  /// What has been wanted since the last `clear`, fetches and wakes left out.
  var effects: [Effect] = []
  var notes: [CampaignNote] = []
  var wake: Date?
  private(set) var dialed: Set<String> = []

  /// 2026-03-02 is a Monday.
  static let noon = Date(timeIntervalSince1970: 1_772_452_800)
  static let allDay = DailyWindow(from: 0, till: 86_400, timeZone: "UTC")

  init(_ records: [Record], _ configuration: CampaignConfiguration = Floor.configuration()) {
    store = MemoryRecords(records)
    machine = Floor.machine(configuration, from: 0)
  }

  static func configuration(
    _ treatments: [Treatment] = [], maxAttempts: Int = 10
  ) -> CampaignConfiguration {
    guard let plan = try? TreatmentPlan(treatments) else {
      preconditionFailure("a test's plan breaks the rules of sequences")
    }
    return CampaignConfiguration(
      name: "spring", abandonedRestHours: 0, maxAttempts: maxAttempts, treatments: plan)
  }

  /// A machine whose attempts are named a1, a2, …, in the order of its making and this many behind.
  private static func machine(
    _ configuration: CampaignConfiguration, from first: Int
  ) -> CampaignMachine {
    let counter = Counter(first)
    return CampaignMachine(configuration: configuration, makeID: { "a\(counter.next())" })
  }

  /// One record for each number, each a chain of its own.
  static func records(_ count: Int, window: DailyWindow = Floor.allDay) -> [Record] {
    (1...count).map { record($0, window: window) }
  }

  static func record(
    _ id: Int, chain: Int? = nil, n: Int = 0, window: DailyWindow = Floor.allDay
  ) -> Record {
    guard let number = PhoneNumber("\(2000 + id)") else { preconditionFailure("no number") }
    return Record(
      recordID: id, chainID: chain ?? id, chainN: n, contactInfo: number,
      window: window, campaign: "spring", custom: ["name": "N\(id)"])
  }

  // MARK: Driving

  /// Gives an event, commits what it changes, and notes what it wants done.
  mutating func send(_ event: CampaignEvent, _ location: SourceLocation = #_sourceLocation) {
    let step = machine.handle(event, now: now)
    do {
      try store.commit(step.transitions)
    } catch {
      Issue.record("\(event): \(error)", sourceLocation: location)
    }
    notes += step.notes
    var fetches: [Int] = []
    for effect in step.effects {
      switch effect {
      case .fetch(let limit): fetches.append(limit)
      case .wake(let date): wake = date
      case .dial(let order):
        #expect(
          store.attempts[order.attempt]?.stage == .dialing, "dialed before it was committed",
          sourceLocation: location)
        #expect(
          dialed.insert(order.attempt).inserted, "\(order.attempt) dialed twice",
          sourceLocation: location)
        effects.append(effect)
      default: effects.append(effect)
      }
    }
    for limit in fetches { send(.fetched(store.fetch(now: now, limit: limit)), location) }
  }

  /// Moves the clock, waking the campaign whenever it asked to be.
  mutating func wait(_ seconds: Double, _ location: SourceLocation = #_sourceLocation) {
    let end = now + seconds
    while let wake, wake <= end {
      now = max(now, wake)
      self.wake = nil
      send(.tick, location)
    }
    now = end
  }

  mutating func start(lines: Int? = 32, agents: String...) {
    send(.started(store.recovery))
    if let lines { send(.gatewayConnected(lines: lines)) }
    for agent in agents { ready(agent) }
  }

  /// The process dies and comes again: only the store is left.
  mutating func restart(lines: Int? = 32) {
    machine = Floor.machine(machine.configuration, from: store.attempts.count)
    wake = nil
    clear()
    start(lines: lines)
  }

  mutating func logIn(_ agent: String) {
    request(agent, .agentLogin, [DesktopKey.place: .string("9\(agent.dropFirst())")])
  }

  mutating func ready(_ agent: String) {
    logIn(agent)
    request(agent, .agentReady)
  }

  mutating func request(
    _ agent: String, _ kind: DesktopRequest.Kind, _ attributes: KeyValueList = [:],
    _ location: SourceLocation = #_sourceLocation
  ) {
    send(
      .desktop(agent: agent, DesktopRequest(kind, referenceID: 7, attributes: attributes)),
      location)
  }

  mutating func request(_ agent: String, _ kind: DesktopRequest.Kind, record: Int) {
    request(agent, kind, [DesktopKey.recordHandle: .integer(record)])
  }

  mutating func result(_ attempt: String, _ result: CallResult) {
    send(.result(attempt: attempt, AttemptResult(callResult: result)))
  }

  /// Dials the next, lets a person answer, and brings him to the agent.
  mutating func connect(_ attempt: String) {
    result(attempt, .answer)
    send(.transferred(attempt: attempt))
  }

  mutating func clear() {
    effects = []
    notes = []
  }

  // MARK: Looking

  var dials: [String] {
    effects.compactMap { if case .dial(let order) = $0 { order.attempt } else { nil } }
  }

  /// Names of what a desktop was told, in order.
  func told(_ agent: String) -> [String] { events(agent).map(\.name) }

  func events(_ agent: String) -> [DesktopEvent] {
    effects.compactMap {
      if case .notify(agent, let event) = $0 { event } else { nil }
    }
  }

  func record(_ id: Int) -> Record {
    if let record = store.records[id] { return record }
    Issue.record("there is no record \(id)")
    return Floor.record(id)
  }

  func attempt(_ id: String) -> Attempt {
    if let attempt = store.attempts[id] { return attempt }
    Issue.record("there is no attempt \(id)")
    return Attempt(
      id: id, recordID: 0, chainID: 0, campaign: "", number: 0, startedAt: now)
  }

  func status(_ id: Int) -> RecordStatus { record(id).recordStatus }
  var isFinished: Bool { effects.contains(.finished) }
}
