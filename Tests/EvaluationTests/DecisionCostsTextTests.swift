// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Testing

@testable import Evaluation

struct DecisionCostsTextTests {
  @Test func `costs are a person, an agent, a delay and the line`() throws {
    let costs = try #require(DecisionCosts("1000, 15,2,0.05"))
    #expect(costs.personTakenForMachine == 1000)
    #expect(costs.machineTakenForPerson == 15)
    #expect(costs.waitingSecond == 2)
    #expect(costs.lineSecond == 0.05)
    #expect(DecisionCosts("120,65,1.65,1.4") == DecisionProfile.balanced.costs)
    #expect(DecisionCosts("120,65,1.65,1.4")?.name == "balanced")
    #expect(DecisionCosts("60,30,1")?.lineSecond == 0.3)
    #expect(costs.name == "1000,15,2,0.05")
  }

  @Test(arguments: [
    "", "60", "60,30", "60,30,1,1,1", "60,x,1", "-1,30,1", "0,0,1", "nan,1,1", "60,30,,1",
  ])
  func `what are no costs is refused`(text: String) { #expect(DecisionCosts(text) == nil) }

  @Test(arguments: DecisionProfile.allCases)
  func `a profile's costs are read as they are written`(profile: DecisionProfile) {
    #expect(DecisionCosts(profile.costs.text)?.profile == profile)
  }
}
