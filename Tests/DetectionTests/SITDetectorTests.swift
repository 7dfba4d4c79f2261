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
      let tone = Signals.sit(code, level: Level(dBm0: level)).scaled(frequency: frequency)
      let signal = tone.samples().dropFirst(Int(clipped * 8000))
      let samples = [Int16].silence(seconds: 0.6) + signal + .talk(seconds: 2)
      let hearing = Hearing(samples.noisy(level - 14).throughULaw)
      #expect(
        hearing.outcome == SITDetectorTests.outcomes[code],
        "\(level) dBm0, × \(frequency), \(clipped) s clipped")
    }
  }

  @Test func `a SIT is decided within 100 ms of its end`() throws {
    let signal = Signals.sit(.intercept).samples()
    let hearing = Hearing([Int16].silence(seconds: 1) + signal + .silence(seconds: 2))
    let verdict = try #require(hearing.verdict)
    #expect(verdict.decidedAt.seconds < 1 + 0.274 * 2 + 0.38 + 0.1)
  }

  @Test func `gaps of 50 ms between the tones are borne, of 300 ms not`() {
    func spread(_ gap: Double) -> [Int16] {
      SIT.vacantCode.tones.flatMap { tone in
        Tone([ToneSegment([tone.hertz], duration: tone.seconds, level: .usual)], repeats: false)
          .samples() + .silence(seconds: gap)
      }
    }
    #expect(Hearing(spread(0.05) + .silence(seconds: 1)).outcome == .sitVC)
    #expect(Hearing(spread(0.3) + .silence(seconds: 1)).names(of: .sit).isEmpty)
  }

  @Test func `the tones in another order are no SIT`() {
    let falling = Tone(
      [1800.0, 1400, 950].map { ToneSegment([$0], duration: 0.33, level: .usual) }, repeats: false)
    let hearing = Hearing(falling.samples() + .silence(seconds: 1))
    #expect(hearing.names(of: .sit).isEmpty)
  }
}
