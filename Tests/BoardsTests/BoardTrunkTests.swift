// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Boards
import CBoard
import Calls
import Detection
import Foundation
import Synchronization
import Testing

/// Samples from the seizure of a line to the end of dialing: 200 ms, and 200 ms a digit.
private func dialing(_ number: String) -> Int { 1600 + 1600 * number.count }

@Suite(.timeLimit(.minutes(1)))
struct BoardTrunkTests {
  @Test func `a call is dialed, answered, heard and released, each at its sample`() async throws {
    let busy = try #require(TonePlan.of("us")?.busy)
    let answer = dialing("5550123") + 4321
    let party = FarParty(
      answersAt: answer, says: busy.samples(seconds: 2.5), hangsUpAt: answer + 20_001)
    try await Site([party]).served { site in
      let (leg, stream) = try await site.call()
      #expect(leg.line == "loopback/1")
      #expect(leg.description.contains("loopback:1 channel 0"))
      #expect(!leg.description.contains("\n"))
      let events = await stream.all()
      #expect(events.first == .dialed(at: .zero))
      #expect(events.contains(.answered(at: SampleTime(samples: 4321))))
      #expect(events.last == .ended(.remote, at: SampleTime(samples: 4321 + 20_001)))
      // The listener has heard the line itself, not only been told of it.
      #expect(
        events.contains { event in
          if case .heard(let heard) = event { heard.name == "busy" } else { false }
        })
      #expect(site.trunk.counters == LineCounters())
    }
  }

  @Test func `the far end hears the digits, then silence, and nothing before`() async throws {
    try await Site([FarParty(hangsUpAt: dialing("42") + 8000)]).served { site in
      let (_, stream) = try await site.call("42")
      _ = await stream.all()
      let heard = try #require(site.records[0].first)
      #expect(heard[0..<1600].allSatisfy { $0 == 0 })
      for place in [1600, 3200] {
        #expect(heard[place..<place + 800].contains { $0 > 10_000 })
        #expect(heard[place + 800..<place + 1600].allSatisfy { $0 == 0 })
      }
      #expect(heard[4800...].allSatisfy { $0 == 0 })
    }
  }

  @Test func `a number is dialed without its punctuation`() async throws {
    try await Site([FarParty(hangsUpAt: 8000), FarParty(hangsUpAt: 8000)]).served { site in
      let (_, first) = try await site.call("+1 (5)")
      _ = await first.all()
      let (_, second) = try await site.call("15")
      _ = await second.all()
      let isSame = site.records[0] == site.records[1]
      #expect(isSame)
    }
  }

  @Test(arguments: ["", "call me", "555;1", String(repeating: "1", count: 65), "٣٤"])
  func `what cannot be dialed is refused before a line is seized`(number: String) async throws {
    try await Site([FarParty()]).served { site in
      await #expect(throws: TrunkError.self) { try await site.call(number) }
      #expect(site.records[0].isEmpty)
    }
  }

  @Test func `hanging up frees the line for the next call`() async throws {
    try await Site([FarParty(answersAt: dialing("1") + 100)]).served { site in
      for call in 1...3 {
        let (leg, stream) = try await site.call("1")
        await leg.hangUp()
        await leg.hangUp()
        #expect(await stream.all().last.map(\.isLocalEnd) == true)
        #expect(site.records[0].count == call)
      }
    }
  }

  @Test func `a far end that hangs up frees the line for the next call`() async throws {
    try await Site([FarParty(hangsUpAt: 4000)]).served { site in
      for call in 1...3 {
        let (_, stream) = try await site.call("1")
        #expect(await stream.all().last == .ended(.remote, at: SampleTime(samples: 800)))
        #expect(site.records[0].count == call)
      }
    }
  }

  @Test func `a leg that outlives its call leaves the next call alone`() async throws {
    try await Site([FarParty(answersAt: 4000)]).served { site in
      let (old, _) = try await site.call("1")
      await old.hangUp()
      let (leg, stream) = try await site.call("1")
      await old.hangUp()
      old.play(ramp(1000))
      await stream.untilAnswered()
      await #expect(throws: TrunkError.self) { try await old.join(leg) }
      await leg.hangUp()
      let hasHeard = site.records[0].last?.contains(ramp(1)[0])
      #expect(hasHeard == false)
    }
  }

  @Test func `two calls at once are heard apart`() async throws {
    let parties = [
      FarParty(answersAt: dialing("1") + 1111, hangsUpAt: dialing("1") + 20_000),
      FarParty(answersAt: dialing("22") + 2222, hangsUpAt: dialing("22") + 30_000),
    ]
    try await Site(parties).served { site in
      let (one, first) = try await site.call("1")
      let (two, second) = try await site.call("22")
      #expect(one.line == "loopback/1")
      #expect(two.line == "loopback/2")
      async let firsts = first.all()
      async let seconds = second.all()
      #expect(await firsts.contains(.answered(at: SampleTime(samples: 1111))))
      #expect(await seconds.contains(.answered(at: SampleTime(samples: 2222))))
      #expect(await seconds.last == .ended(.remote, at: SampleTime(samples: 30_000)))
    }
  }

  @Test func `without a free line nothing is dialed, and the error says so`() async throws {
    try await Site([FarParty()]).served { site in
      let (leg, _) = try await site.call("1")
      let error = await #expect(throws: TrunkError.self) { try await site.call("2") }
      #expect(error?.reason == .noFreeLine)
      #expect(error?.couldHaveDialed == false)
      #expect(site.records[0].count == 1)
      await leg.hangUp()
    }
  }

  @Test func `lines take turns`() async throws {
    try await Site([FarParty(), FarParty(), FarParty()]).served { site in
      var lines: [String] = []
      for _ in 0..<4 {
        let (leg, _) = try await site.call("1")
        lines.append(leg.line)
        await leg.hangUp()
      }
      #expect(lines == ["loopback/1", "loopback/2", "loopback/3", "loopback/1"])
    }
  }

  @Test func `a line that goes into alarm ends its call and is not used again`() async throws {
    let party = FarParty(answersAt: 4000, alarmAt: 8000)
    try await Site([party, FarParty(hangsUpAt: 9000)]).served { site in
      let (_, stream) = try await site.call("1")
      guard case .ended(.failed(let error), _)? = await stream.all().last else {
        Issue.record("the call did not fail")
        return
      }
      #expect(error.reason == .lineFailed)
      #expect(error.line == "loopback/1")
      #expect(error.couldHaveDialed)
      for _ in 0..<2 {
        let (leg, events) = try await site.call("1")
        #expect(leg.line == "loopback/2")
        _ = await events.all()
      }
    }
  }

  @Test func `a trunk that stops ends its calls and refuses more`() async throws {
    let site = try Site([FarParty(answersAt: 4000), FarParty()])
    let kept = Mutex<(any Leg)?>(nil)
    try await site.served { site in
      let (leg, stream) = try await site.call("1")
      await stream.untilAnswered()
      site.trunk.stop()
      guard case .ended(.failed(let error), _)? = await stream.all().last else {
        Issue.record("the call did not end")
        return
      }
      #expect(error.reason == .stopped)
      #expect(error.couldHaveDialed)
      kept.withLock { $0 = leg }
    }
    let error = await #expect(throws: TrunkError.self) { try await site.call("1") }
    #expect(error?.reason == .stopped)
    #expect(error?.couldHaveDialed == false)
    let leg = try #require(kept.withLock { $0 })
    leg.play([1])
    await leg.hangUp()
    await #expect(throws: TrunkError.self) { try await leg.join(leg) }
  }

  @Test func `cancelling the task that serves stops the trunk`() async throws {
    let site = try Site([FarParty()])
    let serving = Task {
      try await site.trunk.serve { LoopbackPace(site.board, speed: nil).wait() }
    }
    serving.cancel()
    try await serving.value
    await #expect(throws: TrunkError.self) { try await site.call("1") }
  }

  @Test func `a far side that cannot be made is an error, and calls are refused`() async throws {
    struct Missing: Error {}
    let site = try Site([FarParty()])
    await #expect(throws: Missing.self) { try await site.trunk.serve { throw Missing() } }
    await #expect(throws: TrunkError.self) { try await site.call("1") }
  }

  @Test func `a call may be asked for before the trunk is served`() async throws {
    let site = try Site([FarParty(hangsUpAt: 8000)])
    async let placed = site.call("1")
    try await Task.sleep(for: .milliseconds(20))
    try await site.served { site in
      _ = try await site.records.wait(0) { $0.isEmpty ? nil : true }
    }
    _ = try await placed
  }
}

extension LegEvent {
  fileprivate var isLocalEnd: Bool {
    if case .ended(.local, _) = self { true } else { false }
  }
}
