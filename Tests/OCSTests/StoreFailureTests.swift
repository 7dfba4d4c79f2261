// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Desk
import Detection
import OCS
import OutboundContact
import Testing

/// A store that refuses: nothing happens, and then it goes on.
@Suite(.timeLimit(.minutes(1))) struct StoreFailureTests {
  @Test func `nothing is dialed while the store refuses, and then it goes on`() async throws {
    try await TestFloor.run { floor in
      let supervisor = try await floor.supervisor()
      await floor.store.refuse()
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.logIn("a1")
      try agent.ask(.agentReady)
      await floor.store.refused(3)
      _ = try await supervisor.campaign { $0.isPaused }
      #expect(await floor.store.tries.isEmpty)
      await floor.store.heal()
      _ = try await supervisor.campaign { !$0.isPaused }
      try await agent.expect("EventAgentReady")
      // What is dialed first is what was committed, and nothing else is.
      let call = try await gateway.dial()
      #expect(await Array(floor.store.tries.keys) == [call.attempt])
      try await gateway.deliver(.result(CallOutcome(call.attempt, .busy)))
    }
  }

  @Test func `a result is acknowledged when the store has taken it`() async throws {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      await floor.store.refuse(.full)
      let result = try gateway.send(.result(CallOutcome(call.attempt, .fax)))
      await floor.store.refused(2)
      #expect(await floor.store.record(1)?.recordStatus == .retrieved)
      // The link itself is well: what needs no store is answered.
      try await gateway.deliver(.ping)
      await floor.store.heal()
      try await gateway.acknowledged(result)
      #expect(await floor.store.record(1)?.recordStatus == .updated)
      #expect(await floor.store.record(1)?.callResult == .faxDetected)
    }
  }

  @Test func `an agent's transaction is refused while the store refuses, and may be said again`()
    async throws
  {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      let call = try await gateway.dial()
      try await gateway.deliver(.result(CallOutcome(call.attempt, .liveVoice)))
      _ = try await gateway.message()
      try await gateway.progress(call.attempt, .transferred)
      try await agent.expect("EventRinging")
      try await agent.expect("EventEstablished")
      await floor.store.refuse()
      try agent.ask(.recordProcessed, [DesktopKey.recordHandle: 1])
      let refusal = try await agent.expect("Error")
      #expect(
        refusal.attributes.integer(DesktopKey.errorNumber) == DesktopError.notStored.rawValue)
      #expect(refusal.referenceID != nil)
      #expect(await floor.store.tries[call.attempt]?.stage == .withAgent)
      await floor.store.heal()
      try agent.ask(.recordProcessed, [DesktopKey.recordHandle: 1])
      try await agent.expect("EventReleased")
      try await agent.expect("RecordProcessedAcknowledge")
      // The customer is hung up by the transaction that was stored, once.
      #expect(try await gateway.message() == .hangup(attempt: call.attempt))
    }
  }

  @Test func `a store that contradicts this process ends it`() async throws {
    await #expect(throws: RecordStoreError.self) {
      try await TestFloor.run { floor in
        _ = try await floor.gateway.nextPeer()
        let agent = try await floor.logIn("a1")
        await floor.store.refuse(.conflict)
        try agent.ask(.agentReady)
        try await floor.end()
      }
    }
  }
}
