// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

struct DurationEstimateTests {
  private func estimate(memory: Double = 500) -> DurationEstimate {
    DurationEstimate(
      step: 0.5, limit: 60, memory: memory, priorWeight: 20, guess: DurationEstimate.normal(40, 5))
  }

  @Test func `a wrong guess fades as durations are seen`() {
    var estimate = estimate()
    #expect(abs(estimate.quantile(0.5) - 40) < 0.5)
    for index in 0..<400 { estimate.learn(5 + Double(index % 10)) }
    #expect(abs(estimate.quantile(0.5) - 10) < 1)
    #expect(estimate.survival(20) < 0.06)
    #expect(abs(estimate.mean - 11) < 1)
  }

  @Test func `what was learnt is forgotten when durations change`() {
    var estimate = estimate(memory: 200)
    for _ in 0..<1000 { estimate.learn(10) }
    for _ in 0..<400 { estimate.learn(20) }
    #expect(estimate.survival(15) > 0.8)
  }

  @Test func `its curve falls from 1 to 0 and never rises`() {
    var estimate = estimate()
    for index in 0..<300 { estimate.learn(Double(index % 70)) }
    let curve = stride(from: 0.0, through: 80, by: 0.25).map { estimate.survival($0) }
    #expect(curve.first == 1)
    #expect(curve.last == 0)
    #expect(zip(curve, curve.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test(arguments: [Double.nan, .infinity, -1])
  func `what is no duration is not learnt`(seconds: Double) {
    var estimate = estimate()
    let before = estimate
    let isLearnt = estimate.learn(seconds)
    #expect(!isLearnt)
    #expect(estimate == before)
  }
}
