// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct GreetingRuleTests {
  @Test(arguments: [(0.4, 0.9), (0.9, 1.3), (1.5, 1.7), (2.5, 2.0)])
  func `a few words and a wait are a person, the wait alone is not enough yet`(
    talk: Double, pause: Double
  ) {
    #expect(GreetingRule.decide(talk: talk, pause: pause)?.outcome == .liveVoice)
    #expect(GreetingRule.decide(talk: talk, pause: pause - 0.3) == nil)
  }

  @Test func `a monologue is a machine, with and without a pause`() {
    #expect(GreetingRule.decide(talk: 3.1, pause: 0)?.outcome == .answeringMachine)
    #expect(GreetingRule.decide(talk: 3.1, pause: 5)?.outcome == .answeringMachine)
  }

  @Test func `a click is nobody`() {
    #expect(GreetingRule.decide(talk: 0.1, pause: 3) == nil)
  }

  @Test(arguments: [-12.0, -20, -32])
  func `hello is a person within 1.2 s of its end`(level: Double) throws {
    let samples =
      [Int16].silence(seconds: 0.8) + .talk(seconds: 0.5, level: Level(dBm0: level))
      + .silence(seconds: 3)
    for noise in [level - 30, level - 12] {
      let hearing = Hearing(samples.noisy(noise).throughULaw, answer: 0)
      let verdict = try #require(hearing.verdict)
      #expect(verdict.outcome == .liveVoice)
      #expect(verdict.decidedAt.seconds < 1.3 + 1.3, "noise at \(noise) dBm0")
    }
  }

  @Test func `a voice in front of others is the one that counts`() throws {
    // Somebody talks in the background all the time, 12 dB under the person at the telephone.
    var samples = [Int16].talk(seconds: 6, level: Level(dBm0: -32), pitch: 210)
    samples.mix([Int16].talk(seconds: 0.5, level: Level(dBm0: -20)), at: 8000)
    let hearing = Hearing(samples.noisy(-55), answer: 0)
    #expect(hearing.outcome == .liveVoice)
  }

  @Test func `nobody for six seconds is silence`() throws {
    let hearing = Hearing([Int16].silence(seconds: 9).noisy(-52), answer: 0)
    #expect(hearing.outcome == .silence)
    #expect(abs(try #require(hearing.verdict).decidedAt.seconds - 6) < 0.1)
  }

  @Test(arguments: [-50.0, -44])
  func `noise that sets in with the answer is not talk`(level: Double) throws {
    var noise = NoiseSource(level: Level(dBm0: level), seed: 5)
    let samples = [Int16].silence(seconds: 4) + noise.render(96_000)
    #expect(Hearing(samples, answer: 4).outcome == .silence)
  }

  @Test func `ringing behind the answer is not talk`() throws {
    let ring = Tone(
      [ToneSegment([440, 480], duration: 2, level: .usual), .silence(4)], repeats: true
    ).samples(seconds: 3)
    let samples = ring + [Int16].silence(seconds: 0.5) + .talk(seconds: 0.5) + .silence(seconds: 3)
    let hearing = Hearing(samples.noisy(-55), answer: 0.5)
    #expect(hearing.outcome == .liveVoice)
  }

  @Test func `speech that no answer followed is an announcement`() {
    let samples = [Int16].silence(seconds: 0.5) + .talk(seconds: 5) + .silence(seconds: 1)
    #expect(Hearing(samples.noisy(-55)).outcome == .announcement)
    #expect(Hearing(samples.noisy(-55), supervision: .unknown).outcome == .answeringMachine)
  }
}
