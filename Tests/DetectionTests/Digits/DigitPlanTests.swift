// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct DigitPlanTests {
  private static func name(_ low: Float, _ high: Float, in row: DigitPlan.System? = nil) -> String?
  {
    DigitPlan.digit(low: low, high: high, in: row).map {
      "\(DigitPlan.all[$0].system.rawValue) \(DigitPlan.all[$0].name)"
    }
  }

  @Test func `every pair is its digit, as the generator has it`() throws {
    for key in "0123456789*#ABCD" {
      let (low, high) = try #require(Signals.dtmfFrequencies(key))
      #expect(DigitPlanTests.name(Float(low), Float(high)) == "dtmf \(key)")
    }
    for code in Signals.r1Codes {
      let (low, high) = try #require(Signals.r1Frequencies(code))
      #expect(DigitPlanTests.name(Float(low), Float(high), in: .r1) == "r1 \(code)")
    }
    for signal in 1...15 {
      for (direction, system) in [
        (Signals.R2Direction.forward, DigitPlan.System.r2Forward), (.backward, .r2Backward),
      ] {
        let (low, high) = try #require(Signals.r2Frequencies(signal, direction))
        let name = DigitPlanTests.name(Float(low), Float(high), in: system)
        #expect(name == "\(system.rawValue) \(signal)")
      }
    }
  }

  @Test(arguments: [(1.0, true), (0.982, true), (1.018, true), (0.965, false), (1.035, false)])
  func `DTMF is accepted within 1.8 % and rejected from 3.5 % on`(factor: Float, isDigit: Bool) {
    #expect((DigitPlanTests.name(770 * factor, 1336) == "dtmf 5") == isDigit)
    #expect((DigitPlanTests.name(770, 1336 * factor) == "dtmf 5") == isDigit)
  }

  @Test func `a pair of two systems is DTMF, but in a row of the other`() {
    // 697 + 1477 Hz, and 700 + 1500 Hz of R1.
    #expect(DigitPlanTests.name(699, 1482) == "dtmf 3")
    #expect(DigitPlanTests.name(699, 1482, in: .r1) == "r1 7")
    #expect(DigitPlanTests.name(699, 1482, in: .r2Forward) == "dtmf 3")
  }

  @Test(arguments: [(350.0, 440.0), (480, 620), (440, 480), (2250, 2850), (697, 770), (1209, 1336)])
  func `other pairs are no digit`(low: Float, high: Float) {
    #expect(DigitPlanTests.name(low, high) == nil)
  }
}
