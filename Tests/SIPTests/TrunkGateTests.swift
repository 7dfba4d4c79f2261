// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Testing

@testable import SIP

@Suite("Trunk gate")
struct TrunkGateTests {
  private func reason(_ result: Result<Int, TrunkError>) -> TrunkError.Reason? {
    if case .failure(let error) = result { error.reason } else { nil }
  }

  @Test("no more calls at a time than the trunk has lines, and lines take turns")
  func lines() throws {
    var gate = TrunkGate(calls: 2, rate: 100)
    #expect(try gate.take(at: .zero).get() == 0)
    #expect(try gate.take(at: .zero).get() == 1)
    #expect(reason(gate.take(at: .zero)) == .noFreeLine)
    gate.release(0)
    #expect(try gate.take(at: .zero).get() == 0)
  }

  @Test("no more new calls a second than allowed")
  func rate() throws {
    var gate = TrunkGate(calls: 100, rate: 5)
    for _ in 0..<5 { _ = try gate.take(at: .seconds(1)).get() }
    #expect(reason(gate.take(at: .seconds(1))) == .noFreeLine)
    _ = try gate.take(at: .milliseconds(1200)).get()
    #expect(reason(gate.take(at: .milliseconds(1200))) == .noFreeLine)
  }

  @Test("a far side that wants none for a while gets none, and then does")
  func retryAfter() throws {
    var gate = TrunkGate(calls: 1, rate: 5)
    gate.close(for: 30, at: .seconds(10))
    #expect(reason(gate.take(at: .seconds(39))) == .noFreeLine)
    _ = try gate.take(at: .seconds(40)).get()
  }

  @Test("a far side that misses two heartbeats is down, until it answers one")
  func heartbeat() throws {
    var gate = TrunkGate(calls: 1, rate: 5)
    gate.beat(answered: false)
    #expect(!gate.isDown)
    gate.beat(answered: false)
    #expect(reason(gate.take(at: .zero)) == .lineFailed)
    gate.beat(answered: true)
    _ = try gate.take(at: .zero).get()
  }
}
