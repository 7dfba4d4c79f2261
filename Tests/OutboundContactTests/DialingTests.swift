// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

struct DialingTests {
  @Test func `one call is dialed for each ready agent`() {
    var floor = Floor(Floor.records(5))
    floor.start(agents: "A1", "A2")
    #expect(floor.dials == ["a1", "a2"])
    #expect(floor.store.attempts.values.map(\.agent).compactMap(\.self).sorted() == ["A1", "A2"])
    #expect(floor.attempt("a1").number == 1)
  }

  @Test func `the order to dial carries the number, the caller and the limits`() throws {
    var configuration = Floor.configuration()
    configuration.callerID = "5550100"
    configuration.country = "us"
    var floor = Floor(Floor.records(1), configuration)
    floor.start(agents: "A1")
    guard
      case .dial(let order) = floor.effects.first(where: {
        if case .dial = $0 { true } else { false }
      })
    else {
      Issue.record("nothing was dialed")
      return
    }
    #expect(order.number.digits == "2001")
    #expect(order.callerID == "5550100" && order.country == "us")
    #expect(order.profile == configuration.profile)
  }

  @Test func `nothing is dialed without a gateway, an agent, or a line`() {
    var floor = Floor(Floor.records(5))
    floor.start(lines: nil, agents: "A1")
    #expect(floor.dials.isEmpty)
    floor.send(.gatewayConnected(lines: 1))
    #expect(floor.dials.isEmpty)
    floor.send(.gatewayConnected(lines: 2))
    #expect(floor.dials == ["a1"])
    floor.ready("A2")
    #expect(floor.dials == ["a1"], "a line is kept for the agent's leg")
    floor.send(.gatewayConnected(lines: 5))
    #expect(floor.dials == ["a1", "a2"])
    floor.ready("A3")
    #expect(floor.dials == ["a1", "a2"])

    var empty = Floor(Floor.records(5))
    empty.start()
    empty.logIn("A1")
    #expect(empty.dials.isEmpty)
    empty.request("A1", .agentReady)
    #expect(empty.dials == ["a1"])
  }

  @Test func `who has waited longest is served first, and keeps his turn while nobody answers`() {
    var floor = Floor(
      Floor.records(6), Floor.configuration([Treatment(.busy, .nextInChain)]))
    floor.start(lines: 2, agents: "A1", "A2", "A3")
    for attempt in ["a1", "a2", "a3"] {
      #expect(floor.attempt(attempt).agent == "A1")
      floor.result(attempt, .busy)
    }
    floor.request("A1", .agentNotReady)
    floor.request("A1", .agentReady)
    floor.result("a4", .busy)
    #expect(floor.attempt("a5").agent == "A2")
  }

  @Test func `a campaign without records is finished at once`() {
    var floor = Floor([])
    floor.start()
    #expect(floor.isFinished)
  }

  @Test func `a campaign is finished when every record is, and says so once`() {
    var floor = Floor(Floor.records(2))
    floor.start(agents: "A1")
    floor.result("a1", .busy)
    #expect(!floor.isFinished)
    floor.result("a2", .noAnswer)
    #expect(floor.isFinished)
    #expect(floor.status(1) == .updated && floor.status(2) == .updated)
    floor.clear()
    floor.send(.tick)
    floor.request("A1", .agentReady)
    #expect(!floor.isFinished && floor.dials.isEmpty)
  }

  @Test func `chains are fetched as agents come, not all at once`() {
    var floor = Floor(Floor.records(40))
    floor.start(agents: "A1")
    let retrieved = floor.store.records.values.filter { $0.recordStatus == .retrieved }.count
    #expect((1...7).contains(retrieved))
    for attempt in 1...40 { floor.result("a\(attempt)", .busy) }
    #expect(floor.isFinished)
  }

  @Test func `a fetch that failed is tried again`() {
    var floor = Floor(Floor.records(1))
    var machine = floor.machine
    _ = machine.handle(.started(Recovery()), now: floor.now)
    let failed = machine.handle(.fetchFailed, now: floor.now)
    #expect(failed.effects == [.wake(at: floor.now + 1)])
    let again = machine.handle(.tick, now: floor.now + 1)
    #expect(again.effects.contains(.fetch(limit: 6)))
    floor.start(agents: "A1")
    #expect(floor.dials == ["a1"])
  }

  @Test func `a tick that comes too early is asked for again`() {
    var records = Floor.records(1)
    records[0].dialSchedTime = Floor.noon + 30
    var floor = Floor(records)
    floor.start(agents: "A1")
    #expect(floor.wake == Floor.noon + 30)
    floor.now += 29.9
    floor.wake = nil
    floor.send(.tick)
    #expect(floor.wake == Floor.noon + 30)
  }

  // MARK: Windows

  @Test func `a record outside its hours waits for them`() {
    let morning = DailyWindow(from: 3600, till: 7200, timeZone: "UTC")
    var floor = Floor(Floor.records(2, window: morning) + [Floor.record(3)])
    floor.start(agents: "A1")
    #expect(floor.attempt("a1").recordID == 3)
    floor.result("a1", .busy)
    #expect(floor.status(1) == .ready && floor.status(2) == .ready)
    floor.wait(13 * 3600 - 1)
    #expect(floor.dials == ["a1"] && !floor.isFinished)
    floor.wait(1)
    #expect(floor.dials == ["a1", "a2"])
    #expect(floor.attempt("a2").startedAt == floor.now)
  }

  @Test func `a record that was in hand when its hours ended is not dialed`() {
    let day = DailyWindow(from: 0, till: 12 * 3600 + 60, timeZone: "UTC")
    var floor = Floor(Floor.records(2, window: day))
    floor.start()
    floor.wait(61)
    floor.ready("A1")
    #expect(floor.dials.isEmpty)
    #expect(floor.record(1).dialSchedTime == Floor.noon + 12 * 3600)
    #expect(floor.record(1).recordType == .general)
  }

  @Test func `hours are those of the called party's zone`() {
    // Noon UTC is 07:00 in New York and 21:00 in Tokyo.
    var floor = Floor([
      Floor.record(1, window: DailyWindow(timeZone: "America/New_York")),
      Floor.record(2, window: DailyWindow(timeZone: "Asia/Tokyo")),
      Floor.record(3, window: DailyWindow(timeZone: "Europe/London")),
    ])
    floor.start(agents: "A1")
    #expect(floor.attempt("a1").recordID == 3)
    floor.result("a1", .busy)
    floor.wait(3600)
    #expect(floor.attempt("a2").recordID == 1)
    floor.result("a2", .busy)
    floor.wait(9.99 * 3600)
    #expect(floor.dials == ["a1", "a2"])
    floor.wait(0.01 * 3600)
    #expect(floor.store.attempts["a3"]?.recordID == 2)
  }

  @Test func `a record whose window never opens ends as Stale, and its chain goes on`() {
    var floor = Floor([
      Floor.record(1, window: DailyWindow(timeZone: "No/Where")), Floor.record(2, chain: 1, n: 1),
    ])
    floor.start(agents: "A1")
    #expect(floor.status(1) == .stale)
    #expect(floor.notes == [.neverDialable(recordID: 1)])
    #expect(floor.attempt("a1").recordID == 2)
  }

  @Test func `a record that is not to be called is not`() {
    var records = Floor.records(2)
    records[0].recordType = .noCall
    var floor = Floor(records)
    floor.start(agents: "A1")
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .doNotCall)
    #expect(floor.attempt("a1").recordID == 2)
  }

  @Test func `a record is not dialed before its time`() {
    var records = Floor.records(1)
    records[0].dialSchedTime = Floor.noon + 90
    var floor = Floor(records)
    floor.start(agents: "A1")
    #expect(floor.dials.isEmpty)
    floor.wait(89)
    #expect(floor.dials.isEmpty)
    floor.wait(1)
    #expect(floor.dials == ["a1"])
  }

  // MARK: Refusals

  @Test func `without a free line the record is tried later, and no attempt is used up`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.send(.dialRefused(attempt: "a1", .notNow("no free line")))
    #expect(floor.attempt("a1").stage == .neverDialed && floor.attempt("a1").result == nil)
    #expect(floor.record(1).attempt == 0)
    #expect(floor.dials == ["a1"])
    floor.wait(4)
    #expect(floor.dials == ["a1"])
    floor.wait(1)
    #expect(floor.dials == ["a1", "a2"], "under a new id")
    #expect(floor.attempt("a2").number == 1 && floor.attempt("a2").agent == "A1")
    floor.result("a2", .busy)
    #expect(floor.record(1).attempt == 1 && floor.isFinished)
  }

  @Test func `a number that cannot be dialed is a dial error`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.send(.dialRefused(attempt: "a1", .invalid("bad number")))
    #expect(floor.record(1).callResult == .dialError && floor.status(1) == .updated)
    #expect(floor.attempt("a1").result?.reason == "bad number")
    #expect(floor.isFinished)
  }

  @Test func `an attempt that the gateway knows already is asked about, not dialed again`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.send(.dialRefused(attempt: "a1", .duplicate))
    #expect(floor.effects.last == .query(attempt: "a1"))
    floor.send(.queryAnswered(attempt: "a1", .finished(AttemptResult(callResult: .busy))))
    #expect(floor.record(1).callResult == .busy && floor.isFinished)
  }

  @Test func `a refusal of an attempt that is not being dialed changes nothing`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.result("a1", .answer)
    let before = floor.store.attempts
    for id in ["a1", "zz"] {
      floor.send(.dialRefused(attempt: id, .notNow("late")))
      #expect(floor.notes.last == .unknownAttempt(attempt: id))
    }
    #expect(floor.store.attempts == before)
  }
}
