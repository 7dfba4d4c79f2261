// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Desk
import Detection
import Foundation
import LineSocket
import Logging
import OCS
import OutboundContact
import ServiceLifecycle
import Testing

@Suite(.timeLimit(.minutes(1))) struct OCSServiceTests {
  @Test func `a finished campaign says so and ends the service where it is to`() async throws {
    try await TestFloor.run(records: 2) {
      $0.exitWhenFinished = true
    } _: { floor in
      let supervisor = try await floor.supervisor()
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      for outcome in [Outcome.busy, .answeringMachine] {
        let call = try await gateway.dial()
        try await gateway.deliver(.result(CallOutcome(call.attempt, outcome)))
      }
      let end = try await supervisor.campaign { $0.isFinished }
      #expect(end.unfinished == 0)
      #expect(end.results == ["Busy": 1, "AnsweringMachine": 1])
      try await floor.end()
      await #expect(throws: CancellationError.self) {
        while true { _ = try await supervisor.nextLine() }
      }
    }
  }

  @Test func `a campaign that was finished before ends at once where it is to`() async throws {
    var record = try TestFloor.record(1)
    record.recordStatus = .updated
    let store = TestStore([record])
    // It may be over before desktops could connect.
    try await TestFloor.run(store: store) {
      $0.exitWhenFinished = true
    } _: { floor in
      try await floor.end()
    }
    #expect(await store.commits.isEmpty)
  }

  @Test func `a finished campaign stays where it is not to end`() async throws {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      try await gateway.deliver(.result(CallOutcome(call.attempt, .busy)))
      let supervisor = try await floor.supervisor()
      _ = try await supervisor.campaign { $0.isFinished }
      try agent.ask(.agentLogout)
      try await agent.expect("EventAgentLogout")
    }
  }

  @Test func `a request is answered before the next one is looked at`() async throws {
    try await TestFloor.run { floor in
      for number in 1...50 {
        let agent = try await floor.connect()
        // The second, wrong, ends the connection.
        for token in ["desk", "wrong"] {
          try agent.ask(
            .agentLogin,
            [
              DesktopKey.agent: .string("a\(number)"), DesktopKey.place: "9001",
              DesktopKey.token: .string(token),
            ])
        }
        try await agent.expect("EventAgentLogin")
        try await agent.expect("EventError")
      }
    }
  }

  @Test func `an address that somebody has is an error`() async throws {
    try await TestFloor.run { floor in
      let taken = floor.desk
      await #expect(throws: LineError.self) {
        try await TestFloor.run {
          $0.desk.address = taken
        } _: { _ in
        }
      }
      _ = try await floor.logIn("a1")
    }
  }

  @Test func `a wake of the campaign comes in the campaign's time`() async throws {
    // A record that is due in an hour, under a clock that is 36,000 times as fast.
    var record = try TestFloor.record(1)
    let wall = Date()
    record.dialSchedTime = wall + 3600
    let store = TestStore([record])
    try await TestFloor.run(
      store: store, clock: OCSClock(wallOrigin: wall, speed: 36_000)
    ) { floor in
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      let attempt = try #require(await floor.store.tries[call.attempt])
      #expect(attempt.startedAt >= wall + 3600)
    }
  }

  @Test func `a graceful shutdown lets a call end, dials no more, and puts the rest back`()
    async throws
  {
    let store = TestStore(try (1...3).map(TestFloor.record))
    let gateway = FakeGateway(
      at: .unix(path: NSTemporaryDirectory() + "ocs-\(UUID().uuidString.prefix(8))-stop.sock"))
    let desk = Address.unix(
      path: NSTemporaryDirectory() + "ocs-\(UUID().uuidString.prefix(8))-desk.sock")
    let (listening, open) = AsyncStream.makeStream(of: Address.self)
    let logger = Logger(label: "ocs") { _ in SwiftLogNoOpLogHandler() }
    let service = OCSService(
      configuration: try TestFloor.configuration(gateway.address, desk), store: store,
      logger: logger, listening: { open.yield($0) })
    let services = ServiceGroup(
      configuration: .init(
        services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
        logger: logger))
    try await withThrowingTaskGroup { group in
      group.addTask { try await gateway.run() }
      group.addTask {
        try await services.run()
        open.finish()
      }
      for await address in listening {
        let peer = try await gateway.nextPeer()
        let agent = try await Desktop(at: address)
        try agent.ask(
          .agentLogin,
          [DesktopKey.agent: "a1", DesktopKey.place: "9001", DesktopKey.token: "desk"])
        try agent.ask(.agentReady)
        let call = try await peer.dial()
        await services.triggerGracefulShutdown()
        await store.record(2, is: .ready)
        try await peer.deliver(.result(CallOutcome(call.attempt, .busy)))
        await #expect(throws: CancellationError.self) { try await peer.next() }
      }
      group.cancelAll()
    }
    #expect(await store.record(1)?.callResult == .busy)
    #expect(
      await store.records(campaign: "spring").map(\.recordStatus) == [.updated, .ready, .ready])
    #expect(await store.tries.count == 1)
  }
}
