// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Foundation
import Testing

/// A line that reports neither answer nor release.
struct UnsupervisedListenerTests {
  private func hello() throws -> [Int16] {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Samples/live-us-hello-female.wav").standardized.path
    return try Recording(contentsOf: path).samples
  }

  private func listen(
    _ supervision: AnalyzerSettings.Supervision, _ audio: [[Int16]]
  ) async -> (events: [LegEvent], hasHeardRelease: Bool) {
    var (listener, stream) = Listener.make(
      for: .test(analysis: 20, agentWait: 60), supervision: supervision)
    listener.dialed()
    for part in audio { listener.hear(part) }
    let hasHeardRelease = listener.hasHeardRelease
    listener.ended(.local)
    return (await stream.reduce(into: []) { $0.append($1) }, hasHeardRelease)
  }

  @Test func `the answer is inferred when somebody speaks behind the ringing`() async throws {
    let rings = try #require(TonePlan.samples(.ringback, of: "us", seconds: 8))
    let (events, _) = await listen(.unknown, [rings, try hello(), .silence(seconds: 2)])
    let answers = events.compactMap { if case .answered(let time) = $0 { time } else { nil } }
    #expect(answers.count == 1)
    #expect(answers.first.map { (7.5...9.5).contains($0.seconds) } == true)
    let verdicts = events.compactMap { if case .decided(let verdict) = $0 { verdict } else { nil } }
    #expect(verdicts.map(\.outcome) == [.liveVoice])
    // It has no ring limit any more.
    #expect(!events.contains { if case .limit(.ring, _) = $0 { true } else { false } })
    let (signalled, _) = await listen(.signalled, [rings, try hello()])
    #expect(!signalled.contains { if case .answered = $0 { true } else { false } })
  }

  /// What is heard at the beginning of a ring passes for a word, and so for an answer, until the ring is over.
  @Test func `an answer that is withdrawn leaves the ring limit as it was`() async throws {
    let ring = Tone([ToneSegment([425], duration: 1, level: Level(dBm0: -20))], repeats: false)
    let word = Signals.voice(seconds: 0.3, pitch: 150, level: Level(dBm0: -20), seed: 3)
    var samples = .silence(seconds: 1) + word + ring.samples() + .silence(seconds: 1)
    var noise = NoiseSource(level: Level(dBm0: -60), seed: 1)
    noise.add(to: &samples)
    let (events, _) = await listen(.unknown, [samples, .silence(seconds: 40)])
    let answers = events.count { if case .answered = $0 { true } else { false } }
    #expect(answers == 1)
    let limits = events.compactMap { event -> LegEvent.Limit? in
      if case .limit(let limit, _) = event { limit } else { nil }
    }
    #expect(limits == [.ring])
  }

  @Test(arguments: [TonePlan.Kind.busy, .reorder, .dial])
  func `tones of an exchange behind a person are the far end's release`(
    kind: TonePlan.Kind
  ) async throws {
    let tone = try #require(TonePlan.samples(kind, of: "us", seconds: 4))
    let hello = try hello()
    let quiet = [Int16].silence(seconds: 2)
    #expect(await listen(.unknown, [hello, quiet]).hasHeardRelease == false)
    #expect(await listen(.unknown, [hello, quiet, tone]).hasHeardRelease)
    #expect(await listen(.signalled, [hello, quiet, tone]).hasHeardRelease == false)
  }

  @Test func `busy tone that nobody answered is a verdict, not a release`() async throws {
    let tone = try #require(TonePlan.samples(.busy, of: "us", seconds: 6))
    let (events, hasHeardRelease) = await listen(.unknown, [tone])
    #expect(!hasHeardRelease)
    let verdicts = events.compactMap { if case .decided(let verdict) = $0 { verdict } else { nil } }
    #expect(verdicts.map(\.outcome) == [.busy])
  }
}
