// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Desk
import Detection
import Foundation
import LineSocket
import OCS
import OutboundContact
import Testing

/// The link to the gateway, when it fails and when it does not.
@Suite(.timeLimit(.minutes(1))) struct LinkTests {
  @Test func `a result that comes twice is taken once and acknowledged twice`() async throws {
    try await TestFloor.run { floor in
      let first = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      let call = try await first.dial()
      let busy = CPDMessage.result(CallOutcome(call.attempt, .busy))
      try await first.deliver(busy)
      let commits = await floor.store.commits.count
      #expect(await floor.store.record(1)?.callResult == .busy)
      try await first.deliver(busy)
      // And once more on the next connection, as after a crash.
      first.connection.close()
      let second = try await floor.gateway.nextPeer()
      try await second.deliver(busy)
      #expect(await floor.store.commits.count == commits)
      #expect(await floor.store.record(1)?.attempt == 1)
      #expect(await floor.store.tries.count == 1)
    }
  }

  @Test(arguments: [
    (CPDAck.attempt(.unknown, result: nil), CallResult.systemError),
    (.attempt(.interrupted, result: nil), .systemError),
    (.attempt(.finished, result: CallOutcome("x", .busy)), .busy),
  ])
  func `a gateway that dies before it acknowledges a dial is asked what became of it`(
    _ answer: CPDAck, _ result: CallResult
  ) async throws {
    try await TestFloor.run(records: 1) { floor in
      let first = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      let call = try await first.dial(acknowledging: false)
      first.connection.close()
      let supervisor = try await floor.supervisor()
      let second = try await floor.gateway.nextPeer()
      #expect(try await second.message(answer) == .query(attempt: call.attempt))
      _ = try await supervisor.campaign { $0.isFinished }
      #expect(await floor.store.tries[call.attempt]?.result?.callResult == result)
      #expect(await floor.store.record(1)?.callResult == result)
      #expect(await floor.store.tries.count == 1)
    }
  }

  @Test func `a gateway that does not say what became of a call makes it a system error`()
    async throws
  {
    try await TestFloor.run {
      $0.campaigns[0].querySeconds = 0.05
    } _: { floor in
      let first = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      let call = try await first.dial()
      first.connection.close()
      let second = try await floor.gateway.nextPeer()
      guard case .message(_, .query(call.attempt)) = try await second.next() else {
        Issue.record("no query")
        return
      }
      #expect(try await second.message() == .hangup(attempt: call.attempt))
      let attempt = await floor.store.tries[call.attempt]
      #expect(attempt?.result?.callResult == .systemError)
    }
  }

  @Test func `an attempt that an earlier process left is asked for and never dialed again`()
    async throws
  {
    let store = TestStore([try TestFloor.record(1)])
    let left = Attempt(
      id: "left", recordID: 1, chainID: 1, campaign: "spring", number: 1, startedAt: .now,
      agent: "a1")
    await store.leave(left)
    try await TestFloor.run(store: store) { floor in
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      #expect(
        try await gateway.message(.attempt(.connected, result: CallOutcome("left", .liveVoice)))
          == .query(attempt: "left"))
      #expect(try await gateway.message() == .transfer(attempt: "left", to: "9001"))
      try await agent.expect("EventRinging")
    }
  }

  @Test func `a dial refused for now is tried again as another attempt, and counts once`()
    async throws
  {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      guard case .message(let id, .dial(let refused)) = try await gateway.next() else {
        Issue.record("no dial")
        return
      }
      try gateway.send(.error(id, .noFreeLine, "all lines are in use"))
      let call = try await gateway.dial()
      #expect(call.attempt != refused.attempt)
      try await gateway.deliver(.result(CallOutcome(call.attempt, .busy)))
      #expect(await floor.store.tries[refused.attempt]?.stage == .neverDialed)
      #expect(await floor.store.record(1)?.attempt == 1)
    }
  }

  @Test func `an idle link is pinged, and one that answers nothing is given up`() async throws {
    try await TestFloor.run {
      $0.pingSeconds = 0.02
      $0.silenceSeconds = 1.5
    } _: { floor in
      // On a machine that is busy with other tests a connection may be given up before its time; then another comes.
      try await floor.firstPeer { mute in
        mute.answersPings = false
        guard case .message(_, .ping) = try await mute.next() else {
          throw FakeGateway.Unexpected()
        }
        await mute.connection.closed()
      }
      // One that says nothing at all, not even to the hello.
      let dumb = try await floor.gateway.nextConnection()
      await dumb.connection.closed()
      try await floor.firstPeer { good in
        good.answersPings = false
        for _ in 0..<5 {
          guard try await good.message() == .ping else { throw FakeGateway.Unexpected() }
        }
      }
    }
  }

  @Test func `a gateway that does not let us in is asked again, and nothing is dialed`()
    async throws
  {
    try await TestFloor.run {
      $0.gatewayToken = Token("wrong")
    } _: { floor in
      _ = try await floor.readyAgent("a1")
      for _ in 0..<3 {
        let peer = try await floor.gateway.nextConnection()
        guard case .refuseAndClose(let line) = try await peer.next() else {
          Issue.record("let in")
          return
        }
        try peer.send(line)
        peer.connection.close()
      }
      #expect(await floor.store.tries.isEmpty)
      let supervisor = try await floor.supervisor()
      #expect(try await supervisor.campaign { _ in true }.lines == nil)
    }
  }

  @Test func `nonsense from the gateway is answered with errors and survived`() async throws {
    try await TestFloor.run { floor in
      let gateway = try await floor.gateway.nextPeer()
      for line in ["{", "{}", #"{"type":"dance","id":1}"#, #"{"type":"ack","re":4711}"#] {
        try gateway.connection.send(line)
      }
      try gateway.connection.send(String(repeating: "x", count: 70_000))
      var codes: [CPDError.Code] = []
      for _ in 0..<4 {
        guard case .reply(.error(_, let error)) = try await gateway.next() else { break }
        codes.append(error.code)
      }
      #expect(codes == [.malformed, .malformed, .unknownType, .oversized])
      _ = try await floor.readyAgent("a1")
      #expect(try await gateway.dial().number == "5550101")
    }
  }
}

extension TestFloor {
  /// Plays `scene` with the connections that come, until it succeeds with one.
  fileprivate func firstPeer(_ scene: (FakeGateway.Peer) async throws -> Void) async throws {
    while !Task.isCancelled {
      do { return try await scene(try await gateway.nextPeer()) } catch {}
    }
  }
}
