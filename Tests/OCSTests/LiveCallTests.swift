// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Desk
import Detection
import LineSocket
import OCS
import OutboundContact
import Testing

@Suite(.timeLimit(.minutes(1))) struct LiveCallTests {
  @Test func `a live call goes from the dial to the final update`() async throws {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      #expect(call.number == "5550101")
      #expect(await floor.store.tries[call.attempt]?.stage == .dialing)

      let result = try gateway.send(.result(CallOutcome(call.attempt, .liveVoice)))
      // Durable before it is acknowledged; acknowledged before anything is asked.
      try await gateway.acknowledged(result)
      #expect(await floor.store.tries[call.attempt]?.stage == .live)
      #expect(try await gateway.message() == .transfer(attempt: call.attempt, to: "9001"))
      let ringing = try await agent.expect("EventRinging")
      #expect(ringing.userData?.integer(DesktopKey.recordHandle) == 1)
      try await gateway.progress(call.attempt, .transferred)
      try await agent.expect("EventEstablished")

      let record: KeyValueList = [DesktopKey.recordHandle: 1, "notes": "will pay"]
      try agent.ask(.updateCallCompletionStats, record)
      try await agent.expect("UpdateCallCompletionStatsAcknowledge")
      #expect(await floor.store.tries[call.attempt]?.pending.custom["notes"] == "will pay")
      // The calling list is written by the final update only.
      #expect(await floor.store.record(1)?.recordStatus == .retrieved)
      #expect(await floor.store.record(1)?.custom["notes"] == nil)

      try agent.ask(.releaseCall)
      #expect(try await gateway.message() == .hangup(attempt: call.attempt))
      try await gateway.progress(call.attempt, .released, cause: .local)
      try await agent.expect("EventReleased")
      try agent.ask(.recordProcessed, [DesktopKey.recordHandle: 1, DesktopKey.callResult: 33])
      try await agent.expect("RecordProcessedAcknowledge")
      let stored = await floor.store.record(1)
      #expect(stored?.recordStatus == .updated)
      #expect(stored?.callResult == .answer)
      #expect(stored?.custom["notes"] == "will pay")
      #expect(await floor.store.tries[call.attempt]?.stage == .finished)
    }
  }

  @Test func `supervisors see a call from its dial to its end, its number masked`()
    async throws
  {
    try await TestFloor.run { floor in
      let supervisor = try await floor.supervisor()
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      var status = try await supervisor.nextLineStatus()
      #expect(status.attempt == call.attempt)
      #expect(status.recordHandle == 1)
      #expect(status.state == .dialing)
      #expect(status.phone == "•••••01")
      #expect(status.agent == nil)

      try await gateway.progress(call.attempt, .ringing)
      #expect(try await supervisor.nextLineStatus().state == .ringing)
      let tone = CallEvent(.tone, at: .zero, name: "ringback", frequencies: [440, 480])
      try await gateway.progress(call.attempt, .heard, event: tone)
      status = try await supervisor.nextLineStatus()
      #expect(status.heard == "tone ringback 440+480 Hz")
      #expect(status.line == "3")
      try await gateway.progress(call.attempt, .answered)
      #expect(try await supervisor.nextLineStatus().state == .answered)

      try await gateway.deliver(.result(CallOutcome(call.attempt, .liveVoice)))
      status = try await supervisor.nextLineStatus()
      #expect(status.state == .live)
      #expect(status.outcome == "live-voice")
      #expect(status.confidence == 0.9)
      #expect(status.decidedAt == 2)
      #expect(status.callResultCode == 33)
      #expect(status.agent == "a1")
      _ = try await gateway.message()
      try await gateway.progress(call.attempt, .transferred)
      #expect(try await supervisor.nextLineStatus().state == .connected)
      try await gateway.progress(call.attempt, .released, cause: .remote)
      #expect(try await supervisor.nextLineStatus().state == .wrapUp)

      for name in ["EventRinging", "EventEstablished", "EventReleased"] {
        try await agent.expect(name)
      }
      try agent.ask(.recordProcessed, [DesktopKey.recordHandle: 1])
      status = try await supervisor.nextLineStatus()
      #expect(status.state == .ended)
      #expect(status.callResult == "Answer")
      let end = try await supervisor.campaign { $0.isFinished }
      #expect(end.records == 1)
      #expect(end.unfinished == 0)
      #expect(end.attempts == 1)
      #expect(end.open == 0)
      #expect(end.results == ["Answer": 1])
      #expect(end.agents == 1)
      #expect(end.lines == 8)
    }
  }

  @Test func `an agent who vanishes gets his record back and finishes it`() async throws {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      try await gateway.deliver(.result(CallOutcome(call.attempt, .liveVoice)))
      _ = try await gateway.message()
      try await gateway.progress(call.attempt, .transferred)
      try await agent.expect("EventRinging")
      try await agent.expect("EventEstablished")
      try agent.ask(.updateCallCompletionStats, [DesktopKey.recordHandle: 1, "notes": "kept"])
      try await agent.expect("UpdateCallCompletionStatsAcknowledge")
      agent.connection.close()

      let back = try await floor.logIn("a1")
      let again = try await back.expect("EventEstablished")
      #expect(again.userData?.integer(DesktopKey.recordHandle) == 1)
      #expect(again.userData?.string("notes") == "kept")
      try await gateway.progress(call.attempt, .released, cause: .remote)
      try await back.expect("EventReleased")
      try back.ask(.recordProcessed, [DesktopKey.recordHandle: 1])
      try await back.expect("RecordProcessedAcknowledge")
      #expect(await floor.store.record(1)?.custom["notes"] == "kept")
      #expect(await floor.store.tries.count == 1)
    }
  }

  @Test func `another agent's request does not reach a record, nor does a wrong token`()
    async throws
  {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      try await gateway.deliver(.result(CallOutcome(call.attempt, .liveVoice)))
      try await agent.expect("EventRinging")
      let other = try await floor.logIn("a2")
      try other.ask(.recordProcessed, [DesktopKey.recordHandle: 1])
      let refusal = try await other.expect("Error")
      #expect(
        refusal.attributes.integer(DesktopKey.errorNumber) == DesktopError.notYourRecord.rawValue)
      let stranger = try await floor.connect()
      try stranger.ask(
        .agentLogin,
        [DesktopKey.agent: "a1", DesktopKey.place: "9001", DesktopKey.token: "guess"])
      try await stranger.expect("EventError")
      await #expect(throws: CancellationError.self) { try await stranger.nextLine() }
    }
  }
}
