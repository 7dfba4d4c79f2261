// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct AdaptiveRatioPolicyTests {
  private let start = Date(timeIntervalSince1970: 1_767_258_000)

  private func run(
    _ policy: inout AdaptiveRatioPolicy, from first: Int, to last: Int, ready: Int, talking: Int,
    waiting: Int = 0
  ) -> Int {
    var calls = 0
    for second in first...last {
      calls = policy.callsToPlace(
        FloorState(
          now: start + Double(second), mode: .predictive, readyAgents: ready,
          talkingSince: Array(repeating: start, count: talking), waitingCalls: waiting))
    }
    return calls
  }

  @Test func `its level grows every fifteen seconds while agents wait`() {
    var policy = AdaptiveRatioPolicy()
    let first = run(&policy, from: 0, to: 10, ready: 5, talking: 5)
    let later = run(&policy, from: 11, to: 200, ready: 5, talking: 5)
    #expect(first == 5)
    #expect(later > 10)
  }

  @Test func `its level falls while calls wait, to one line for each agent at least`() {
    var policy = AdaptiveRatioPolicy()
    _ = run(&policy, from: 0, to: 300, ready: 5, talking: 5)
    let behind = run(&policy, from: 301, to: 900, ready: 0, talking: 10, waiting: 5)
    let after = run(&policy, from: 901, to: 902, ready: 5, talking: 5)
    #expect(behind == 0)
    #expect(after == 5)
  }

  @Test func `too many dropped calls of the day send it back to one line for each agent`() {
    var policy = AdaptiveRatioPolicy(method: .hardLimit)
    _ = run(&policy, from: 0, to: 300, ready: 5, talking: 5)
    policy.observe(.counted(ComplianceCounts(liveAnswers: 100, abandoned: 4), at: start + 300))
    let calls = run(&policy, from: 301, to: 320, ready: 5, talking: 5)
    #expect(calls == 5)
  }
}
