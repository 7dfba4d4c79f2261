// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Training

@Suite struct ProportionTests {
  @Test func `Wilson's interval of 1 in 10 is 1,8 to 40,4 %`() {
    let interval = Proportion(1, of: 10).interval
    #expect(abs((interval?.lowerBound ?? 0) - 0.0179) < 0.0005)
    #expect(abs((interval?.upperBound ?? 0) - 0.4042) < 0.0005)
    #expect(Proportion(0, of: 0).interval == nil)
  }
}
