// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Boards
import CBoard
import CWire
import Calls
import Detection
import Foundation
import Testing

/// Two lines of a card joined, as an answered call and an agent's are.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ALSAJoinTests {
  /// Runs `body` while the bench's card is served as a trunk.
  private func served(
    _ bench: WireBench, _ body: (BoardTrunk) async throws -> Void
  ) async throws {
    let board = try Board(bench.address(hook: false))
    let trunk = BoardTrunk(board)
    let pace = HardwarePace(board)
    let serving = Task { try await trunk.serve { pace.wait() } }
    do {
      try await body(trunk)
    } catch {
      trunk.stop()
      throw error
    }
    trunk.stop()
    try await serving.value
  }

  private func call(
    _ trunk: BoardTrunk, _ line: String
  ) async throws -> (leg: any Leg, events: AsyncStream<LegEvent>) {
    let request = CallRequest(attempt: line, number: "1", country: "us")
    let (listener, events) = Listener.make(for: request, supervision: .unknown)
    let one = try #require(trunk.line(named: line))
    return (try await one.listen(listener), events)
  }

  /// Where in `heard` the best likeness of `said` begins, by cross-correlation.
  private func place(of said: [Int16], in heard: [Int16]) -> Int {
    var best = (at: 0, value: 0.0)
    for at in 0..<heard.count - said.count {
      var sum = 0.0
      for index in stride(from: 0, to: said.count, by: 3) {
        sum += Double(said[index]) * Double(heard[at + index])
      }
      if sum > best.value { best = (at, sum) }
    }
    return best.at
  }

  @Test func `each hears the other within 200 ms, both ways, until one ends`() async throws {
    let bench = try WireBench(lines: 2)
    var noise = NoiseSource(level: Level(dBm0: -15), seed: 3)
    var burst = [Int16](repeating: 0, count: 2400)
    noise.add(to: &burst)
    try await served(bench) { trunk in
      let (one, oneEvents) = try await call(trunk, "alsa/1")
      let (other, otherEvents) = try await call(trunk, "alsa/2")
      try await one.join(other)
      for (from, to) in [(Int32(0), Int32(1)), (1, 0)] {
        try await Task.sleep(for: .milliseconds(100))
        let start = bench.now + 160
        bench.say(burst, line: from, at: start)
        try await Task.sleep(for: .milliseconds(700))
        let heard = bench.heard(line: to, from: start, count: 4800)
        let delay = Double(place(of: burst, in: heard)) / 8
        #expect(delay > 20 && delay <= 200, "one way: \(delay) ms")
        print("ALSA join, line \(from + 1) to \(to + 1): \(delay) ms one way")
      }
      await one.hangUp()
      let last = await oneEvents.all().last
      #expect(last.map { if case .ended(.local, _) = $0 { true } else { false } } == true)
      bench.say(burst, line: 0, at: bench.now)
      try await Task.sleep(for: .milliseconds(200))
      let silent = bench.heard(line: 1, from: bench.now - 400, count: 400)
      #expect(silent.allSatisfy { $0 == 0 })
      await other.hangUp()
      _ = otherEvents
    }
  }

  @Test func `a person is joined to an engaged agent within 50 ms of the verdict`() async throws {
    let bench = try WireBench(lines: 2)
    let path = WireBench.root.appending(path: "Samples/live-us-hello-female.wav").path
    // What the wire remembers is four seconds.
    let hello = Array(try Recording(contentsOf: path).samples.prefix(24_000))
    try await served(bench) { trunk in
      // The agent's line first, and kept.
      let (agent, agentEvents) = try await call(trunk, "alsa/1")
      let line = try #require(trunk.line(named: "alsa/2"))
      let session = CallSession(
        CallRequest(attempt: "a", number: "1", country: "us"), on: line)
      let running = Task { await session.run() }
      var decided: ContinuousClock.Instant?
      var joined: ContinuousClock.Instant?
      var isSpeaking = false
      for await step in session.progress {
        switch step {
        case .dialing:
          guard !isSpeaking else { break }
          isSpeaking = true
          // 200 ms, a digit of 200 ms, and a moment.
          bench.say(hello, line: 1, at: bench.now + 8000)
        case .decided(let outcome):
          decided = .now
          #expect(outcome.callResult == .answer)
          try await session.transfer(to: agent, events: agentEvents)
        case .transferred:
          joined = .now
          await session.hangUp()
        default: break
        }
      }
      await running.value
      let wait = try #require(joined) - (try #require(decided))
      #expect(wait <= .milliseconds(50), "joined \(wait) behind the verdict")
      print("ALSA engaged agent: joined \(wait) behind the verdict")
    }
  }
}
