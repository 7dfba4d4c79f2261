// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct CallProgressAnalyzerTests {
  /// Ringing, an answer, talk, a beep, quiet; and a fax.
  static let calls: [(samples: [Int16], answer: Double?)] = {
    let ringing = Tone(
      [ToneSegment([425], duration: 1, level: .usual), .silence(4)], repeats: true
    ).samples(seconds: 7)
    let machine =
      ringing + [Int16].talk(seconds: 4) + .silence(seconds: 0.3) + Signals.beep()
      + .silence(seconds: 2)
    let fax = [Int16].silence(seconds: 1) + Signals.faxAnswer(seconds: 8)
    return [(machine.noisy(-55), 7), (fax.noisy(-60), 0)]
  }()

  @Test(arguments: [
    [1], [7], [79], [80], [81], [160], [333], [4000], [1_000_000], [3, 500, 1, 160, 77],
  ])
  func `the same audio gives the same events whatever the spans`(spans: [Int]) {
    let signals = SignalsOfAllKinds.all.map { (samples: $0.samples, answer: Double?.some(0.3)) }
    for call in CallProgressAnalyzerTests.calls + signals {
      let reference = Hearing(call.samples, answer: call.answer, spans: [160])
      let other = Hearing(call.samples, answer: call.answer, spans: spans)
      #expect(other.events == reference.events)
      #expect(other.verdict == reference.verdict)
    }
  }

  @Test func `what comes later changes nothing of what was said before`() {
    for call in CallProgressAnalyzerTests.calls {
      let whole = Hearing(call.samples, answer: call.answer).events
      for count in stride(from: 12_345, to: call.samples.count, by: 9876) {
        var analyzer = CallProgressAnalyzer(settings: AnalyzerSettings(supervision: .signalled))
        var events: [CallEvent] = []
        let answer = Int((call.answer ?? 0) * 8000)
        analyzer.consume(call.samples.span.extracting(..<min(answer, count)), into: &events)
        if answer < count {
          analyzer.answered(into: &events)
          analyzer.consume(call.samples.span.extracting(answer..<count), into: &events)
        }
        #expect(events == Array(whole.prefix(events.count)), "up to \(count)")
      }
    }
  }

  @Test(arguments: SignalsOfAllKinds.all)
  func `audio that ends anywhere ends in one verdict`(signal: SignalsOfAllKinds) {
    for count in [0, 1, 159, 160, 161, 4321, 8000, 12_345, signal.samples.count / 2] {
      let hearing = Hearing(Array(signal.samples.prefix(count)), answer: 0)
      #expect(hearing.events.filter { $0.kind == .verdict }.count == 1)
      let end = SampleTime(samples: Int64(count))
      #expect(hearing.events.allSatisfy { $0.at <= end && $0.end ?? $0.at >= $0.at })
    }
  }

  @Test func `the line's report of an answer counts once where answers are signalled`() {
    var analyzer = CallProgressAnalyzer(settings: AnalyzerSettings(supervision: .signalled))
    var events: [CallEvent] = []
    let quiet = [Int16].silence(seconds: 1)
    for _ in 0..<3 {
      analyzer.answered(into: &events)
      analyzer.consume(quiet.span, into: &events)
    }
    #expect(events.filter { $0.kind == .answer }.map(\.at) == [.zero])
  }

  @Test func `an answer in the middle of a span is at its sample`() {
    let hearing = Hearing([Int16].silence(seconds: 2), answer: 1.234, spans: [997])
    #expect(hearing.events.first { $0.kind == .answer }?.at == SampleTime(seconds: 1.234))
  }

  @Test func `a verdict never changes`() {
    // A person speaks and waits; a machine's monologue and a beep come after.
    let samples =
      [Int16].silence(seconds: 0.5) + .talk(seconds: 0.5) + .silence(seconds: 3)
      + .talk(seconds: 8) + .silence(seconds: 0.3) + Signals.beep() + .silence(seconds: 2)
    let hearing = Hearing(samples.noisy(-55), answer: 0)
    #expect(hearing.outcome == .liveVoice)
    #expect(hearing.events.filter { $0.kind == .verdict && !$0.isProvisional }.count == 1)
  }

  @Test func `a person is likely before he is certain, and no longer once he talks on`() {
    let samples =
      [Int16].silence(seconds: 0.5) + .talk(seconds: 0.5) + .silence(seconds: 0.45)
      + .talk(seconds: 0.5) + .silence(seconds: 3)
    let verdicts = Hearing(samples.noisy(-55), answer: 0).events.filter { $0.kind == .verdict }
    // Then likely again, or certain at once.
    #expect(verdicts.map(\.name).prefix(3) == ["live-voice", "unknown", "live-voice"])
    #expect(verdicts.map(\.isProvisional).prefix(2) == [true, true])
    #expect(verdicts.filter { !$0.isProvisional }.map(\.name) == ["live-voice"])
  }

  @Test func `silences are told apart`() {
    let digital = Hearing([Int16].silence(seconds: 7), answer: 0)
    let noise = Hearing([Int16].silence(seconds: 7).noisy(-62), answer: 0)
    let names = [digital, noise].map { $0.events.first { $0.kind == .silence }?.name }
    #expect(names == ["digital", "noise"])
    #expect(Hearing([], answer: 0).verdict?.reason == "no audio came")
  }

  @Test func `nothing at all ends in a verdict`() {
    #expect(Hearing([], answer: nil).outcome == .unknown)
    #expect(Hearing([], answer: nil, supervision: .unknown).outcome == .silence)
    #expect(Hearing([Int16].silence(seconds: 8), answer: 0).outcome == .silence)
  }

  @Test func `full scale noise and clipped tones do no harm`() {
    let square = (0..<80_000).map { ($0 / 9) % 2 == 0 ? Int16.max : Int16.min }
    _ = Hearing(square, answer: 0)
    var noise = NoiseSource(level: Level(dBm0: 10), seed: 3)
    _ = Hearing(noise.render(80_000), answer: 0)
  }

  /// Two periods of a tone that its country's plan may yet turn into another leave the verdict open.
  @Test func `what was left open before the answer is nothing behind it`() throws {
    func analyzer(_ tone: ListedTone, _ events: inout [CallEvent]) -> CallProgressAnalyzer {
      var analyzer = CallProgressAnalyzer(
        settings: AnalyzerSettings(country: tone.country, supervision: .signalled))
      for _ in 0..<300 where !events.contains(where: { $0.kind == .tone }) {
        let start = Int(analyzer.position.samples)
        let samples = tone.tone(at: .usual).samples(seconds: 6)
        analyzer.consume(samples.span.extracting(start..<start + 160), into: &events)
      }
      return analyzer
    }
    let tone = try #require(
      ListedTone.world.first {
        guard $0.kind == .busy, CadencePattern($0) != nil else { return false }
        var events: [CallEvent] = []
        return analyzer($0, &events).verdict == nil && events.contains { $0.name == "busy" }
      })
    var events: [CallEvent] = []
    var open = analyzer(tone, &events)
    var answered = open
    open.finish(into: &events)
    #expect(open.verdict?.outcome == .busy)
    answered.answered(into: &events)
    let hello = [Int16].silence(seconds: 0.3) + .talk(seconds: 0.5) + .silence(seconds: 0.2)
    answered.consume(hello.span, into: &events)
    answered.finish(into: &events)
    #expect(answered.verdict?.outcome == .liveVoice)
  }

  @Test func `a copy goes its own way`() {
    let call = CallProgressAnalyzerTests.calls[0].samples
    var one = CallProgressAnalyzer()
    var events: [CallEvent] = []
    one.consume(call.span.extracting(..<40_000), into: &events)
    var other = one
    other.consume(call.span.extracting(40_000...), into: &events)
    #expect(one.position == SampleTime(samples: 40_000))
    #expect(other.position == SampleTime(samples: Int64(call.count)))
  }
}
