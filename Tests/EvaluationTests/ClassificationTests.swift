// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Plot
import Testing

@testable import Evaluation

struct ClassificationTests {
  /// 480 + 620 Hz, 0.5 s on and off, for 6 s.
  private let busy = Tone(
    [ToneSegment([480, 620], duration: 0.5, level: Level(dBm0: -23)), .silence(0.5)], repeats: true
  ).samples(seconds: 6)

  @Test func `it is what the analyzer says, and what its trace says`() {
    let hints = Classification.Hints(answeredAt: 0.3, supervision: .signalled)
    let heard = Classification(file: "a", samples: busy, hints: hints)
    var analyzer = CallProgressAnalyzer(settings: hints.settings)
    var events: [CallEvent] = []
    analyzer.consume(busy.span.extracting(..<2400), into: &events)
    analyzer.answered(into: &events)
    analyzer.consume(busy.span.extracting(2400...), into: &events)
    analyzer.finish(into: &events)
    #expect(heard.verdict == analyzer.verdict)
    #expect(heard.events == events)
    let trace = CallTrace(busy, settings: hints.settings, answer: hints.answer)
    #expect(Classification(file: "a", trace: trace) == heard)
  }

  @Test(arguments: [0.0, 6.0])
  func `an answer at either end is told once`(answer: Double) {
    let heard = Classification(
      file: "a", samples: busy, hints: .init(answeredAt: answer, supervision: .signalled))
    #expect(heard.events.count { $0.kind == .answer } == 1)
    #expect(heard.events.first { $0.kind == .answer }?.at.seconds == answer)
  }

  @Test func `where the verdict is enough, nothing is heard behind it`() {
    let samples = busy + Signals.faxAnswer(seconds: 5)
    let all = Classification(file: "a", samples: samples, hints: .init())
    let enough = Classification(
      file: "a", samples: samples, hints: .init(), isVerdictEnough: true)
    #expect(enough.verdict == all.verdict)
    #expect(enough.events.count < all.events.count)
  }

  @Test func `of no audio nothing is known`() {
    let heard = Classification(
      file: "a", samples: [], hints: .init(answeredAt: 0, supervision: .signalled))
    #expect(heard.events.count { $0.kind == .answer } == 1)
    #expect(heard.verdict.decidedAt == .zero)
  }
}
