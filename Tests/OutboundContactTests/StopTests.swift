// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

struct StopTests {
  @Test func `what somebody else puts into a list that was done is dialed within a minute`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.result("a1", .busy)
    #expect(floor.isFinished && floor.machine.isFinished)
    _ = floor.store.add(Floor.record(2))
    floor.clear()
    floor.wait(61)
    #expect(floor.dials == ["a2"] && !floor.machine.isFinished)
    floor.result("a2", .busy)
    #expect(floor.isFinished)
  }

  @Test
  func `so it is where the list's next record is due tomorrow, and at once when started again`() {
    var records = Floor.records(1)
    records[0].dialSchedTime = Floor.noon + 86_400
    var floor = Floor(records)
    floor.start(agents: "A1")
    _ = floor.store.add(Floor.record(2))
    floor.wait(61)
    #expect(floor.dials == ["a1"])
    floor.result("a1", .busy)
    _ = floor.store.add(Floor.record(3))
    floor.clear()
    floor.send(.dialing(false))
    floor.send(.dialing(true))
    #expect(floor.dials == ["a2"])
  }

  @Test func `a stopped campaign dials no more, and gives its records back`() {
    var floor = Floor(Floor.records(6), Floor.configuration([Treatment(.busy, .redial)]))
    floor.start(agents: "A1", "A2", "A3")
    floor.result("a1", .answer)
    floor.send(.stop)
    #expect((4...6).allSatisfy { floor.status($0) == .ready })
    #expect(!floor.effects.contains(.stopped))
    floor.clear()
    floor.result("a2", .busy)
    #expect(floor.dials.isEmpty && floor.status(2) == .ready, "what is to be redialed too")
    floor.result("a3", .answer)
    #expect(floor.effects.contains(.transfer(attempt: "a3", to: "93")), "who answers gets an agent")
    floor.send(.transferred(attempt: "a1"))
    floor.send(.released(attempt: "a3", cause: "abandoned"))
    #expect(!floor.effects.contains(.stopped))
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.effects.last == .stopped)
    floor.clear()
    floor.request("A1", .agentReady)
    floor.wait(3600)
    #expect(floor.dials.isEmpty && !floor.isFinished && floor.effects.count == 1)

    floor.restart()
    floor.ready("A1")
    #expect(floor.dials == ["a4"], "and can go on another day")
  }

  @Test func `a campaign that has nothing up is stopped at once`() {
    var floor = Floor(Floor.records(2))
    floor.start()
    floor.send(.stop)
    #expect(floor.effects == [.stopped])
    #expect(floor.store.records.values.allSatisfy { $0.recordStatus == .ready })
    floor.send(.stop)
    floor.send(.tick)
    #expect(floor.effects == [.stopped], "once")
  }

  @Test func `a refusal after the stop gives the record back`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.send(.stop)
    floor.send(.dialRefused(attempt: "a1", .notNow("no free line")))
    #expect(floor.status(1) == .ready && floor.effects.last == .stopped)
  }

  @Test func `chains that arrive after the stop go back`() {
    let floor = Floor(Floor.records(2))
    var store = floor.store
    var machine = floor.machine
    _ = machine.handle(.started(Recovery()), now: floor.now)
    let fetched = store.fetch(now: floor.now, limit: 6)
    #expect(machine.handle(.stop, now: floor.now).effects.isEmpty)
    let step = machine.handle(.fetched(fetched), now: floor.now)
    #expect(step.effects == [.stopped] && step.transitions.count == 2)
  }

  @Test func `a conversation is waited for, gateway or not`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.connect("a1")
    floor.send(.gatewayLost)
    floor.send(.stop)
    #expect(floor.effects.last != .stopped)
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.effects.last == .stopped && floor.status(1) == .updated)
  }

  @Test func `attempts that only an absent gateway knows of are left to the next session`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.send(.gatewayLost)
    floor.send(.stop)
    #expect(floor.effects.last == .stopped && floor.attempt("a1").stage == .dialing)
    floor.restart()
    #expect(floor.effects == [.query(attempt: "a1")])
  }
}
