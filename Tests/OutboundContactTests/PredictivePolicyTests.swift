// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

struct PredictivePolicyTests {
  private let now = Date(timeIntervalSince1970: 1_767_258_000)

  /// With a budget of hundreds of calls.
  private func policy(_ goal: PacingGoal = .lawful, abandoned: Int = 0) -> PredictivePolicy {
    var ledger = AbandonmentLedger()
    ledger.count(ComplianceCounts(liveAnswers: 20_000, abandoned: abandoned), at: now)
    return PredictivePolicy(ledger: ledger, goal: goal)
  }

  private func floor(
    ready: Int = 0, talking: [Double] = [], wrappingUp: [Double] = [], dialing: [Double] = [],
    waiting: Int = 0, mode: DialingMode = .predictive
  ) -> FloorState {
    FloorState(
      now: now, mode: mode, readyAgents: ready, talkingSince: talking.map { now - $0 },
      wrappingUpSince: wrappingUp.map { now - $0 },
      dialing: dialing.map { DialingCall(since: now - $0) }, waitingCalls: waiting)
  }

  @Test func `it dials ahead of agents who are about to be ready`() {
    var policy = policy()
    let fresh = policy.callsToPlace(floor(talking: Array(repeating: 5, count: 20)))
    let late = policy.callsToPlace(floor(wrappingUp: Array(repeating: 15, count: 20)))
    #expect(fresh < late)
    #expect(late >= 10)
  }

  @Test func `lines that are up already count, the young more than the old`() {
    var policy = policy()
    let busy = Array(repeating: 15.0, count: 20)
    let none = policy.callsToPlace(floor(wrappingUp: busy))
    let young = policy.callsToPlace(
      floor(wrappingUp: busy, dialing: Array(repeating: 3, count: 10)))
    let old = policy.callsToPlace(
      floor(wrappingUp: busy, dialing: Array(repeating: 24, count: 10)))
    #expect(young < none)
    #expect(young < old)
  }

  @Test(arguments: [1, 5, 50])
  func `it never dials less than a call for each ready agent`(ready: Int) {
    var policy = policy()
    let alone = policy.callsToPlace(floor(ready: ready))
    let withOne = policy.callsToPlace(floor(ready: ready, dialing: [2]))
    #expect(alone >= ready)
    #expect(withOne >= ready - 1)
  }

  @Test func `a spent budget leaves a call for each ready agent and no more`() {
    var policy = policy(abandoned: 600)
    let state = floor(ready: 2, wrappingUp: Array(repeating: 15, count: 20), dialing: [5])
    let spent = policy.callsToPlace(state)
    #expect(spent == 1)
    let isSpent = policy.isSpent
    #expect(isSpent)
    // The calls that pay for the abandoned ones open it again.
    policy.observe(.counted(ComplianceCounts(liveAnswers: 1000), at: now))
    let paid = policy.callsToPlace(state)
    #expect(paid > 1)
    let isStillSpent = policy.isSpent
    #expect(!isStillSpent)
  }

  @Test func `what the calls under way may bring is within the budget, or nothing is added`() {
    // Four calls are left; some eight of these lines will be answered, and nobody is ready.
    var policy = policy(abandoned: 596)
    let state = floor(
      talking: Array(repeating: 5, count: 20), dialing: Array(repeating: 6, count: 40))
    let calls = policy.callsToPlace(state)
    #expect(calls == 0)
    let isSpent = policy.isSpent
    #expect(isSpent)
  }

  @Test func `without an allowance a campaign begins progressively`() {
    let state = floor(ready: 1, wrappingUp: Array(repeating: 15, count: 20), dialing: [5])
    var rule = AbandonmentRule.unitedStates
    var usual = PredictivePolicy(ledger: AbandonmentLedger(rule: rule))
    rule.allowance = 0
    var strict = PredictivePolicy(ledger: AbandonmentLedger(rule: rule))
    let calls = (usual.callsToPlace(state), strict.callsToPlace(state))
    #expect(calls.0 > 0)
    #expect(calls.1 == 0)
    let spent = (usual.isSpent, strict.isSpent)
    #expect(!spent.0 && spent.1)
  }

  @Test func `after a restart the counters are those of the store`() {
    var policy = PredictivePolicy()
    let day = ComplianceDay(
      day: now - 3600, counts: ComplianceCounts(liveAnswers: 1000, abandoned: 29))
    policy.observe(.resumed([day], at: now))
    #expect(abs(policy.ledger.budget.left - 1) < 1e-9)
    policy.observe(.resumed([], at: now))
    #expect(policy.ledger.counts == ComplianceCounts())
  }

  @Test func `in progressive mode it dials for ready agents only`() {
    var policy = policy()
    let busy = Array(repeating: 15.0, count: 20)
    let calls = policy.callsToPlace(floor(ready: 3, wrappingUp: busy, mode: .progressive))
    #expect(calls == 3)
  }

  @Test func `it risks less after abandoned calls, and more after answered ones`() {
    var policy = policy()
    let start = policy.threshold
    policy.observe(.counted(ComplianceCounts(abandoned: 1), at: now))
    #expect(policy.threshold < start)
    for _ in 0..<200 { policy.observe(.counted(ComplianceCounts(liveAnswers: 1), at: now)) }
    #expect(policy.threshold > start)
  }

  @Test func `a decision takes less than a millisecond with 1000 agents and 5000 lines`() {
    var policy = policy()
    let state = floor(
      talking: (0..<800).map { Double($0 % 200) }, wrappingUp: (0..<200).map { Double($0 % 40) },
      dialing: (0..<5000).map { Double($0 % 25) })
    let clock = ContinuousClock()
    // The best of many: other processes take their time of the others.
    let times = (0..<50).map { _ in clock.measure { _ = policy.callsToPlace(state) } }
    #expect(times.min() ?? .seconds(1) < .milliseconds(1))
  }
}
