// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct GreetingListenerTests {
  @Test(arguments: [-12.0, -20, -32])
  func `hello and a wait are a person`(level: Double) throws {
    let hello = [Int16].talk(seconds: 0.5, level: Level(dBm0: level)).between(0.8, 4)
    for noise in [level - 35, level - 18] {
      let hearing = Hearing(hello.noisy(noise).throughULaw, answer: 0)
      #expect(hearing.outcome == .liveVoice)
      let verdict = try #require(hearing.verdict)
      #expect(verdict.decidedAt.seconds < 3.5, "noise at \(noise) dBm0")
      let word = try #require(hearing.events.first { $0.kind == .speech })
      #expect(abs(word.at.seconds - 0.8) < 0.1)
      #expect(abs(try #require(word.end).seconds - 1.3) < 0.2)
    }
  }

  @Test
  func `who speaks is no machine while he is likely a person, whatever a state seldom met says`() {
    // A chain that knows one state calls whoever is speaking a machine.
    var chain = GreetingModel.builtIn.chain
    chain.states = Array(chain.states.prefix(1))
    var analyzer = CallProgressAnalyzer(
      settings: AnalyzerSettings(supervision: .signalled), model: .builtIn,
      policy: StoppingPolicy(chain, costs: DecisionProfile.balanced.costs))
    var events: [CallEvent] = []
    analyzer.answered(into: &events)
    let hello = [Int16].talk(seconds: 0.5).between(0.8, 4)
    analyzer.consume(hello.noisy(-50).span, into: &events)
    #expect(analyzer.verdict?.outcome == .liveVoice)
  }

  @Test func `a monologue is a machine`() throws {
    for pitch in [110.0, 150, 190] {
      let voice = (0..<5).flatMap { _ in
        Signals.voice(seconds: 2, pitch: pitch) + .silence(seconds: 0.5)
      }.between(0.4, 1)
      let hearing = Hearing(voice.noisy(-55).throughALaw, answer: 0)
      #expect(hearing.outcome == .answeringMachine, "\(hearing.verdict?.reason ?? "")")
      #expect(try #require(hearing.verdict).decidedAt.seconds < 13)
    }
  }

  @Test func `nobody for six seconds is silence`() throws {
    let hearing = Hearing([Int16].silence(seconds: 9).noisy(-52), answer: 0)
    #expect(hearing.outcome == .silence)
    #expect(abs(try #require(hearing.verdict).decidedAt.seconds - 6) < 0.1)
  }

  @Test func `nobody on a line that hums is silence too`() throws {
    let hum = [Int16].tone(250, seconds: 12, level: -46).noisy(-60)
    let hearing = Hearing(hum, answer: 0)
    #expect(hearing.outcome == .silence)
    #expect(try #require(hearing.verdict).decidedAt.seconds < 7)
  }

  @Test(arguments: [-50.0, -44])
  func `noise that sets in with the answer is not talk`(level: Double) {
    var noise = NoiseSource(level: Level(dBm0: level), seed: 5)
    let samples = [Int16].silence(seconds: 4) + noise.render(96_000)
    #expect(Hearing(samples, answer: 4).outcome == .silence)
  }

  @Test func `ringing behind the answer is not talk`() throws {
    let ring = Tone("440+480:2/4", level: Level(dBm0: -23))?.samples(seconds: 3)
    let samples = try #require(ring) + .talk(seconds: 0.5).between(0.5, 4)
    #expect(Hearing(samples.noisy(-55), answer: 0.5).outcome == .liveVoice)
  }

  @Test func `hum before a hello is no ringing, and not its floor`() throws {
    var samples = [Int16].talk(seconds: 0.5, level: Level(dBm0: -28)).between(1.2, 5)
    let hum = [Int16].tone(250, seconds: 6.7, level: -44)
    for index in samples.indices { samples[index] += hum[index] }
    let hearing = Hearing(samples.noisy(-60), answer: 0)
    #expect(hearing.outcome == .liveVoice)
    let word = try #require(hearing.events.first { $0.kind == .speech })
    #expect(abs(word.at.seconds - 1.2) < 0.1)
  }

  @Test func `speech that no answer followed is an announcement`() {
    let samples = [Int16].talk(seconds: 5).between(0.5, 1).noisy(-55)
    #expect(Hearing(samples).outcome == .announcement)
    #expect(Hearing(samples, supervision: .unknown).outcome == .answeringMachine)
  }

  @Test func `an answer is inferred from the first word, and reported ones are kept`() throws {
    let samples = [Int16].talk(seconds: 0.5).between(2, 4).noisy(-55)
    let inferred = try #require(Hearing(samples, supervision: .unknown).verdict?.answeredAt)
    #expect(abs(inferred.seconds - 2) < 0.1)
    let reported = try #require(Hearing(samples, answer: 1).verdict?.answeredAt)
    #expect(reported == SampleTime(seconds: 1))
  }
}
