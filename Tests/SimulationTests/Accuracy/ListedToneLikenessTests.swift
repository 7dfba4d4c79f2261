// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Audio
@testable import Simulation

struct ListedToneLikenessTests {
  private func tone(
    _ kind: ListedTone.Kind, _ steps: [(hertz: [Double], seconds: Double)]
  ) throws -> ListedTone {
    var tone = try #require(ListedTone.of("us").first { $0.kind == kind })
    tone.steps = steps.map { step in
      ListedTone.Step(frequencies: step.hertz, modulation: nil, seconds: step.seconds)
    }
    return tone
  }

  private func busy(_ hertz: [Double], _ on: Double, _ off: Double) throws -> ListedTone {
    try tone(.busy, [(hertz, on), ([], off)])
  }

  @Test func `tones within both tolerances are alike`() throws {
    let busy = try busy([425], 0.5, 0.5)
    #expect(busy.isLike(try self.busy([425], 0.5, 0.5)))
    #expect(busy.isLike(try self.busy([431], 0.45, 0.55)))
    #expect(!busy.isLike(try self.busy([432], 0.5, 0.5)))
    #expect(!busy.isLike(try self.busy([425], 0.44, 0.5)))
    #expect(!busy.isLike(try self.busy([425, 450], 0.5, 0.5)))
    #expect(!busy.isLike(try tone(.dial, [([425], 0)])))
  }

  @Test func `a period that is listed twice is one`() throws {
    let twice = try tone(.busy, [([425], 0.5), ([], 0.5), ([425], 0.5), ([], 0.5)])
    #expect(twice.isLike(try busy([425], 0.5, 0.5)))
    #expect(twice.cycle == 1)
  }

  @Test func `a burst group ends at the longest pause`() throws {
    let ring = try tone(.ringback, [([400], 0.4), ([], 0.2), ([400], 0.4), ([], 2)])
    #expect(try #require(ring.burstGroup).end == 1)
    #expect(try #require(ring.burstGroup).pause == 2)
    #expect(try tone(.dial, [([425], 0)]).burstGroup == nil)
    #expect(try tone(.dial, [([425], 0)]).cycle == 0)
  }
}
