// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct PhaseReversalsTests {
  private static func areRegular(
    _ hertz: Double = 2100, every interval: Double?, degrees: Double = 180, seconds: Double = 3
  ) -> Bool {
    let tone = Signals.answer(
      hertz, seconds: seconds, level: .usual, reversal: interval, degrees: degrees)
    var reversals = PhaseReversals()
    tone.between(0.3, 0).noisy(-40).forEachFrame { frame, _, _ in
      guard abs(frame.first.frequency - Float(hertz)) < 60, frame.tonality > 0.5 else { return }
      reversals.add(frame, hertz: frame.first.frequency)
    }
    return reversals.areRegular
  }

  @Test(arguments: [0.425, 0.44, 0.45, 0.463, 0.475])
  func `turns every 450 ms are regular within 25 ms`(interval: Double) {
    for hertz in [2077.0, 2100, 2123] {
      #expect(PhaseReversalsTests.areRegular(hertz, every: interval), "\(hertz) Hz")
    }
  }

  @Test(arguments: [0.2, 0.3, 0.38, 0.52, 0.7])
  func `turns at other times are not`(interval: Double) {
    #expect(!PhaseReversalsTests.areRegular(every: interval))
  }

  @Test(arguments: [(160.0, true), (200, true), (60, false), (105, false)])
  func `a turn is 180 degrees, by 25 more or less`(degrees: Double, isTurn: Bool) {
    #expect(PhaseReversalsTests.areRegular(every: 0.45, degrees: degrees) == isTurn)
  }

  @Test func `a tone that does not turn has none, and one turn is no interval`() {
    #expect(!PhaseReversalsTests.areRegular(every: nil))
    #expect(!PhaseReversalsTests.areRegular(every: 0.45, seconds: 0.7))
  }
}
