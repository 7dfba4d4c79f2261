// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct AnswerToneDetectorTests {
  static func burst(_ hertz: Double, _ seconds: Double, level: Double = -20) -> [Int16] {
    let tone = Tone(
      [ToneSegment([hertz], duration: seconds, level: Level(dBm0: level))], repeats: false)
    return [Int16].silence(seconds: 1) + tone.samples() + .silence(seconds: 2)
  }

  @Test(arguments: [1062.0, 1080, 1100, 1120, 1138])
  func `CNG is accepted within 38 Hz`(hertz: Double) {
    for level in [-10.0, -38] {
      let samples = AnswerToneDetectorTests.burst(hertz, 0.5, level: level).noisy(level - 12)
        .throughULaw
      let hearing = Hearing(samples, answer: 0)
      #expect(hearing.outcome == .fax)
      #expect(hearing.names(of: .fax) == ["cng"])
    }
  }

  @Test(arguments: [(1020.0, 0.5), (1180, 0.5), (1100, 0.3), (1100, 0.75)])
  func `CNG is rejected beyond 80 Hz and 15 % of its length`(hertz: Double, seconds: Double) {
    let hearing = Hearing(AnswerToneDetectorTests.burst(hertz, seconds), answer: 0)
    #expect(hearing.names(of: .fax).isEmpty)
  }

  @Test(arguments: [false, true])
  func `2100 Hz and a preamble are a fax`(phaseReversals: Bool) {
    for level in [-12.0, -36] {
      let signal = Signals.faxAnswer(level: Level(dBm0: level), phaseReversals: phaseReversals)
      let hearing = Hearing(
        ([Int16].silence(seconds: 0.5) + signal).noisy(level - 25).throughALaw, answer: 0)
      #expect(hearing.outcome == .fax, "\(hearing.verdict?.reason ?? "")")
      #expect(hearing.names(of: .fax) == ["ced", "v21-preamble"])
    }
  }

  @Test func `2100 Hz and no preamble are a modem`() {
    let hearing = Hearing(
      [Int16].silence(seconds: 0.5) + Signals.ans() + .silence(seconds: 3), answer: 0)
    #expect(hearing.outcome == .modem)
    #expect(hearing.names(of: .modem) == ["ans"])
  }

  @Test(arguments: [2077.0, 2100, 2123])
  func `modulated 2100 Hz is told from plain`(hertz: Double) {
    for (depth, name) in [(0.2, "ansam"), (0.15, "ansam"), (0.05, "ans")] {
      let tone = Tone(
        [
          ToneSegment(
            [hertz], modulation: .init(hertz: 15, depth: depth), duration: 3, level: .usual)
        ], repeats: false)
      let samples = [Int16].silence(seconds: 0.5) + tone.samples() + .silence(seconds: 1.5)
      let hearing = Hearing(samples.noisy(-50).throughULaw, answer: 0)
      #expect(hearing.names(of: .modem) == [name], "depth \(depth)")
      #expect(hearing.outcome == .modem)
    }
  }

  @Test func `a fax that answers with ANSam is a fax`() {
    let samples =
      [Int16].silence(seconds: 0.5) + Signals.ansam(seconds: 3) + .silence(seconds: 0.075)
      + Signals.preambleAndDIS() + .silence(seconds: 1)
    #expect(Hearing(samples.noisy(-50), answer: 0).outcome == .fax)
  }

  @Test func `Bell 103 and V.22 answers are modems`() {
    for signal in [Signals.bell103(), Signals.v22()] {
      #expect(
        Hearing(([Int16].silence(seconds: 0.5) + signal).noisy(-50), answer: 0).outcome == .modem)
    }
  }

  @Test(arguments: [2020.0, 2180, 2300])
  func `other tones near 2100 Hz are neither fax nor modem`(hertz: Double) {
    let hearing = Hearing(AnswerToneDetectorTests.burst(hertz, 3), answer: 0)
    #expect(hearing.names(of: .fax).isEmpty)
    #expect(hearing.names(of: .modem).isEmpty)
  }
}
