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
    for line in lines { distribution.addLine(line) }
    for agent in agents { distribution.addAgent(agent) }
    var risk = 0.0
    var expected = 0.0
    enumerated(free: free) { shortage, chance in
      if shortage >= 0 { risk += chance }
      expected += chance * Double(max(0, shortage))
    }
    #expect(abs(distribution.risk - risk) < 1e-12)
    #expect(abs(distribution.expected - expected) < 1e-12)
  }

  @Test func `many are reckoned with by the normal distribution, which then is near enough`() {
    var exact = ShortageDistribution()
    var normal = ShortageDistribution()
    exact.reset(free: 2, terms: 90)
    normal.reset(free: 2, terms: 1000)
    for index in 0..<60 {
      let chance = 0.02 + 0.004 * Double(index)
      exact.addLine(chance)
      normal.addLine(chance)
    }
    for _ in 0..<30 {
      exact.addAgent(0.25)
      normal.addAgent(0.25)
    }
    #expect(abs(exact.mean - normal.mean) < 1e-9)
    #expect(abs(exact.risk - normal.risk) < 0.01)
    #expect(abs(exact.expected - normal.expected) < 0.02)
  }
}
