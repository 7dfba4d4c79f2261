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

  private static func goal(_ floor: Floor) throws -> PacingGoal {
    try #require(floor.machine.policy as? PredictivePolicy).goal
  }

  @Test func `a goal that was set while running holds over a restart, and is stored once`() throws {
    var configuration = Floor.configuration()
    configuration.mode = .predictive
    var floor = Floor(Floor.records(3), configuration)
    floor.start()
    #expect(try Self.goal(floor) == .lawful && floor.store.goal == nil)
    floor.send(.setGoal(.busyFactor(0.85)))
    #expect(try Self.goal(floor) == .busyFactor(0.85))
    #expect(
      floor.store.goal == PacingGoalChange(goal: .busyFactor(0.85), configured: .lawful))
    #expect(floor.machine.handle(.setGoal(.busyFactor(0.85)), now: floor.now).transitions.isEmpty)
    floor.restart()
    #expect(try Self.goal(floor) == .busyFactor(0.85))
    #expect(floor.machine.goal == .busyFactor(0.85))
  }

  @Test func `a goal of the configuration that is new takes the place of one that was set`() throws
  {
    var configuration = Floor.configuration()
    configuration.goal = .waitTime(20)
    var machine = CampaignMachine(configuration: configuration)
    let set = PacingGoalChange(goal: .busyFactor(0.85), configured: .lawful)
    _ = machine.handle(.started(Recovery(goal: set)), now: Floor.noon)
    #expect(machine.goal == .waitTime(20))
    #expect(try #require(machine.policy as? PredictivePolicy).goal == .waitTime(20))
  }
}
