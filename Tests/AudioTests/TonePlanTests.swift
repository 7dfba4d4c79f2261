// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audio

@Suite struct TonePlanTests {
  @Test func `every country has a code of its own, and tones`() {
    #expect(Set(TonePlan.all.map(\.code)).count == TonePlan.all.count)
    #expect(TonePlan.all.count > 160)
    for plan in TonePlan.all {
      #expect(plan.code.count == 2 || plan.code == "us-old")
      #expect(TonePlan.Kind.allCases.contains { plan[$0] != nil }, "\(plan.code)")
      #expect(TonePlan.of(plan.code.uppercased()) == plan)
    }
  }

  @Test func `dial tone sounds on and the others pause`() throws {
    for plan in TonePlan.all {
      for kind in TonePlan.Kind.allCases {
        guard let tone = plan[kind] else { continue }
        #expect(tone.isContinuous == (kind == .dial), "\(plan.code) \(kind)")
        for segment in tone.segments where !segment.isSilence {
          #expect(segment.frequencies.allSatisfy { (100...1100).contains($0) })
          #expect((-21.0 ... -10).contains(segment.totalLevel.dBm0.rounded()))
        }
      }
    }
  }

  @Test func `the plan of the United States is the precise one`() throws {
    let plan = try #require(TonePlan.of("us"))
    let busy = try #require(plan.busy)
    #expect(busy.segments[0].frequencies == [480, 620])
    #expect(busy.segments.map(\.duration) == [0.5, 0.5])
    #expect(abs(busy.segments[0].level.dBm0 + 24) < 0.01)
    #expect(plan.ringback?.segments.map(\.duration) == [2, 4])
    #expect(plan.dial?.segments[0].frequencies == [350, 440])
  }

  @Test func `every line of the table of the world is one`() {
    let lines = WorldTones.table.split(separator: "\n")
    #expect(ListedTone.world.count == lines.count)
    #expect(ListedTone.world.allSatisfy { $0.steps.count > 0 && $0.steps.count <= 8 })
    #expect(Set(ListedTone.world.map(\.country)).count == 171)
    for line in [
      "us busy", "us busy 480:0.5 asterisk x", "us hum 425:1 asterisk", "us busy 4x:1 a",
      "us busy 425 a",
    ] {
      #expect(ListedTone(line: line[...]) == nil, "\(line)")
    }
  }

  @Test func `a country without a plan has none`() {
    #expect(TonePlan.of("xx") == nil)
    #expect(TonePlan.of("") == nil)
    #expect(TonePlan.of("uk") == TonePlan.of("gb"))
  }
}
