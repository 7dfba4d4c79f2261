// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

struct LiveRateTests {
  /// `share` of the calls are answered, evenly.
  private func learn(_ rate: inout LiveRate, _ share: Double, calls: Int, hour: Int = 10) {
    for index in 1...calls {
      let isLive =
        (Double(index) * share).rounded(.down) > (Double(index - 1) * share).rounded(.down)
      rate.learn(isLive: isLive, hour: hour)
    }
  }

  @Test(arguments: [0.05, 0.3, 0.7])
  func `it comes to the share of calls that are answered`(share: Double) {
    var rate = LiveRate(guess: 0.5)
    learn(&rate, share, calls: 2000)
    #expect(abs(rate.mean - share) < 0.01)
  }

  @Test(arguments: [(0.3, 0.15), (0.15, 0.3), (0.3, 0.6)])
  func `a rate that halves or doubles is seen within two hundred calls`(
    before: Double, after: Double
  ) {
    var rate = LiveRate(guess: before)
    learn(&rate, before, calls: 5000)
    learn(&rate, after, calls: 200)
    #expect(abs(rate.mean - after) < 0.2 * after + 0.02)
  }

  @Test func `who knows little is careful, and reckons with more answers than there may be`() {
    var rate = LiveRate(guess: 0.3)
    let first = rate.careful - rate.mean
    learn(&rate, 0.3, calls: 1000)
    #expect(first > 0.08)
    #expect(rate.careful - rate.mean < 0.02)
  }

  @Test func `an hour that was seen on earlier days lends its rate`() {
    var rate = LiveRate(guess: 0.3)
    for _ in 1...3 {
      learn(&rate, 0.1, calls: 1000, hour: 9)
      learn(&rate, 0.5, calls: 1000, hour: 18)
    }
    rate.learn(isLive: false, hour: 9)
    #expect(rate.mean < 0.35)
  }
}
