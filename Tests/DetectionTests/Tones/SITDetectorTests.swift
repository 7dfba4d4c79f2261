// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct SITDetectorTests {
  static let outcomes: [SIT: Outcome] = [
    .intercept: .sitIC, .vacantCode: .sitVC, .reorder: .sitRO, .noCircuit: .sitNC,
    .reorderBetweenAreas: .sitRO, .noCircuitBetweenAreas: .sitNC, .ineffectiveOther: .sitIO,
    .itu: .sitUnknown, .german: .sitUnknown,
  ]

  @Test(arguments: SIT.allCases)
  func `each code is heard, off frequency, in noise and with its first tone clipped`(code: SIT) {
    for (level, frequency, clipped) in [
      (-20.0, 1.0, 0.0), (-36, 1.013, 0), (-12, 0.987, 0.1), (-24, 1.005, 0.18),
    ] {
      let tone = Signals.sit(code, level: Level(dBm0: level), clipped: clipped)
      let signal = tone.scaled(frequency: frequency).samples() + .talk(seconds: 2)
      let hearing = Hearing(signal.between(0.6, 0).noisy(level - 14).throughULaw)
      #expect(
        hearing.outcome == SITDetectorTests.outcomes[code],
        "\(level) dBm0, × \(frequency), \(clipped) s clipped")
    }
  }

  @Test(arguments: SIT.allCases)
  func `a SIT is decided within 100 ms of its end, or after 400 ms of its third tone`(
    code: SIT
  ) throws {
    let verdict = try #require(Hearing(Signals.sit(code).samples().between(1, 2)).verdict)
    let third = 1 + code.tones[0].seconds + code.tones[1].seconds
    #expect(verdict.decidedAt.seconds < third + min(0.4, code.tones[2].seconds + 0.1))
  }

  @Test(arguments: [(0.0, true), (0.03, true), (0.05, true), (0.3, false)])
  func `gaps of 50 ms between the tones are borne, of 300 ms not`(gap: Double, isBorne: Bool) {
    let samples = Signals.sit(.vacantCode, gap: gap).samples().between(0.3, 1)
    let hearing = Hearing(samples.noisy(-45))
    #expect((hearing.outcome == .sitVC) == isBorne)
  }

  @Test func `without its first tones it is one without a cause`() {
    let tones = SIT.intercept.tones.map { [Int16].tone($0.hertz, seconds: $0.seconds) }
    for signal in [tones[1] + tones[2], tones[2]] {
      let hearing = Hearing((signal + .talk(seconds: 1)).between(0.5, 0).noisy(-40))
      #expect(hearing.outcome == .sitUnknown)
    }
  }

  @Test(arguments: [[1800.0, 1400, 950], [950, 1800, 1400], [1400, 950, 1800]])
  func `the tones in another order are no SIT`(order: [Double]) {
    let samples = order.flatMap { [Int16].tone($0, seconds: 0.33) }.between(0.5, 1)
    #expect(Hearing(samples.noisy(-45)).names(of: .sit).isEmpty)
  }

  @Test(arguments: [0.08, 0.7])
  func `tones that are too short or too long are no SIT`(seconds: Double) {
    let samples = [950.0, 1400, 1800].flatMap { [Int16].tone($0, seconds: seconds) }
    #expect(Hearing(samples.between(0.5, 1).noisy(-45)).names(of: .sit).isEmpty)
  }
}
