// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import RecordStoreConformance
import Testing

/// A campaign on a real store, which is opened anew again and again while it runs.
struct CampaignOnStoreTests {
  private static let results: [CallResult] = [.busy, .answer, .noAnswer, .answer, .sitVacant]

  private struct Run {
    var machine: CampaignMachine
    var store: any RecordStore
    var now = Rows.noon
    var dialed: [String] = []
    var isFinished = false
    /// What happens next, in order.
    var events: [CampaignEvent]
    var wake: Date?

    /// Handles an event and answers what it wants: every call gets a result, every live one an agent's work.
    mutating func take(_ event: CampaignEvent) async throws {
      let step = machine.handle(event, now: now)
      try await store.commit(step.transitions)
      for effect in step.effects {
        switch effect {
        case .dial(let order):
          dialed.append(order.attempt)
          let result = results[dialed.count % results.count]
          events.append(
            .result(attempt: order.attempt, AttemptResult(callResult: result, outcome: "x")))
        case .transfer(let attempt, _, _):
          events += [
            .transferred(attempt: attempt), .released(attempt: attempt, cause: "remote"),
          ]
        case .query(let attempt): events.append(.queryAnswered(attempt: attempt, .interrupted))
        case .notify(let agent, let event) where event.name == DesktopEvent.Name.released:
          events += [
            .desktop(
              agent: agent,
              DesktopRequest(
                .recordProcessed,
                attributes: [
                  DesktopKey.recordHandle: .integer(
                    event.userData?.integer(DesktopKey.recordHandle) ?? 0), "done": "yes",
                ])),
            .desktop(agent: agent, DesktopRequest(.agentReady)),
          ]
        case .fetch(let limit):
          let fetched = try await store.fetchChains(
            machine.configuration.fetchOrder(now: now, limit: limit))
          events.append(.fetched(fetched))
        case .wake(let date): wake = date
        case .finished: isFinished = true
        default: break
        }
      }
    }
  }

  private static func beginning(_ recovery: Recovery) -> [CampaignEvent] {
    [.started(recovery), .gatewayConnected(lines: 8)]
      + ["A1", "A2"].flatMap { agent -> [CampaignEvent] in
        [
          .desktop(
            agent: agent, DesktopRequest(.agentLogin, attributes: [DesktopKey.place: "91"])),
          .desktop(agent: agent, DesktopRequest(.agentReady)),
        ]
      }
  }

  @Test(arguments: [Int.max, 40, 15, 8])
  func `a campaign comes to its end, however often it is begun anew`(life: Int) async throws {
    let kind = SQLiteKind()
    try await kind.withFolder { folder in
      let configuration = CampaignConfiguration(
        name: "spring",
        treatments: try TreatmentPlan([
          Treatment(.busy, .retryIn(minutes: 1)), Treatment(.noAnswer, .redial),
          Treatment(.sitVacant, .nextInChain), Treatment(.systemError, .redial, times: 9),
        ]))
      let store = try kind.open(in: folder)
      try await store.importList(
        (1...30).map { id in
          var record = Rows.record(id, chain: (id + 1) / 2, n: id % 2)
          record.window = DailyWindow(from: 0, till: 86_400, timeZone: "UTC")
          return record
        })
      var run = Run(
        machine: CampaignMachine(configuration: configuration), store: store,
        events: CampaignOnStoreTests.beginning(try await store.recovery(campaign: "spring")))
      var age = 0
      for _ in 0..<3000 where !run.isFinished {
        age += 1
        if age > life {
          age = 0
          run.store = try kind.open(in: folder)
          run.machine = CampaignMachine(configuration: configuration)
          run.events = CampaignOnStoreTests.beginning(
            try await run.store.recovery(campaign: "spring"))
          run.wake = nil
        }
        if run.events.isEmpty {
          run.now = max(run.now, run.wake ?? run.now + 30)
          run.events.append(.tick)
        }
        try await run.take(run.events.removeFirst())
      }
      #expect(run.isFinished)
      #expect(Set(run.dialed).count == run.dialed.count)
      let records = try await run.store.records(campaign: "spring")
      let status = try await run.store.status(campaign: "spring")
      #expect(status.unfinished == 0 && status.openAttempts == 0 && status.total == 30)
      let attempts = try await run.store.attempts(campaign: "spring")
      #expect(Set(attempts.map(\.id)) == Set(run.dialed))
      for record in records {
        let own = attempts.filter { $0.recordID == record.recordID }
        #expect(own.count == record.attempt && own.allSatisfy { $0.stage == .finished })
        if record.callResult == .answer, life == Int.max { #expect(record.custom["done"] == "yes") }
      }
    }
  }
}
