// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct FSKDetectorTests {
  @Test func `the preamble is known within five flags`() throws {
    let samples = [Int16].silence(seconds: 1) + Signals.preambleAndDIS() + .silence(seconds: 1)
    let verdict = try #require(Hearing(samples.noisy(-50), answer: 0).verdict)
    #expect(verdict.outcome == .fax)
    #expect(verdict.decidedAt.seconds < 1 + 5 * 0.0267 + 0.04)
  }

  @Test(arguments: [-12.0, -24, -38])
  func `a text telephone is known by its characters`(level: Double) throws {
    let text = try #require(Signals.tty("HELLO GA", level: Level(dBm0: level)))
    let samples = ([Int16].silence(seconds: 1) + text + .silence(seconds: 1)).noisy(level - 20)
      .throughULaw
    let hearing = Hearing(samples, answer: 0)
    #expect(hearing.outcome == .tty)
    #expect(hearing.names(of: .tty) == ["baudot"])
  }

  @Test func `1400 and 1800 Hz in turn without framing are no text telephone`() {
    let tone = Tone(
      [1400.0, 1800].map { ToneSegment([$0], duration: 0.06, level: .usual) }, repeats: true)
    let hearing = Hearing(tone.samples(seconds: 5), answer: 0)
    #expect(hearing.names(of: .tty).isEmpty)
  }

  @Test func `an alternation at another rate is no preamble`() {
    let tone = Tone(
      [1650.0, 1850].map { ToneSegment([$0], duration: 0.012, level: .usual) }, repeats: true)
    let hearing = Hearing(tone.samples(seconds: 3), answer: 0)
    #expect(hearing.names(of: .fax).isEmpty)
  }
}
