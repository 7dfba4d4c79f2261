// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Gateway
import LineSocket
import Testing

/// Agents whose telephones are up before their calls, calls that agents hear from dialing on, and messages, over real
/// sockets.
@Suite(.timeLimit(.minutes(1)))
struct CPDServerAgentTests {
  /// Dials, and has a person answer.
  private func person(_ ocs: inout TestOCS, _ server: TestServer) async throws -> MemoryLeg {
    try await ocs.dial("a", agentWait: 60)
    let leg = try await server.trunk.leg()
    leg.beAPerson()
    let (id, _) = try await ocs.result()
    try ocs.acknowledge(id)
    return leg
  }

  private func engaged(_ ocs: inout TestOCS, _ server: TestServer) async throws -> MemoryLeg {
    #expect(try await ocs.error(.engage(engagement: "e1", to: "7001")) == nil)
    let agent = try await server.trunk.leg()
    #expect(agent.request.number == "7001")
    agent.answer()
    #expect(try await ocs.progress(.engaged).attempt == "e1")
    return agent
  }

  @Test func `an engaged agent gets the call without being called again`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let agent = try await engaged(&ocs, server)
      #expect(try await ocs.error(.engage(engagement: "e1", to: "7002")) == .duplicateAttempt)
      let person = try await person(&ocs, server)
      #expect(
        try await ocs.error(.transfer(attempt: "a", to: "7001", engagement: "e1")) == nil)
      _ = try await ocs.progress(.transferred)
      #expect(server.trunk.calls == 2, "nobody was called again")
      agent.end()
      #expect(try await ocs.progress(.released).cause == .agent)
      _ = person
    }
  }

  @Test func `an engagement that is gone is told, and the place is called instead`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      try await engaged(&ocs, server).end()
      #expect(try await ocs.progress(.disengaged).attempt == "e1")
      _ = try await person(&ocs, server)
      #expect(
        try await ocs.error(.transfer(attempt: "a", to: "7001", engagement: "e1")) == nil)
      let again = try await server.trunk.leg()
      #expect(again.request.number == "7001")
      again.answer()
      _ = try await ocs.progress(.transferred)
    }
  }

  @Test func `an agent who does not answer is not engaged`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      #expect(try await ocs.error(.engage(engagement: "e1", to: "7001")) == nil)
      try await server.trunk.leg().beBusy()
      #expect(try await ocs.progress(.disengaged).text == "busy")
      #expect(try await ocs.error(.engage(engagement: "e2", to: "noline")) == nil)
      #expect(try await ocs.progress(.disengaged).attempt == "e2")
    }
  }

  @Test func `a hangup, or the end of the connection, lets an engaged telephone go`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let first = try await engaged(&ocs, server)
      #expect(try await ocs.error(.hangup(attempt: "e1")) == nil)
      await first.hungUp()
      #expect(try await ocs.error(.engage(engagement: "e2", to: "7002")) == nil)
      let second = try await server.trunk.leg()
      second.answer()
      _ = try await ocs.progress(.engaged)
      ocs.connection.close()
      await second.hungUp()
    }
  }

  @Test func `a telephone that rings for an agent who is let go is hung up at once`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      #expect(try await ocs.error(.engage(engagement: "e1", to: "7001")) == nil)
      let agent = try await server.trunk.leg()
      // It rings, and nothing more is heard of it.
      try await Task.sleep(for: .milliseconds(200))
      #expect(try await ocs.error(.hangup(attempt: "e1")) == nil)
      await agent.hungUp()
    }
  }

  @Test func `an agent hears a call from dialing on, and the verdict does not end it`() async throws
  {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let request = CallRequest(
        attempt: "a", number: "5550100", country: "us",
        profile: CallProfile(ringSeconds: 15, analysisSeconds: 1), place: "7001")
      #expect(try await ocs.error(.dial(request)) == nil)
      let agent = try await server.trunk.leg()
      #expect(agent.request.number == "7001", "he is called first")
      agent.answer()
      let line = try await server.trunk.leg()
      #expect(line.request.number == "5550100")
      try line.beBusy()
      let (id, outcome) = try await ocs.result()
      try ocs.acknowledge(id)
      #expect(outcome.callResult == .busy)
      #expect(try await ocs.query("a").0 == .connected, "the call is the agent's to end")
      #expect(try await ocs.error(.hangup(attempt: "a")) == nil)
      _ = try await ocs.progress(.released)
      await agent.hungUp()
      await line.hungUp()
    }
  }

  @Test func `nobody is dialed for an agent who does not answer`() async throws {
    try await TestServer.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let request = CallRequest(attempt: "a", number: "5550100", country: "us", place: "7001")
      #expect(try await ocs.error(.dial(request)) == nil)
      try await server.trunk.leg().beBusy()
      let (id, outcome) = try await ocs.result()
      try ocs.acknowledge(id)
      #expect(outcome.reason.contains("agent's place"))
      #expect(server.trunk.calls == 1)
    }
  }

  @Test func `a message is played and told; one that is not there is refused`() async throws {
    var server = TestServer(folder: try TestFolder())
    server.configuration.messages = ["sorry": [Int16](repeating: 100, count: 800)]
    try await server.run { server in
      var ocs = try await TestOCS.greeted(server.address)
      let person = try await person(&ocs, server)
      #expect(
        try await ocs.error(.play(attempt: "a", CallMessage(name: "hello"))) == .unknownMessage)
      #expect(
        try await ocs.error(.play(attempt: "b", CallMessage(name: "sorry"))) == .unknownAttempt)
      #expect(try await ocs.error(.play(attempt: "a", CallMessage(name: "sorry"))) == nil)
      _ = try await ocs.progress(.played)
      #expect(person.played == 800)
      #expect(try await ocs.progress(.released).cause == .local)
      #expect(
        try await ocs.error(.play(attempt: "a", CallMessage(name: "sorry"))) == .notConnected)
    }
  }
}
