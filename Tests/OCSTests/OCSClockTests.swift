// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OCS
import Synchronization
import Testing

struct OCSClockTests {
  private final class Wall: Sendable {
    let date = Mutex(Date(timeIntervalSince1970: 1_000_000))
    var now: Date { date.withLock { $0 } }
    func move(_ seconds: Double) { date.withLock { $0 += seconds } }
  }

  @Test func `without more it is the wall's time`() {
    let wall = Wall()
    let clock = OCSClock(wallOrigin: wall.now) { wall.now }
    wall.move(12.5)
    #expect(clock.now == wall.now)
  }

  @Test func `it runs from its origin at its speed`() {
    let wall = Wall()
    let origin = Date(timeIntervalSince1970: 2_000_000)
    let clock = OCSClock(origin: origin, wallOrigin: wall.now, speed: 20) { wall.now }
    wall.move(3)
    #expect(clock.now == origin + 60)
    #expect(clock.duration(until: origin + 100) == .seconds(2))
    #expect(clock.duration(until: origin) == .seconds(-3))
  }

  @Test func `a process that is started again goes on in the same time`() {
    let wall = Wall()
    let begin = wall.now
    let origin = Date(timeIntervalSince1970: 2_000_000)
    let first = OCSClock(origin: origin, wallOrigin: begin, speed: 7) { wall.now }
    wall.move(1000)
    let second = OCSClock(origin: origin, wallOrigin: begin, speed: 7) { wall.now }
    #expect(first.now == second.now)
    #expect(second.now == origin + 7000)
  }

  @Test(.timeLimit(.minutes(1))) func `a sleeper wakes when the time has come, not before`()
    async throws
  {
    let clock = OCSClock(speed: 10_000)
    let date = clock.now + 500
    try await clock.sleep(until: date)
    #expect(clock.now >= date)
    try await clock.sleep(until: date)
    try await clock.sleep(until: .distantPast)
  }
}
