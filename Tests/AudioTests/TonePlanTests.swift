// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct TonePlanTests {
  @Test func `every country has a code of its own, and tones`() {
    #expect(Set(TonePlan.all.map(\.code)).count == TonePlan.all.count)
    #expect(TonePlan.all.count >= 12)
    for plan in TonePlan.all {
      #expect(plan.code.count == 2 && plan.code == plan.code.lowercased())
      #expect(plan.ringback != nil && plan.busy != nil, "\(plan.country)")
      #expect(TonePlan.of(plan.code.uppercased()) == plan)
    }
  }

  @Test func `dial tone sounds on and the others pause`() throws {
    for plan in TonePlan.all {
      for kind in TonePlan.Kind.allCases {
        guard let tone = plan[kind] else { continue }
        #expect(tone.isContinuous == (kind == .dial), "\(plan.country) \(kind)")
        for segment in tone.segments where !segment.isSilence {
          #expect(segment.frequencies.allSatisfy { (300...700).contains($0) })
          #expect((-30.0 ... -10).contains(segment.totalLevel.dBm0.rounded()))
        }
      }
    }
  }

  @Test func `the plan of the United States is the precise one`() throws {
    let plan = try #require(TonePlan.of("us"))
    let busy = try #require(plan.busy)
    #expect(busy.segments[0].frequencies == [480, 620])
    #expect(busy.segments.map(\.duration) == [0.5, 0.5])
    #expect(busy.segments[0].level == Level(dBm0: -24))
    #expect(plan.ringback?.segments.map(\.duration) == [2, 4])
    #expect(plan.dial?.segments[0].frequencies == [350, 440])
  }

  @Test func `a country without a plan has none`() {
    #expect(TonePlan.of("xx") == nil)
    #expect(TonePlan.of("") == nil)
    #expect(TonePlan.of("uk") == TonePlan.of("gb"))
  }
}
