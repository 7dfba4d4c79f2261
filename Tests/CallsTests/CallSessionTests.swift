// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CallSessionTests {
  /// Runs a session beside `play`, which is the far end and the owner.
  private func call(
    _ request: CallRequest = .test(), on trunk: MemoryTrunk = MemoryTrunk(),
    _ play: @Sendable (CallSession, MemoryTrunk) async throws -> Void
  ) async throws {
    let session = CallSession(request, on: trunk)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await session.run() }
      try await play(session, trunk)
      try await group.waitForAll()
    }
  }

  private func nextLeg(_ trunk: MemoryTrunk) async throws -> MemoryLeg {
    var legs = trunk.placed.makeAsyncIterator()
    return try #require(await legs.next())
  }

  /// A leg on which a person is up: answered, and undecided at the limit.
  private func person(_ session: CallSession, _ trunk: MemoryTrunk) async throws -> MemoryLeg {
    let leg = try await nextLeg(trunk)
    leg.dialed()
    leg.answered()
    leg.hearSilence(seconds: 1)
    #expect(await session.outcome.callResult == .answer)
    return leg
  }

  /// Reads on to the first progress that `isWanted`.
  private func progress(
    _ session: CallSession, _ isWanted: (CallProgress) -> Bool
  ) async -> CallProgress? {
    for await step in session.progress where isWanted(step) { return step }
    return nil
  }

  @Test func `a busy tone is heard, told and hung up`() async throws {
    let busy = try #require(TonePlan.samples(.busy, of: "us", seconds: 6))
    try await call { session, trunk in
      let leg = try await nextLeg(trunk)
      leg.dialed()
      leg.hear(busy)
      let outcome = await session.outcome
      #expect(outcome.outcome == .busy)
      #expect(outcome.callResult == .busy)
      #expect(outcome.line == leg.line)
      #expect(outcome.chain == leg.description)
      #expect(outcome.events.contains { $0.kind == .tone && $0.name == "busy" })
      #expect(outcome.events.last?.kind == .verdict)
      #expect(await session.released == .local)
      await leg.hungUp()
      #expect(leg.hangUps == 1)
    }
  }

  @Test func `a call tells its story in order`() async throws {
    let rings = try #require(TonePlan.samples(.ringback, of: "us", seconds: 8))
    try await call { session, trunk in
      let leg = try await nextLeg(trunk)
      leg.dialed()
      leg.hear(rings)
      leg.answered()
      leg.hearSilence(seconds: 1)
      leg.hearSilence(seconds: 2)
      var story: [String] = []
      for await step in session.progress {
        switch step {
        case .dialing: story.append("dialing")
        case .ringing: story.append("ringing")
        case .answered: story.append("answered")
        case .heard: continue
        case .decided: story.append("decided")
        case .transferred, .transferFailed: story.append("transfer")
        case .played, .optedOut: story.append("message")
        case .released(let cause, _): story.append(cause.rawValue)
        }
      }
      #expect(story == ["dialing", "ringing", "answered", "decided", "abandoned"])
    }
  }

  @Test func `a person is given to an agent, and both end together`() async throws {
    try await call { session, trunk in
      let person = try await person(session, trunk)
      try await session.transfer(to: "7001")
      let agent = try await nextLeg(trunk)
      #expect(agent.request.number == "7001")
      agent.dialed()
      agent.answered()
      let joined = await progress(session) { if case .transferred = $0 { true } else { false } }
      #expect(joined != nil)
      #expect(person.isJoined)
      person.end(.remote)
      #expect(await session.released == .remote)
      await agent.hungUp()
      #expect(agent.hangUps == 1)
    }
  }

  @Test func `an agent who hangs up ends the person's call`() async throws {
    try await call { session, trunk in
      let person = try await person(session, trunk)
      let request = CallRequest(attempt: "agent", number: "7001")
      let (listener, events) = Listener.make(for: request)
      let agent = MemoryLeg(request: request, line: "memory/1", listener: listener)
      try await session.transfer(to: agent, events: events)
      _ = await progress(session) { if case .transferred = $0 { true } else { false } }
      #expect(person.isJoined)
      agent.end(.remote)
      #expect(await session.released == .agent)
      await person.hungUp()
      #expect(person.hangUps == 1)
    }
  }

  @Test func `a transfer that fails leaves the person up for the next one`() async throws {
    try await call { session, trunk in
      let person = try await person(session, trunk)
      trunk.fail(with: TrunkError(.noFreeLine))
      try await session.transfer(to: "7001")
      let failed = await progress(session) {
        if case .transferFailed = $0 { true } else { false }
      }
      #expect(failed == .transferFailed(TrunkError(.noFreeLine), at: SampleTime(seconds: 1)))
      trunk.fail(with: nil)
      person.refuseJoin(TrunkError(.cannotJoin))
      try await session.transfer(to: "7002")
      let agent = try await nextLeg(trunk)
      agent.answered()
      _ = await progress(session) { if case .transferFailed = $0 { true } else { false } }
      await agent.hungUp()
      #expect(agent.hangUps == 1)
      #expect(person.hangUps == 0)
      await session.hangUp()
      #expect(await session.released == .local)
    }
  }

  /// A session whose far end is a person at 1 s, nobody having spoken.
  private func waiting(
    comfort: ComfortSound?, _ play: @Sendable (CallSession, MemoryLeg) async throws -> Void
  ) async throws {
    let trunk = MemoryTrunk()
    let session = CallSession(.test(), on: trunk, comfort: comfort)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await session.run() }
      try await play(session, try await person(session, trunk))
      await session.hangUp()
      try await group.waitForAll()
    }
  }

  @Test func `who waits hears nothing for two seconds, and then comfort, again and again`()
    async throws
  {
    let sound = [Int16](1...800)
    try await waiting(comfort: .recording(sound)) { _, person in
      let playing = person.playing
      #expect(playing.prefix(16_000).allSatisfy { $0 == 0 })
      #expect(Array(playing.dropFirst(16_000).prefix(1600)) == sound + sound)
      // The agent wait of 2 s, and 30 s for an agent's telephone that rings.
      #expect(playing.count == 16_000 + 32 * 8000)
    }
    try await waiting(comfort: nil) { _, person in #expect(person.playing.isEmpty) }
  }

  @Test func `the comfort tone is the ringback of the country`() async throws {
    try await waiting(comfort: .tone) { _, person in
      let ringback = try #require(TonePlan.of("us")?.ringback).at(Level(dBm0: -20))
      var synthesizer = ToneSynthesizer(ringback)
      let second = synthesizer.render(48_000)
      #expect(Array(person.playing.dropFirst(16_000).prefix(48_000)) == second)
    }
  }

  @Test func `a message takes the place of the comfort`() async throws {
    let message = [Int16](repeating: 5, count: 400)
    try await waiting(comfort: .tone) { session, person in
      try await session.play(CallMessage(name: "sorry"), message)
      while person.playing.count != 400 { await Task.yield() }
      #expect(person.playing == message)
    }
  }

  @Test func `a call without a person, or with an agent, is not transferred`() async throws {
    try await call { session, trunk in
      await #expect(throws: TransferRefusal.notConnected) {
        try await session.transfer(to: "7001")
      }
      _ = try await person(session, trunk)
      try await session.transfer(to: "7001")
      await #expect(throws: TransferRefusal.busy) { try await session.transfer(to: "7002") }
      await session.hangUp()
    }
  }

  @Test func `a trunk's refusal is the outcome`() async throws {
    let trunk = MemoryTrunk(failing: TrunkError(.noFreeLine))
    try await call(on: trunk) { session, _ in
      #expect(await session.outcome.callResult == .noFreePortError)
      #expect(await session.released == .failed)
    }
  }

  @Test func `an error that is not the trunk's own may have dialed`() async throws {
    struct Surprise: Error {}
    try await call(on: MemoryTrunk(failing: Surprise())) { session, _ in
      #expect(await session.outcome.callResult == .callDropError)
    }
  }

  @Test func `a leg is hung up whatever its listener was told`() async throws {
    try await call { session, trunk in
      let leg = try await nextLeg(trunk)
      leg.dialed()
      // As by a trunk that failed to place the call, and was not the last to be asked.
      leg.end(.local)
      #expect(await session.released == .local)
      await leg.hungUp()
      #expect(leg.hangUps == 1)
    }
  }

  @Test func `a session that is cancelled hangs up`() async throws {
    let trunk = MemoryTrunk()
    let session = CallSession(.test(), on: trunk)
    let running = Task { await session.run() }
    let leg = try await nextLeg(trunk)
    running.cancel()
    await running.value
    await leg.hungUp()
    #expect(leg.hangUps == 1)
    #expect(await session.outcome.callResult == .systemError)
    #expect(await session.released == .failed)
  }
}
