// SPDX-License-Identifier: GPL-3.0-or-later
import Simulation
import Testing

struct FloorScenarioTests {
  @Test func `a floor as it is set from the start can be simulated`() {
    #expect(FloorScenario().fault == nil)
  }

  private struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    var change: @Sendable (inout FloorScenario) -> Void
    var testDescription: String { name }

    init(_ name: String, _ change: @escaping @Sendable (inout FloorScenario) -> Void) {
      self.name = name
      self.change = change
    }
  }

  @Test(arguments: [
    Fault("agents") { $0.agents = 0 }, Fault("live") { $0.liveRate = 0 },
    Fault("live") { $0.liveRate = .nan }, Fault("live_by_hour") { $0.liveRateByHour = [24: 0.2] },
    Fault("times") { $0.wrapUpMean = -1 }, Fault("talk") { $0.talkMean = 0 },
    Fault("held") { $0.heldMost = 1 }, Fault("machines") { $0.machineShare = 2 },
    Fault("shift") { $0.shiftStart = 20 },
    Fault("breaks") { $0.breaks = [.init(start: 8, minutes: 30, share: 0.3)] },
    Fault("changes") { $0.changes = [.init(day: 0, hour: 9)] },
  ])
  private func `a floor that makes no sense is refused by the name of what does not`(fault: Fault) {
    var scenario = FloorScenario()
    fault.change(&scenario)
    #expect(scenario.fault?.hasPrefix(fault.name) == true)
  }

  @Test(arguments: [
    "", "preditive", "progressive:0", "busy-share:2", "adaptive-ratio:3", "clairvoyant:1",
    "predictive:fast",
  ])
  func `what is no policy is refused`(name: String) {
    #expect(FloorPolicy(name) == nil)
  }
}
