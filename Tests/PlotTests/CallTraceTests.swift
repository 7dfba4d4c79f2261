// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Plot

struct CallTraceTests {
  @Test func `a trace holds what the analyzer said of the call, and when`() throws {
    let samples = Sounds.busy()
    var analyzer = CallProgressAnalyzer()
    var events: [CallEvent] = []
    analyzer.consume(samples.span, into: &events)
    analyzer.finish(into: &events)
    let trace = CallTrace(samples)
    #expect(trace.reports.map(\.event) == events)
    #expect(trace.verdict == analyzer.verdict)
    #expect(trace.verdict?.outcome == .busy)
    #expect(trace.frames.count == samples.count / 160)
    let verdict = try #require(trace.reports.last { $0.event.kind == .verdict })
    #expect(verdict.knownAt == trace.verdict?.decidedAt)
  }

  @Test func `runs are those of the tone, the one that is open at the end too`() throws {
    // 4.25 s: the last of five bursts is cut.
    let trace = CallTrace(Array(Sounds.busy().prefix(34_000)))
    #expect(trace.runs.count == 5)
    for run in trace.runs {
      #expect(run.isSteady)
      #expect(run.frequencies.map { $0.rounded() } == [480, 620])
    }
    let last = try #require(trace.runs.last)
    #expect(abs(last.start.seconds - 4) < 0.02)
    #expect(abs(last.end.seconds - 4.25) < 0.03)
  }

  @Test(arguments: [0, 1000, 1600, 16_000])
  func `the answer is told at its sample`(answer: Int64) throws {
    let samples = [Int16](repeating: 0, count: 16_000)
    let settings = AnalyzerSettings(supervision: .signalled)
    let trace = CallTrace(samples, settings: settings, answer: SampleTime(samples: answer))
    #expect(trace.answeredAt?.samples == answer)
    #expect(trace.isAnswerSignalled)
    #expect(trace.reports.first { $0.event.kind == .answer }?.event.at.samples == answer)
    #expect(trace.frames.count == 100)
  }

  @Test func `an answer behind the end never came`() {
    let samples = [Int16](repeating: 0, count: 8000)
    let trace = CallTrace(samples, answer: SampleTime(seconds: 2))
    #expect(!trace.isAnswerSignalled)
    #expect(trace.answeredAt == nil)
  }

  @Test func `the level of a stretch is its own`() throws {
    let trace = CallTrace(Sounds.busy())
    let burst = try #require(
      trace.level(from: SampleTime(seconds: 1.1), to: SampleTime(seconds: 1.4)))
    #expect(abs(burst.signal.dBm0 + 20) < 0.5)
    #expect(burst.floor.dBm0 < -50)
    #expect(trace.level(from: SampleTime(seconds: 90), to: SampleTime(seconds: 91)) == nil)
  }
}

enum Sounds {
  /// 480 + 620 Hz, 0.5 s on and off, −20 dBm0 together, for 5 s over noise of −60 dBm0.
  static func busy() -> [Int16] {
    let burst = ToneSegment([480, 620], duration: 0.5, level: Level(dBm0: -23))
    var samples = Tone([burst, .silence(0.5)], repeats: true).samples(seconds: 5)
    var noise = NoiseSource(level: Level(dBm0: -60), seed: 1)
    noise.add(to: &samples)
    return samples
  }
}
