// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct GreetingListenerTests {
  @Test func `a word and a wait are a person, with the word's end reported before`() throws {
    let samples = [Int16].silence(seconds: 0.8) + .talk(seconds: 0.5) + .silence(seconds: 6)
    let hearing = Hearing(samples.noisy(-55), answer: 0)
    let verdict = try #require(hearing.verdict)
    #expect(verdict.outcome == .liveVoice)
    #expect(verdict.reason.hasPrefix("one phrase of 0."))
    #expect(verdict.confidence > 0.7)
    #expect(verdict.decidedAt.seconds < 4)
    let kinds = hearing.events.map(\.kind)
    let speech = try #require(kinds.firstIndex(of: .speech))
    let decided = try #require(kinds.firstIndex(of: .verdict))
    #expect(speech < decided)
    let end = try #require(hearing.events[speech].end)
    #expect(abs(end.seconds - 1.3) < 0.12)
  }

  @Test func `talk without an end is a machine`() throws {
    let samples = [Int16].silence(seconds: 0.4) + .talk(seconds: 9)
    let verdict = try #require(Hearing(samples.noisy(-55), answer: 0).verdict)
    #expect(verdict.outcome == .answeringMachine)
    #expect(verdict.decidedAt.seconds < 8)
  }

  @Test func `ringing after the answer is no speech`() {
    let ring = Tone([ToneSegment([440, 480], duration: 2, level: .usual)], repeats: false)
    let samples = ring.samples(seconds: 2) + [Int16].silence(seconds: 1)
    let hearing = Hearing(samples.noisy(-60), answer: 0)
    #expect(hearing.events.allSatisfy { $0.kind != .speech })
    #expect(hearing.outcome != .liveVoice)
    #expect(hearing.outcome != .answeringMachine)
  }

  @Test func `noise that sets in with the answer is not speech`() {
    let samples = [Int16](repeating: 0, count: 8000) + [Int16].silence(seconds: 8).noisy(-42)
    let hearing = Hearing(samples, answer: 1)
    #expect(hearing.outcome == .silence)
    #expect(hearing.events.allSatisfy { $0.kind != .speech })
  }

  @Test func `lost packets in a pause do not begin speech`() {
    var samples = ([Int16].silence(seconds: 8)).noisy(-50)
    for start in stride(from: 3000, to: 60_000, by: 5000) {
      for index in start..<(start + 160) { samples[index] = 0 }
    }
    #expect(Hearing(samples, answer: 0).outcome == .silence)
  }
}
