// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Boards
import Calls
import Detection
import Exchange
import Foundation
import Gateway
import SIP
import Simulation
import Testing

/// A gateway with a board and a SIP trunk: calls on the one are joined to legs on the other.
@Suite("board and SIP", .serialized)
struct BoardBridgeTests {
  private static let number = "5"

  /// Serves a board behind which a person says hello and then sings 700 Hz, and a SIP trunk, as one trunk.
  private func served(
    _ body: @escaping @Sendable (TrunkGroup) async throws -> Void
  ) async throws {
    let us = try #require(TonePlan.of("us"))
    let voice = try Self.hello() + Sine.samples(700, 60, -20)
    let behavior = FarEndBehavior(answers: true, voice: .samples(voice))
    let script = FarEndScript(
      plan: us,
      entries: [
        FarEndScript.Entry(number: Self.number, name: "Ann", expected: nil, behavior: behavior)
      ])
    let board = try Board("loopback:2")
    let lines = BoardTrunk(board)
    let endpoint = SIPEndpoint(SIPEndpoint.Options(), logger: quiet)
    let trunk = try SIPTrunk(
      SIPTrunkConfiguration(name: "carrier", host: "127.0.0.1:9"), endpoint: endpoint)
    try await endpoint.start()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await lines.serve {
          let exchange = try Exchange(board: board.handle, script: script)
          return LoopbackPace(board, speed: 1).wait { exchange.tick() }
        }
      }
      group.addTask {
        defer { lines.stop() }
        try await body(TrunkGroup(name: "trunks", [trunk, lines]))
      }
      try await group.waitForAll()
    }
    await endpoint.stop()
  }

  private static func hello() throws -> [Int16] {
    try Recording(
      contentsOf: root.appending(path: "Samples/live-us-hello-female.wav").path
    ).samples.prefix(16_000) + []
  }

  @Test(
    "a person on a board line is joined to the agent's SIP telephone: each hears the other's tone")
  func boardToTelephone() async throws {
    let agent = try Baresip(voice: Sine.samples(1900, 60, -16))
    defer { agent.end() }
    let place = "sip:phone@127.0.0.1:\(agent.port)"
    let tap = CallTap(seconds: 30)
    try await served { trunk in
      let call = await Caller.call(
        CallRequest(attempt: "a", number: "loopback!\(Self.number)", country: "us"), on: trunk,
        tap: tap
      ) {
        try? await $0.transfer(to: place)
        try? await Task.sleep(for: .seconds(1.4))
      }
      #expect(call.outcome.outcome == .liveVoice, "\(call.outcome.reason)")
      #expect(call.bridgedAfter != nil, "\(agent.log)")
      #expect(call.released == .local)
    }
    try await Task.sleep(for: .milliseconds(300))
    agent.end()
    let agentHeard = try agent.heard()
    #expect(abs(Sine.best(700, agentHeard) - -20) < 1, "\(Sine.best(700, agentHeard))")
    #expect(Sine.best(1900, agentHeard) < -40)
    var (heard, said): ([Int16], [Int16]) = ([], [])
    tap.read(heard: &heard, sent: &said)
    #expect(abs(Sine.best(1900, said) - -16) < 1, "\(Sine.best(1900, said))")
    #expect(Sine.best(700, said) < -40)
  }

  @Test(
    "a person on a SIP trunk is joined to an agent on a board line, and the agent's end ends the call"
  )
  func telephoneToBoard() async throws {
    let customer = try Baresip(voice: try Self.hello() + Sine.samples(1900, 60, -16))
    defer { customer.end() }
    let number = "sip:phone@127.0.0.1:\(customer.port)"
    let tap = CallTap(seconds: 30)
    try await served { trunk in
      // The agent's leg is up beforehand, as in engaged mode.
      let request = CallRequest(attempt: "b", number: "loopback!\(Self.number)", country: "us")
      let (ear, news) = Listener.make(for: request, tap: tap)
      let agent = try await trunk.place(request, listener: ear)
      for await event in news { if case .answered = event { break } }
      let call = await Caller.call(
        CallRequest(attempt: "a", number: number, country: "us"), on: trunk
      ) {
        try? await $0.transfer(to: agent, events: news)
        try? await Task.sleep(for: .seconds(1.4))
        await agent.hangUp()
        _ = await $0.released
      }
      #expect(call.outcome.outcome == .liveVoice, "\(call.outcome.reason)")
      #expect(call.bridgedAfter.map { $0 < 100 } == true, "\(call.bridgedAfter ?? -1) ms")
      #expect(call.released == .agent)
    }
    try await Task.sleep(for: .milliseconds(300))
    customer.end()
    let customerHeard = try customer.heard()
    #expect(abs(Sine.best(700, customerHeard) - -20) < 1, "\(Sine.best(700, customerHeard))")
    var (heard, said): ([Int16], [Int16]) = ([], [])
    tap.read(heard: &heard, sent: &said)
    #expect(abs(Sine.best(1900, said) - -16) < 1, "\(Sine.best(1900, said))")
  }
}
