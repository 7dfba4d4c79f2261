// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Simulation
import Testing

/// The campaign of production on a virtual clock. Figures are those of `earshot simulate`, with margins for the few days
/// that a test has time for.
struct FloorStudyTests {
  private func study(
    agents: Int, live: Double = 0.3, days: Int = 1,
    _ change: (inout FloorScenario) -> Void = { _ in }
  ) -> FloorStudy {
    var scenario = FloorScenario()
    scenario.agents = agents
    scenario.liveRate = live
    change(&scenario)
    return FloorStudy(scenario, days: days)
  }

  private func policy(_ name: String) throws -> FloorPolicy { try #require(FloorPolicy(name)) }

  @Test(arguments: [
    (5, 0.3, 0.79), (5, 0.5, 0.84), (10, 0.3, 0.815), (20, 0.3, 0.865), (20, 0.5, 0.88),
    (50, 0.15, 0.915), (100, 0.3, 0.95),
  ])
  func `agents are as busy as with the best settings that were published, within the law`(
    agents: Int, live: Double, occupancy: Double
  ) throws {
    let result = study(agents: agents, live: live, days: 3).run(try policy("predictive"), seed: 1)
    #expect(result.whole.occupancy > occupancy)
    #expect(result.whole.abandonment <= 0.03)
    #expect(result.isRecountEqual)
  }

  @Test(arguments: [(16.0, 8.0, 1), (0.0, 24.0, 1), (0.0, 24.0, 2)])
  func `calls that are up at the last midnight go to their end, and are counted`(
    start: Double, hours: Double, days: Int
  ) throws {
    let study = study(agents: 10, days: days) { ($0.shiftStart, $0.shiftHours) = (start, hours) }
    for seed in 1...3 {
      #expect(study.run(try policy("predictive"), seed: seed).isRecountEqual, "seed \(seed)")
    }
  }

  @Test(arguments: [0.15, 0.3, 0.5])
  func `dialing ahead keeps agents busier than one call for each ready agent`(live: Double) throws {
    let study = study(agents: 5, live: live)
    let ours = study.run(try policy("predictive"), seed: 2).whole
    let progressive = study.run(try policy("progressive"), seed: 2).whole
    #expect(ours.occupancy > progressive.occupancy)
    #expect(progressive.abandonment < 0.005)
  }

  @Test func `it goes more than half the way from other rules to one that knows the future`() throws
  {
    let study = study(agents: 20)
    let ours = study.run(try policy("predictive"), seed: 3).whole.occupancy
    let bound = study.run(try policy("clairvoyant"), seed: 3).whole.occupancy
    let others = try ["progressive", "adaptive-ratio", "busy-share", "busy-share:0.1"].map {
      study.run(try policy($0), seed: 3).whole.occupancy
    }
    let best = try #require(others.max())
    #expect(bound > ours)
    #expect(ours - best > 0.5 * (bound - best))
  }

  @Test
  func
    `campaigns that share agents keep them busier than each would its own, within each one's budget`()
    throws
  {
    let shared = study(agents: 20, days: 3) { $0.campaigns = 2 }.run(
      try policy("predictive"), seed: 5)
    let alone = study(agents: 10, days: 3).run(try policy("predictive"), seed: 5)
    #expect(shared.campaigns.count == 2 && shared.isRecountEqual)
    #expect(shared.whole.occupancy > alone.whole.occupancy)
    #expect(shared.worstCampaign <= 0.03)
    // Both have their part of the work.
    let answered = shared.campaigns.map(\.liveAnswers)
    #expect(Double(answered.min() ?? 0) > 0.8 * Double(answered.max() ?? 0))
  }

  @Test func `people taken for machines use up the budget`() throws {
    var study = study(agents: 20, days: 2) { $0.falseMachineShare = 0.01 }
    study.rule.audit = FalseMachineAudit(mistaken: 100, people: 10_000)
    let whole = study.run(try policy("predictive"), seed: 4).whole
    #expect(whole.falseMachines > 0)
    #expect(whole.unserved <= 0.03)
    #expect(whole.abandonment < 0.02)
  }

  @Test(arguments: [
    FloorScenario.Change(day: 1, hour: 12, liveRate: 0.15),
    .init(day: 1, hour: 12, liveRate: 0.6),
    .init(day: 1, hour: 12, analysisSeconds: 4),
    .init(day: 1, hour: 12, liveRate: 0.1, machineShare: 0.95),
    .init(day: 1, hour: 12, talkMean: 60),
  ])
  func `a shock stays within the budget, and agents are busy again ten minutes later`(
    change: FloorScenario.Change
  ) throws {
    let shaken = study(agents: 40) { scenario in
      scenario.shiftHours = 5
      scenario.changes = [change]
    }
    .run(try policy("predictive"), seed: 5, windowSeconds: 600)
    // The same floor as if it had always been so.
    let settled = study(agents: 40) { scenario in
      scenario.shiftHours = 5
      scenario.liveRate = change.liveRate ?? scenario.liveRate
      scenario.analysisSeconds = change.analysisSeconds ?? scenario.analysisSeconds
      scenario.machineShare = change.machineShare ?? scenario.machineShare
      scenario.talkMean = change.talkMean ?? scenario.talkMean
    }.run(try policy("predictive"), seed: 5, windowSeconds: 600)
    #expect(shaken.whole.abandonment <= 0.03)
    // Three hours are 18 stretches of ten minutes; the 19th has the shock, from the 20th on an hour is looked at.
    let after = shaken.windows[19..<25].reduce(FloorResult.Stretch(), +)
    let usual = settled.windows[19..<25].reduce(FloorResult.Stretch(), +)
    #expect(after.occupancy > usual.occupancy - 0.02)
  }

  @Test func `a third of the agents may leave for lunch`() throws {
    let result = study(agents: 30) {
      $0.breaks = [.init(start: 12, minutes: 30, share: 0.34)]
    }.run(try policy("predictive"), seed: 6, windowSeconds: 600)
    #expect(result.whole.abandonment <= 0.03)
    #expect(result.whole.occupancy > 0.87)
    // Ten of thirty are away for half an hour: three stretches from the 19th.
    #expect(result.windows[19].onSeconds < 0.75 * result.windows[15].onSeconds)
    #expect(result.windows[26].onSeconds > 0.95 * result.windows[15].onSeconds)
  }

  @Test func `wrong beliefs at the start cost little, and no law`() throws {
    var study = study(agents: 20, live: 0.5, days: 2)
    study.guess = FloorGuess(
      liveRate: 0.1, answerSeconds: 25, otherSeconds: 8, talkSeconds: 30, wrapUpSeconds: 3)
    let whole = study.run(try policy("predictive"), seed: 7).whole
    #expect(whole.abandonment <= 0.03)
    #expect(whole.occupancy > 0.87)
  }

  @Test(arguments: [("predictive:overdial=0.01", 0.015), ("predictive:busy=0.85", 0.02)])
  func `a goal is kept to, and fewer calls are abandoned for it`(name: String, most: Double) throws
  {
    let whole = study(agents: 20, days: 2).run(try policy(name), seed: 8).whole
    #expect(whole.abandonment < most)
    #expect(whole.occupancy > 0.83 && whole.occupancy < 0.875)
  }

  @Test func `one seed is one course of events, and another is another`() throws {
    let study = study(agents: 5)
    let name = try policy("predictive")
    #expect(study.run(name, seed: 1) == study.run(name, seed: 1))
    #expect(study.run(name, seed: 1) != study.run(name, seed: 2))
  }
}
