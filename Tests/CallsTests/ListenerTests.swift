// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import Testing

struct ListenerTests {
  private func events(
    of request: CallRequest = .test(), _ play: (inout Listener) -> Void
  ) async -> [LegEvent] {
    var (listener, stream) = Listener.make(for: request)
    play(&listener)
    listener.ended(.local)
    return await stream.reduce(into: []) { $0.append($1) }
  }

  private func limits(_ events: [LegEvent]) -> [LegEvent] {
    events.filter { if case .limit = $0 { true } else { false } }
  }

  private func at(_ seconds: Double) -> SampleTime { SampleTime(seconds: seconds) }

  @Test(arguments: [1, 7, 160, 1000, 160_000])
  func `the ring limit falls on its sample, whatever the frames`(frame: Int) async {
    let events = await events {
      $0.hear(.silence(seconds: 0.9))
      $0.dialed()
      $0.hear(.silence(seconds: 16), frame: frame)
    }
    #expect(limits(events) == [.limit(.ring, at: at(15.9))])
  }

  @Test(arguments: [1, 7, 160, 1000, 160_000])
  func `analysis and agent wait end on their samples`(frame: Int) async {
    let events = await events {
      $0.dialed()
      $0.hear(.silence(seconds: 2))
      $0.answered()
      $0.hear(.silence(seconds: 4), frame: frame)
    }
    #expect(limits(events) == [.limit(.analysis, at: at(3)), .limit(.agentWait, at: at(5))])
  }

  @Test func `ringing to the limit is decided there`() async throws {
    let rings = try #require(TonePlan.samples(.ringback, of: "us", seconds: 20))
    let events = await events {
      $0.dialed()
      $0.hear(rings)
    }
    let verdicts = events.compactMap { if case .decided(let verdict) = $0 { verdict } else { nil } }
    #expect(verdicts.map(\.outcome) == [.ringback])
    #expect(verdicts.first?.decidedAt == at(15))
    #expect(limits(events) == [.limit(.ring, at: at(15))])
  }

  @Test func `a busy call has no limit left`() async throws {
    let busy = try #require(TonePlan.samples(.busy, of: "us", seconds: 30))
    let events = await events {
      $0.dialed()
      $0.hear(busy)
    }
    #expect(limits(events) == [])
  }

  @Test func `a line that never tells that it has dialed is given up`() async {
    let events = await events { $0.hear(.silence(seconds: 30)) }
    #expect(limits(events) == [.limit(.ring, at: at(Listener.dialingSeconds + 15))])
  }

  @Test func `the same audio gives the same events in any frames`() async throws {
    let rings = try #require(TonePlan.samples(.ringback, of: "gb", seconds: 9))
    let busy = try #require(TonePlan.samples(.busy, of: "gb", seconds: 6))
    var accounts: [[LegEvent]] = []
    for frame in [1, 33, 160, 4000] {
      accounts.append(
        await events {
          $0.dialed()
          $0.hear(rings + busy, frame: frame)
        })
    }
    #expect(accounts[0].contains { if case .decided = $0 { true } else { false } })
    for account in accounts.dropFirst() { #expect(account == accounts[0]) }
  }

  @Test func `only what the far end ended is decided at its end`() async throws {
    let rings = try #require(TonePlan.samples(.ringback, of: "us", seconds: 7))
    for (cause, decisions) in [
      (EndCause.remote, 1), (.local, 0), (.failed(TrunkError(.lineFailed)), 0),
    ] {
      let events = await events {
        $0.dialed()
        $0.hear(rings)
        $0.ended(cause)
      }
      #expect(events.count { if case .decided = $0 { true } else { false } } == decisions)
      #expect(events.last == .ended(cause, at: at(7)))
    }
  }

  @Test func `nothing is told after the end, and nothing twice`() async {
    let events = await events {
      $0.dialed()
      $0.dialed()
      $0.answered()
      $0.answered()
      $0.ended(.local)
      $0.hear(.silence(seconds: 5))
      $0.answered()
      $0.ended(.remote)
    }
    let expected: [LegEvent] = [
      .dialed(at: .zero), .answered(at: .zero),
      .heard(CallEvent(.answer, at: .zero)), .ended(.local, at: .zero),
    ]
    #expect(events == expected)
  }

  #if os(Linux)
    /// A process that has used up its memory, and in which any allocation is fatal, hears on.
    @Test func `a frame without an event allocates nothing`() async {
      await #expect(processExitsWith: .success) {
        var (listener, stream) = Listener.make(
          for: CallRequest(attempt: "a1", number: "5550100"))
        let frame = [Int16](repeating: 0, count: 160)
        listener.dialed()
        for _ in 0..<100 { listener.consume(frame.span) }
        let memory = Hoard()
        for _ in 0..<500 { listener.consume(frame.span) }
        memory.release()
        listener.ended(.local)
        _ = stream
      }
    }
  #endif
}
