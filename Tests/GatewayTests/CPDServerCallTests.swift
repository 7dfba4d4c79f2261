// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Gateway
import LineSocket
import Testing

/// What OCS does with calls, over real sockets.
@Suite(.timeLimit(.minutes(1)))
struct CPDServerCallTests {
  /// Dials, and has a person answer. The result is acknowledged.
  private func person(
    _ ocs: inout TestOCS, _ server: TestServer, attempt: String = "a"
  ) async throws -> MemoryLeg {
    try await ocs.dial(attempt)
    let leg = try await server.trunk.leg()
    leg.beAPerson()
    let (id, outcome) = try await ocs.result()
    #expect(outcome.callResult == .answer)
    try ocs.acknowledge(id)
    return leg
  }

  @Test(arguments: [true, false])
  func `a person is given to an agent until one of them hangs up`(personEnds: Bool) async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let person = try await person(&ocs, server)
      #expect(try await ocs.query("a") == (.connected, nil))
      #expect(try await ocs.error(.transfer(attempt: "a", to: "7001")) == nil)
      let agent = try await server.trunk.leg()
      #expect(agent.request.number == "7001")
      agent.answer()
      #expect(try await ocs.progress(.transferred).line == person.line)
      (personEnds ? person : agent).end()
      let released = try await ocs.progress(.released)
      #expect(released.cause == (personEnds ? .remote : .agent))
      #expect(try await ocs.query("a") == (.finished, nil))
    }
  }

  @Test func `an agent who does not answer leaves the person up`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      _ = try await person(&ocs, server)
      #expect(try await ocs.error(.transfer(attempt: "a", to: "7001")) == nil)
      #expect(try await ocs.error(.transfer(attempt: "a", to: "7002")) == .busy)
      try await server.trunk.leg().beBusy()
      #expect(try await ocs.progress(.transferFailed).text?.contains("busy") == true)
      #expect(try await ocs.error(.transfer(attempt: "a", to: "7002")) == nil)
      try await server.trunk.leg().answer()
      _ = try await ocs.progress(.transferred)
    }
  }

  @Test func `a person whom nobody takes is abandoned`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let person = try await person(&ocs, server)
      person.hear(.silence(seconds: 2))
      #expect(try await ocs.progress(.released).cause == .abandoned)
    }
  }

  @Test func `what happens to a person while OCS is away is told when it is back`() async throws {
    try await TestServer.run { server in
      var first = try await TestOCS.greeted(server.address)
      let person = try await person(&first, server)
      _ = try await first.ask(.ping)
      first.connection.close()
      _ = try await first.untilClosed()
      person.end()
      var second = try await TestOCS.greeted(server.address)
      #expect(try await second.progress(.released).cause == .remote)
      #expect(try await second.resultsSoFar() == [])
    }
  }

  @Test func `a hangup ends a call, decided or not, and may come twice`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      _ = try await person(&ocs, server)
      #expect(try await ocs.error(.hangup(attempt: "a")) == nil)
      #expect(try await ocs.progress(.released).cause == .local)
      #expect(try await ocs.error(.hangup(attempt: "a")) == nil)
      try await ocs.dial("b")
      _ = try await server.trunk.leg()
      #expect(try await ocs.query("b") == (.dialing, nil))
      #expect(try await ocs.error(.hangup(attempt: "b")) == nil)
      #expect(try await ocs.result().outcome.callResult == .unknown)
    }
  }

  @Test func `calls that are not there are told apart`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      #expect(try await ocs.error(.transfer(attempt: "a", to: "7001")) == .unknownAttempt)
      #expect(try await ocs.error(.hangup(attempt: "a")) == .unknownAttempt)
      try await ocs.dial("a")
      let leg = try await server.trunk.leg()
      #expect(try await ocs.error(.transfer(attempt: "a", to: "7001")) == .notConnected)
      try leg.beBusy()
      _ = try await ocs.result()
      #expect(try await ocs.error(.transfer(attempt: "a", to: "7001")) == .notConnected)
    }
  }

  @Test func `a dial without a free line is refused and may be tried again`() async throws {
    try await TestServer.run(trunk: MemoryTrunk(lines: 2)) { server in
      var ocs = try await TestOCS.greeted(server.address)
      try await ocs.dial("a")
      try await ocs.dial("b")
      let request = CallRequest(attempt: "c", number: "5550100")
      #expect(try await ocs.error(.dial(request)) == .noFreeLine)
      #expect(try await ocs.error(.hangup(attempt: "a")) == nil)
      _ = try await ocs.result()
      // The line is free a moment after the result.
      while try await ocs.error(.dial(request)) == .noFreeLine {}
      #expect(try await ocs.query("c") == (.dialing, nil))
    }
  }

  @Test func `a trunk that has no line after all gives a result`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      try await ocs.dial("a", number: "noline")
      let outcome = try await ocs.result().outcome
      #expect(outcome.callResult == .noFreePortError)
      #expect(outcome.line == nil)
    }
  }

  @Test func `each OCS hears of its own calls`() async throws {
    try await TestServer.run { server in
      var one = try await TestOCS.greeted(server.address, name: "one")
      var two = try await TestOCS.greeted(server.address, name: "two")
      try await one.dial("a")
      let first = try await server.trunk.leg()
      try await two.dial("b")
      let second = try await server.trunk.leg()
      try first.beBusy()
      try second.beBusy()
      #expect(try await one.result().outcome.attempt == "a")
      #expect(try await two.result().outcome.attempt == "b")
      #expect(try await one.resultsSoFar() == [])
      #expect(try await two.resultsSoFar() == [])
    }
  }

  @Test func `a result waits for its own OCS, also over a restart`() async throws {
    let folder = try TestFolder()
    try await TestServer(folder: folder).run { server in
      var one = try await TestOCS.greeted(server.address, name: "one")
      try await one.dial("a")
      let leg = try await server.trunk.leg()
      one.connection.close()
      _ = try await one.untilClosed()
      try leg.beBusy()
      var two = try await TestOCS.greeted(server.address, name: "two")
      #expect(try await two.resultsSoFar() == [])
    }
    try await TestServer(folder: folder).run { server in
      var two = try await TestOCS.greeted(server.address, name: "two")
      #expect(try await two.resultsSoFar() == [])
      var one = try await TestOCS.greeted(server.address, name: "one")
      #expect(try await one.result().outcome.attempt == "a")
    }
  }
}
