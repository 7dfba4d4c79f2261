// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

struct PacingGoalTests {
  @Test(
    arguments: [
      ("lawful", .lawful), ("overdial=0.01", .overdialRate(0.01)), ("busy=0.85", .busyFactor(0.85)),
      ("wait=20.0", .waitTime(20)),
    ] as [(String, PacingGoal)])
  func `a goal is read as it is written`(text: String, goal: PacingGoal) {
    #expect(PacingGoal(text) == goal)
    #expect(goal.rawValue == text)
  }

  @Test(arguments: ["", "busy", "busy=", "busy=2", "overdial=1", "wait=-1", "wait=nan", "speed=1"])
  func `what is no goal is refused`(text: String) {
    #expect(PacingGoal(text) == nil)
  }
}
