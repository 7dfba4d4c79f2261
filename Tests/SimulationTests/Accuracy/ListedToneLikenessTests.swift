// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Simulation

struct ListedToneLikenessTests {
  private func tone(_ kind: ListedTone.Kind, _ notation: String) throws -> ListedTone {
    var tone = try #require(ListedTone.of("us").first { $0.kind == kind })
    tone.notation = try ToneNotation(notation)
    return tone
  }

  @Test func `tones within both tolerances are alike`() throws {
    let busy = try tone(.busy, "425:0.5/0.5")
    for (notation, isLike) in [
      ("425:0.5/0.5", true), ("437:0.42/0.6", true), ("439:0.5/0.5", false),
      ("425:0.4/0.5", false), ("425+450:0.5/0.5", false), ("425", false),
      ("425:0.5/0.5,425@-10:0.5/0.5", false), ("425:0.5/0.5,425:0.25/0.25", false),
      // The same in the time that it takes to name the shorter.
      ("425:0.5/0.5/0.5/0.5/0.5/1", true),
    ] {
      #expect(try busy.isLike(tone(.reorder, notation)) == isLike, "\(notation)")
      #expect(try tone(.reorder, notation).isLike(busy) == isLike, "\(notation)")
    }
  }

  @Test func `a period that is listed twice is one`() throws {
    let twice = try tone(.busy, "425:0.5/0.5/0.5/0.5")
    #expect(twice.isLike(try tone(.busy, "425:0.5/0.5")))
    #expect(twice.cycle == 1)
  }

  @Test func `a burst group ends at the longest pause`() throws {
    let group = try #require(try tone(.ringback, "400:0.4/0.2/0.4/2").burstGroup)
    #expect(group == (end: 1, pause: 2))
    #expect(try tone(.dial, "425").burstGroup == nil)
    #expect(try tone(.dial, "425").cycle == 0)
  }
}
