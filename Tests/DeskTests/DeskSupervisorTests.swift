// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import Foundation
import LineSocket
import OutboundContact
import Testing

@Suite(.timeLimit(.minutes(1))) struct DeskSupervisorTests {
  private static let subscription =
    #"{"Request":"RequestMonitorLines","ReferenceID":1,"Token":"supervisors"}"#

  @Test func `a supervisor is shown what happens, and agents are not`() async throws {
    try await withDesk { desk, address, clerk in
      let agent = try await Desktop(at: address)
      try agent.logIn("a1")
      _ = try await clerk.next()
      let supervisor = try await Desktop(at: address)
      try supervisor.send(Self.subscription)
      #expect(try await clerk.next() == .supervisor)
      #expect(try await supervisor.next()?.name == MonitorEvent.subscribed)
      var status = LineStatus(attempt: "g1", recordHandle: 12, number: 1, state: .connected)
      status.phone = "•••12"
      status.confidence = 0.97
      await desk.show(.line(status))
      let line = try #require(await supervisor.nextLine())
      #expect(MonitorEvent(line: line) == .line(status))
      await desk.deliver(DesktopEvent("EventRinging"), to: "a1")
      #expect(try await agent.next()?.name == "EventRinging")
    }
  }

  @Test func `a supervisor's token is not an agent's`() async throws {
    try await withDesk { desk, address, _ in
      let desktop = try await Desktop(at: address)
      try desktop.send(#"{"Request":"RequestMonitorLines","Token":"agents"}"#)
      #expect(try await desktop.nextError() == DesktopError.unauthorized.rawValue)
      #expect(await desktop.nextLine() == nil)
      #expect(await desk.supervisors == 0)
    }
  }

  @Test func `a supervisor who does not read is cut off, and the others are served`()
    async throws
  {
    try await withDesk {
      $0.limits.unsentBytes = 16_384
    } _: { desk, address, clerk in
      let supervisor = try await Desktop(at: address)
      try supervisor.send(Self.subscription)
      #expect(try await clerk.next() == .supervisor)
      let agent = try await Desktop(at: address)
      try agent.logIn("a1")
      _ = try await clerk.next()
      let status = LineStatus(attempt: "g1", recordHandle: 12, number: 1)
      var shown = 0
      while await desk.supervisors > 0, shown < 1_000_000 {
        await desk.show(.line(status))
        shown += 1
        // The sockets share this process's threads.
        if shown.isMultiple(of: 100) { try await Task.sleep(for: .milliseconds(1)) }
      }
      #expect(await desk.supervisors == 0)
      await desk.deliver(DesktopEvent("EventRinging"), to: "a1")
      #expect(try await agent.next()?.name == "EventRinging")
    }
  }
}
