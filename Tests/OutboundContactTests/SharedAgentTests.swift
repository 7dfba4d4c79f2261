// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// A campaign that lets agents go to others, and takes theirs.
struct SharedAgentTests {
  private func lent(_ floor: Floor) -> [SharedAgent?] {
    floor.effects.compactMap { if case .lent(_, let agent) = $0 { .some(agent) } else { nil } }
  }

  @Test func `an agent who waits is let go as he is, and gets no call any more`() {
    var floor = Floor(Floor.records(2))
    floor.start()
    floor.request("a1", .agentLogin, [DesktopKey.place: "91"])
    floor.send(.lend(agent: "a1"))
    #expect(lent(floor) == [SharedAgent(name: "a1", place: "91", isReady: false)])
    floor.clear()
    floor.send(.join(SharedAgent(name: "a1", place: "91", isReady: true)))
    #expect(floor.told("a1") == ["CampaignGroupAssigned"])
    // In progressive mode a call is dialed for who comes ready.
    #expect(floor.dials == ["a1"])
  }

  @Test func `who has a call, a record, or one dialed for him stays`() {
    var floor = Floor(Floor.records(2))
    floor.start(agents: "a1")
    #expect(floor.dials.count == 1)
    floor.clear()
    floor.send(.lend(agent: "a1"))
    #expect(lent(floor) == [nil])
    floor.connect("a1")
    floor.clear()
    floor.send(.lend(agent: "a1"))
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.send(.lend(agent: "a1"))
    #expect(lent(floor) == [nil, nil])
    floor.clear()
    floor.request("a1", .recordProcessed, record: 1)
    floor.send(.lend(agent: "a1"))
    #expect(lent(floor) == [SharedAgent(name: "a1", place: "91", isReady: false)])
    // Nor is one let go who is not there.
    floor.clear()
    floor.send(.lend(agent: "a1"))
    #expect(lent(floor) == [nil])
  }

  @Test func `who was asked for while a call was dialed for him is told of once he is free`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "a1")
    _ = floor.machine.takeAgentChanges(now: floor.now)
    floor.send(.lend(agent: "a1"))
    #expect(floor.machine.takeAgentChanges(now: floor.now).isEmpty)
    floor.result("a1", .noAnswer)
    let changes = floor.machine.takeAgentChanges(now: floor.now)
    #expect(changes.map(\.presence) == [.ready])
    floor.send(.tick)
    #expect(floor.machine.takeAgentChanges(now: floor.now).isEmpty)

    // Not he who was not asked for, nor while the next call is dialed for him at once.
    for (records, isAsked) in [(1, false), (2, true)] {
      floor = Floor(Floor.records(records))
      floor.start(agents: "a1")
      _ = floor.machine.takeAgentChanges(now: floor.now)
      if isAsked { floor.send(.lend(agent: "a1")) }
      floor.result("a1", .noAnswer)
      #expect(floor.machine.takeAgentChanges(now: floor.now).isEmpty)
    }
    floor.result("a2", .noAnswer)
    #expect(floor.machine.takeAgentChanges(now: floor.now).map(\.presence) == [.ready])
  }

  @Test func `what a campaign would have of others' agents`() {
    var configuration = Floor.configuration()
    configuration.mode = .predictive
    configuration.overdialRatio = 2
    var floor = Floor(Floor.records(3), configuration)
    #expect(!floor.machine.need(now: floor.now).hasWork)
    floor.start(agents: "a1")
    #expect(floor.machine.need(now: floor.now) == AgentNeed(hasWork: true))
    floor.result("a1", .answer)
    floor.result("a2", .answer)
    #expect(floor.machine.need(now: floor.now).waiting == 1)
    floor.send(.join(SharedAgent(name: "b", place: "92", isReady: true)))
    #expect(floor.machine.need(now: floor.now).waiting == 0)
    #expect(floor.told("b").suffix(1) == ["EventRinging"])
    floor.send(.dialing(false))
    #expect(floor.machine.need(now: floor.now) == AgentNeed())
    // In preview agents ask for records; nobody is brought.
    configuration.mode = .preview
    floor = Floor(Floor.records(3), configuration)
    floor.start(agents: "a1")
    #expect(floor.machine.need(now: floor.now) == AgentNeed())
  }

  @Test func `a personal callback names its agent, who is elsewhere`() {
    var record = Floor.record(1)
    record.recordType = .personalCallBack
    record.agentID = "b"
    record.dialSchedTime = Floor.noon - 60
    var floor = Floor([record])
    floor.start(agents: "a1")
    #expect(floor.dials.isEmpty)
    #expect(floor.machine.need(now: floor.now).named == ["b"])
    floor.send(.join(SharedAgent(name: "b", place: "92", isReady: true)))
    #expect(floor.machine.need(now: floor.now).named.isEmpty)
    #expect(floor.dials == ["a1"])
  }

  @Test func `a record that waits for an agent is told, and is his when he joins`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "a1")
    floor.connect("a1")
    floor.send(.agentGone(agent: "a1"))
    #expect(floor.machine.awaitedAgents == ["a1"])
    floor.clear()
    floor.send(.join(SharedAgent(name: "a1", place: "91", isReady: true)))
    #expect(floor.told("a1") == ["CampaignGroupAssigned", "EventEstablished"])
    #expect(floor.machine.awaitedAgents.isEmpty)
  }

  @Test func `a campaign takes no more than its lines`() {
    var configuration = Floor.configuration()
    configuration.lines = 2
    configuration.linesPerCall = 1
    var floor = Floor(Floor.records(5), configuration)
    floor.start(agents: "a1", "a2", "a3", "a4")
    #expect(floor.dials.count == 2)
  }
}
