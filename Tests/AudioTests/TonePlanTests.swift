// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@Suite struct TonePlanTests {
  @Test func `a plan plays what its country's table lists first`() throws {
    for plan in TonePlan.all {
      let tones = ListedTone.of(plan.code)
      #expect(Set(plan.kinds) == Set(tones.map(\.kind)))
      for kind in plan.kinds {
        let first = try #require(tones.first { $0.kind == kind })
        #expect(plan[kind] == first.tone(), "\(plan.code) \(kind)")
      }
      #expect(TonePlan.of(plan.code.uppercased()) == plan)
    }
  }

  @Test func `what rings or is busy pauses, and where a dial tone is unbroken it is played`() {
    for plan in TonePlan.all {
      for kind in [TonePlan.Kind.ringback, .busy, .reorder] {
        #expect(plan[kind]?.segments.contains { $0.isSilence } ?? true, "\(plan.code) \(kind)")
      }
      let hasUnbroken = ListedTone.of(plan.code).contains {
        $0.kind == .dial && $0.isContinuous && $0.exchange == nil
      }
      #expect(plan.dial?.isContinuous ?? false == hasUnbroken, "\(plan.code)")
    }
  }

  @Test(arguments: ["us", "ca"])
  func `the plan of North America is the precise one`(country: String) throws {
    let plan = try #require(TonePlan.of(country))
    let busy = try #require(plan.busy)
    #expect(busy.segments[0].frequencies == [480, 620])
    #expect(busy.segments.map(\.duration) == [0.5, 0.5])
    #expect(busy.segments[0].level.dBm0 == -24)
    #expect(plan.ringback?.segments.map(\.duration) == [2, 4])
    #expect(plan.ringback?.segments[0].level.dBm0 == -19)
    #expect(plan.reorder?.segments[0].level.dBm0 == -24)
    #expect(plan.dial?.segments[0].frequencies == [350, 440])
    #expect(plan.dial?.segments[0].level.dBm0 == -13)
  }

  @Test func `a tone without a listed level has -10 dBm0 in all`() throws {
    let ringback = try #require(TonePlan.of("gb")?.ringback)
    #expect(ringback.segments[0].frequencies == [400, 450])
    #expect(abs(ringback.segments[0].totalLevel.dBm0 + 10) < 1e-9)
  }

  @Test func `a country without a plan has none`() {
    #expect(TonePlan.of("xx") == nil)
    #expect(TonePlan.of("") == nil)
    #expect(TonePlan.of("uk") == TonePlan.of("gb"))
    #expect(TonePlan.of("us")?[.howler] == nil)
  }
}
