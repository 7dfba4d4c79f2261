// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

struct ShortageDistributionTests {
  private let lines = [0.3, 0.05, 0.7, 0.22]
  private let agents = [0.4, 0.9, 0.1]

  /// Every way in which lines are answered and agents become free, with its probability.
  private func enumerated(free: Int, _ body: (_ shortage: Int, _ chance: Double) -> Void) {
    let chances = lines + agents
    for pattern in 0..<(1 << chances.count) {
      var chance = 1.0
      var shortage = -free
      for (index, share) in chances.enumerated() {
        let happens = pattern >> index & 1 == 1
        chance *= happens ? share : 1 - share
        if happens { shortage += index < lines.count ? 1 : -1 }
      }
      body(shortage, chance)
    }
  }

  @Test(arguments: [-2, 0, 1, 3])
  func `few lines and agents are reckoned with exactly`(free: Int) {
    var distribution = ShortageDistribution()
    distribution.reset(free: free, terms: lines.count + agents.count)
    for line in lines { distribution.addLine(SIMD4(repeating: line)) }
    for agent in agents { distribution.addAgent(SIMD4(repeating: agent)) }
    var risk = 0.0
    var expected = 0.0
    enumerated(free: free) { shortage, chance in
      if shortage >= 0 { risk += chance }
      expected += chance * Double(max(0, shortage))
    }
    #expect(abs(distribution.risk - risk) < 1e-12)
    #expect(abs(distribution.expected - expected) < 1e-12)
  }

  @Test func `the risk is the mean of the moments, and what is expected the worst of them`() {
    var distribution = ShortageDistribution()
    distribution.reset(free: 1, terms: 2)
    distribution.addLine([0, 0.2, 0.4, 1])
    distribution.addLine([0.5, 0.5, 0.5, 0.5])
    // D ≥ 0 where one line is answered, D = 1 where both are.
    #expect(abs(distribution.risk - (0.5 + 0.6 + 0.7 + 1) / 4) < 1e-12)
    #expect(abs(distribution.expected - 0.5) < 1e-12)
  }

  @Test func `many are reckoned with by the normal distribution, which then is near enough`() {
    var exact = ShortageDistribution()
    var normal = ShortageDistribution()
    exact.reset(free: 2, terms: 90)
    normal.reset(free: 2, terms: 1000)
    for index in 0..<60 {
      let chance = SIMD4(repeating: 0.02 + 0.004 * Double(index))
      exact.addLine(chance)
      normal.addLine(chance)
    }
    for _ in 0..<30 {
      exact.addAgent(SIMD4(repeating: 0.25))
      normal.addAgent(SIMD4(repeating: 0.25))
    }
    for moment in 0..<4 { #expect(abs(exact.mean[moment] - normal.mean[moment]) < 1e-9) }
    #expect(abs(exact.risk - normal.risk) < 0.01)
    #expect(abs(exact.expected - normal.expected) < 0.02)
  }

  /// Down to a risk of 1 %, of which the normal distribution without skewness would lack 7 %.
  @Test func `the risk of many has the skewness of their distribution`() {
    for free in 0...12 {
      var exact = ShortageDistribution()
      var many = ShortageDistribution()
      exact.reset(free: free, terms: 90)
      many.reset(free: free, terms: 1000)
      for index in 0..<60 {
        let chances = SIMD4(0.01, 0.05, 0.1, 0.14) + 0.002 * Double(index % 10)
        exact.addLine(chances)
        many.addLine(chances)
      }
      for _ in 0..<30 {
        exact.addAgent([0.05, 0.07, 0.09, 0.1])
        many.addAgent([0.05, 0.07, 0.09, 0.1])
      }
      for moment in 0..<4 { #expect(abs(exact.mean[moment] - many.mean[moment]) < 1e-9) }
      #expect(abs(exact.risk - many.risk) < 0.0002 + 0.0098 * exact.risk, "\(free) free")
    }
  }
}
