// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import LineSocket
import OutboundContact
import Testing

@Suite(.timeLimit(.minutes(1))) struct DeskTests {
  @Test func `a login reaches the handler without its token, and events reach the agent`()
    async throws
  {
    try await withDesk { desk, address, clerk in
      let desktop = try await Desktop(at: address)
      try desktop.logIn("a1")
      guard case .request("a1", let request) = try await clerk.next() else {
        Issue.record("no login")
        return
      }
      #expect(request.kind == .agentLogin)
      #expect(request.place == "9001")
      #expect(request.token == nil)
      #expect(await desk.agents == 1)
      await desk.deliver(DesktopEvent("EventAgentLogin", referenceID: 1), to: "a1")
      #expect(try await desktop.next() == DesktopEvent("EventAgentLogin", referenceID: 1))
      #expect(await desk.deliver(DesktopEvent("EventAgentReady"), to: "a2") == false)
    }
  }

  @Test(arguments: [("a1", "wrong"), ("a1", ""), ("a1", "agentsagents")])
  func `a wrong token is told so and shown out`(_ agent: String, _ token: String) async throws {
    try await withDesk { _, address, clerk in
      let desktop = try await Desktop(at: address)
      try desktop.logIn(agent, token: token)
      #expect(try await desktop.nextError() == DesktopError.unauthorized.rawValue)
      #expect(await desktop.nextLine() == nil)
      // The handler hears of the next, and of nothing before.
      let other = try await Desktop(at: address)
      try other.logIn("a2")
      #expect(try await clerk.next().name == "a2 RequestAgentLogin")
    }
  }

  @Test func `nothing is taken before the login, and the connection stays`() async throws {
    try await withDesk { _, address, clerk in
      let desktop = try await Desktop(at: address)
      try desktop.send(#"{"Request":"RequestAgentReady","ReferenceID":4}"#)
      let refusal = try await desktop.next()
      #expect(refusal?.name == DesktopEvent.Name.callControlError)
      #expect(refusal?.referenceID == 4)
      #expect(refusal?.attributes.integer(DesktopKey.errorCode) == 4)
      try desktop.send(#"{"Request":"RequestAgentLogin","Token":"agents"}"#)
      #expect(try await desktop.nextError() == DesktopError.missingAttribute.rawValue)
      try desktop.logIn("a1")
      #expect(try await clerk.next().name == "a1 RequestAgentLogin")
    }
  }

  @Test func `a second login of an agent takes over, and the first is told and closed`()
    async throws
  {
    try await withDesk { desk, address, clerk in
      let first = try await Desktop(at: address)
      try first.logIn("a1")
      #expect(try await clerk.next().name == "a1 RequestAgentLogin")
      let second = try await Desktop(at: address)
      try second.logIn("a1")
      #expect(try await clerk.next().name == "a1 RequestAgentLogin")
      #expect(try await first.nextError() == DesktopError.alreadyLoggedIn.rawValue)
      #expect(await first.nextLine() == nil)
      await desk.deliver(DesktopEvent("EventRinging"), to: "a1")
      #expect(try await second.next()?.name == "EventRinging")
      // Only now is he gone: his first connection's end was none.
      second.connection.close()
      #expect(try await clerk.next() == .gone("a1"))
    }
  }

  @Test func `a connection is one agent's`() async throws {
    try await withDesk { _, address, clerk in
      let desktop = try await Desktop(at: address)
      try desktop.logIn("a1")
      _ = try await clerk.next()
      try desktop.logIn("a2")
      #expect(try await desktop.nextError() == DesktopError.wrongState.rawValue)
      try desktop.logIn("a1")
      #expect(try await clerk.next().name == "a1 RequestAgentLogin")
    }
  }

  @Test func `bad lines are answered and the desk goes on`() async throws {
    try await withDesk { _, address, clerk in
      let desktop = try await Desktop(at: address)
      try desktop.logIn("a1")
      _ = try await clerk.next()
      for line in [
        "{", "[]", "42", #""text""#, "{}", #"{"Request":{}}"#, #"{"Request":"x","Place":[1]}"#,
        String(repeating: "x", count: 70_000), "\u{0}",
      ] {
        try desktop.send(line)
        #expect(try await desktop.nextError() == DesktopError.malformed.rawValue)
      }
      // Names that nobody knows are the campaign's to refuse.
      try desktop.send(#"{"GSW_AGENT_REQ_TYPE":"Nonsense"}"#)
      #expect(try await clerk.next().name == "a1 Nonsense")
    }
  }

  @Test func `an agent's next line is read when the one before was settled`() async throws {
    try await withDesk { _, address, clerk in
      let busy = try await Desktop(at: address)
      try busy.logIn("a1")
      _ = try await clerk.next()
      try busy.send(#"{"Request":"RequestAgentReady"}"#)
      let (first, settle) = try await clerk.nextHeld()
      #expect(first.name == "a1 RequestAgentReady")
      for _ in 0..<1000 { try busy.send(#"{"Request":"RequestAgentNotReady"}"#) }
      let other = try await Desktop(at: address)
      try other.logIn("a2")
      #expect(try await clerk.next().name == "a2 RequestAgentLogin")
      settle()
      #expect(try await clerk.next().name == "a1 RequestAgentNotReady")
    }
  }

  @Test func `whoever does not log in is shown out`() async throws {
    try await withDesk {
      $0.loginSeconds = 0.05
    } _: { _, address, _ in
      let desktop = try await Desktop(at: address)
      #expect(await desktop.nextLine() == nil)
    }
  }

  @Test func `a desktop that floods and reads nothing is disconnected, and the others are served`()
    async throws
  {
    try await withDesk {
      $0.limits.unsentBytes = 16_384
    } _: { _, address, clerk in
      let flood = try await Desktop(at: address)
      await #expect(throws: LineError.self) {
        for _ in 0..<100_000 {
          for _ in 0..<100 { try flood.send("{") }
          // Sender and desk share this process's event loops.
          try await Task.sleep(for: .milliseconds(1))
        }
      }
      let other = try await Desktop(at: address)
      try other.logIn("a1")
      #expect(try await clerk.next().name == "a1 RequestAgentLogin")
    }
  }

  @Test func `a desk that is stopped does not wait for what was never settled`() async throws {
    try await withDesk { _, address, clerk in
      let desktop = try await Desktop(at: address)
      try desktop.logIn("a1")
      _ = try await clerk.nextHeld()
    }
  }
}
