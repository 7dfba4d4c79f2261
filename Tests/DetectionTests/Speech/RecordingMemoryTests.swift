// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

/// A phrase of `seconds`: words without the pauses between them.
private func phrase(_ seconds: Double, seed: UInt64) -> [Int16] {
  let words = Signals.voice(seconds: 4 * seconds, pitch: 190, seed: seed)
  return Array(words.filter { $0 != 0 }.prefix(Int(8000 * seconds)))
}

struct RecordingMemoryTests {
  private static let prompt = phrase(3, seed: 7)

  private static func pause(_ seconds: Double) -> [Int16] { .silence(seconds: seconds) }

  /// One who decides by nothing that he hears for 12 s but by this.
  private static var patient: CallProgressAnalyzer {
    CallProgressAnalyzer(
      settings: AnalyzerSettings(supervision: .signalled), model: .builtIn,
      policy: StoppingPolicy(DecisionChain(), costs: DecisionProfile.balanced.costs))
  }

  /// What was recognised.
  private static func recordings(_ samples: [Int16]) -> [CallEvent] {
    var analyzer = patient
    var events: [CallEvent] = []
    analyzer.answered(into: &events)
    analyzer.consume(samples.span, into: &events)
    return events.filter { $0.kind == .recording }
  }

  /// At another place within a frame, softer, in noise.
  @Test(arguments: [0, 37, 80, 121])
  func `the same recording again is heard to be one`(offset: Int) throws {
    let line =
      Self.pause(0.3) + Self.prompt + Self.pause(1.1) + [Int16](repeating: 0, count: offset)
      + Self.prompt.amplified(by: 0.7) + Self.pause(2)
    let found = Self.recordings(line.noisy(-42).throughULaw)
    let event = try #require(found.first)
    #expect(event.name == "repeated")
    #expect(abs(event.at.seconds - 4.5) < 0.2)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `one who speaks on is not`(seed: UInt64) {
    let other = phrase(3, seed: 100 + seed)
    let line = Self.pause(0.3) + Self.prompt + Self.pause(1.1) + other + Self.pause(2)
    #expect(Self.recordings(line.noisy(-42)).isEmpty)
  }

  @Test func `a short word said twice evenly tells nothing`() {
    let word = Signals.voice(seconds: 0.5, seed: 3)
    let line = Self.pause(0.3) + word + Self.pause(1.5) + word + Self.pause(3)
    #expect(Self.recordings(line.noisy(-42)).isEmpty)
  }

  @Test func `a recording repeated behind the answer is a machine`() {
    var analyzer = Self.patient
    var events: [CallEvent] = []
    analyzer.answered(into: &events)
    let line = Self.pause(0.3) + Self.prompt + Self.pause(0.5) + Self.prompt + Self.pause(2)
    analyzer.consume(line.noisy(-50).span, into: &events)
    #expect(analyzer.verdict?.outcome == .answeringMachine)
    #expect(analyzer.verdict?.reason == "the same recording again")
  }

  @Test func `before the answer it waits, and is an announcement at the end`() {
    let line = Self.pause(0.3) + Self.prompt + Self.pause(0.5) + Self.prompt + Self.pause(2)
    let hearing = Hearing(line.noisy(-50))
    #expect(hearing.names(of: .recording) == ["repeated"])
    #expect(hearing.outcome == .announcement)
    #expect(hearing.verdict?.reason == "the same recording again, and no answer")
  }
}

struct PromptBookTests {
  private static let prompt = phrase(4, seed: 7)

  private static func book(_ outcome: Outcome = .callScreener) throws -> PromptBook {
    var book = PromptBook()
    book.add(try #require(KnownPrompt(name: "assistant", outcome: outcome, samples: prompt)))
    return book
  }

  private static func analyzer(_ book: PromptBook) -> CallProgressAnalyzer {
    CallProgressAnalyzer(settings: AnalyzerSettings(supervision: .signalled), prompts: book)
  }

  private static let line =
    [Int16].silence(seconds: 0.77) + prompt.amplified(by: 0.4) + .silence(seconds: 2)

  @Test func `a known prompt is told by its name, softer and in noise`() throws {
    var analyzer = Self.analyzer(try Self.book())
    var events: [CallEvent] = []
    analyzer.answered(into: &events)
    analyzer.consume(Self.line.noisy(-45).throughALaw.span, into: &events)
    #expect(analyzer.verdict?.outcome == .callScreener)
    #expect(analyzer.verdict?.reason == "the known prompt assistant")
    let event = try #require(events.first { $0.kind == .recording })
    #expect(event.name == "call-screener" && event.text == "assistant")
    #expect(abs(event.at.seconds - 0.9) < 0.2)
    let decidedAt = try #require(analyzer.verdict?.decidedAt)
    #expect(decidedAt.seconds - event.at.seconds < 1.6)
  }

  @Test func `it decides before the answer too`() throws {
    var analyzer = Self.analyzer(try Self.book(.announcement))
    var events: [CallEvent] = []
    analyzer.consume(Self.line.noisy(-45).span, into: &events)
    #expect(analyzer.verdict?.outcome == .announcement)
  }

  @Test func `behind a screener its prompts are no answer, and a person is`() throws {
    var analyzer = Self.analyzer(try Self.book())
    var events: [CallEvent] = []
    analyzer.answered(into: &events)
    analyzer.consume(Self.line.noisy(-45).span, into: &events)
    #expect(analyzer.verdict?.outcome == .callScreener)
    analyzer.listenAgain()
    analyzer.consume(Array(Self.line.prefix(20_000)).noisy(-45).span, into: &events)
    #expect(analyzer.verdict == nil)
    let hello =
      [Int16].silence(seconds: 2) + Signals.voice(seconds: 0.5, seed: 3) + .silence(seconds: 4)
    analyzer.consume(hello.noisy(-45).span, into: &events)
    #expect(analyzer.verdict?.outcome == .liveVoice)
  }

  /// As a line does: at the verdict, in the middle of the screener's phrase.
  private static func listenedTo(
    _ samples: [Int16], _ events: inout [CallEvent]
  ) throws -> CallProgressAnalyzer {
    var analyzer = Self.analyzer(try book())
    analyzer.answered(into: &events)
    var isScreened = false
    for start in stride(from: 0, to: samples.count - 159, by: 160) {
      analyzer.consume(samples.span.extracting(start..<start + 160), into: &events)
      guard !isScreened, analyzer.verdict?.outcome == .callScreener else { continue }
      isScreened = true
      analyzer.listenAgain()
    }
    #expect(isScreened)
    return analyzer
  }

  /// A screener that asks on for `seconds` behind the phrase that is known.
  private static func asking(_ seconds: Double) -> [Int16] {
    .silence(seconds: 0.77) + prompt + .silence(seconds: 0.4) + phrase(seconds, seed: 31)
  }

  private static let hello = Signals.voice(seconds: 0.5, seed: 3)

  @Test(arguments: [0.3, 0.8, 2, 6])
  func `the rest of what a screener says is no greeting`(seconds: Double) throws {
    for wait in [3.0, 9, 20] {
      var events: [CallEvent] = []
      let asked = Self.asking(seconds) + .silence(seconds: wait)
      let waiting = try Self.listenedTo(asked.noisy(-50), &events)
      #expect(waiting.verdict == nil, "\(wait) s: \(waiting.verdict?.reason ?? "")")
      let answered = asked + Self.hello + .silence(seconds: 3)
      let verdict = try #require(try Self.listenedTo(answered.noisy(-50), &events).verdict)
      #expect(verdict.outcome == .liveVoice, "\(wait) s: \(verdict.reason)")
      // Not at his first sound, however long he was waited for.
      #expect(verdict.decidedAt.seconds > Double(asked.count) / 8000 + 0.7)
    }
  }

  @Test func `who hangs up while a screener asks was nobody`() throws {
    var events: [CallEvent] = []
    var analyzer = try Self.listenedTo(Self.asking(1).noisy(-50), &events)
    analyzer.finish(into: &events)
    #expect(analyzer.verdict?.outcome == .silence)
  }

  @Test func `a mailbox behind a screener is one`() throws {
    var book = try Self.book()
    let greeting = phrase(4, seed: 20)
    book.add(
      try #require(KnownPrompt(name: "mailbox", outcome: .answeringMachine, samples: greeting)))
    var analyzer = Self.analyzer(book)
    var events: [CallEvent] = []
    analyzer.answered(into: &events)
    analyzer.consume(Self.line.noisy(-45).span, into: &events)
    analyzer.listenAgain()
    analyzer.consume((.silence(seconds: 1) + greeting).noisy(-45).span, into: &events)
    #expect(analyzer.verdict?.reason == "the known prompt mailbox")
  }

  @Test func `a prompt is taught behind a long quiet, and to its end`() throws {
    let phrases = (1...6 as ClosedRange<UInt64>).map { phrase(2.4, seed: 40 + $0) }
    let long = phrases.reduce([Int16].silence(seconds: 9)) { $0 + $1 + .silence(seconds: 0.6) }
    let prompt = try #require(KnownPrompt(name: "x", outcome: .callScreener, samples: long))
    #expect(prompt.phrases == 6)
  }

  @Test func `noise and a word teach nothing`() {
    let word = Signals.voice(seconds: 0.5, seed: 3)
    #expect(KnownPrompt(name: "x", outcome: .callScreener, samples: word) == nil)
    #expect(
      KnownPrompt(name: "x", outcome: .callScreener, samples: .silence(seconds: 5).noisy(-40))
        == nil)
    #expect(KnownPrompt(name: "x", outcome: .callScreener, samples: []) == nil)
  }

  @Test func `a book is written and read`() throws {
    var book = try Self.book()
    book.add(
      try #require(
        KnownPrompt(name: "no-such-number", outcome: .announcement, samples: Self.prompt)))
    let read = try PromptBook(book.text, file: "a.prompts")
    #expect(read.text == book.text)
    #expect(read.prompts.map(\.name) == ["assistant", "no-such-number"])
    #expect(read.prompts.map(\.outcome) == [.callScreener, .announcement])
    #expect(read.prompts.allSatisfy { $0.phrases > 0 })
  }

  @Test func `a prompt is taught anew in the place of one of its name`() throws {
    var book = try Self.book()
    book.add(
      try #require(KnownPrompt(name: "assistant", outcome: .announcement, samples: Self.prompt)))
    #expect(book.prompts.map(\.outcome) == [.announcement])
  }

  @Test(arguments: [
    (
      "# head\nlive-voice\ta\tff",
      "b.prompts:2: 'live-voice' is none of call-screener, announcement, answering-machine"
    ),
    (
      "call-screener a ff",
      "b.prompts:1: a line is an outcome, a name and a fingerprint, with tabs between"
    ),
    ("call-screener\t\tff", "b.prompts:1: the prompt has no name"),
    ("\r\ncall-screener\ta\tff", "b.prompts:2: no fingerprint: 272 hexadecimal digits"),
    ("call-screener\ta\t" + String(repeating: "0", count: 272), "b.prompts:1: no fingerprint"),
    ("call-screener\ta\t" + String(repeating: "g", count: 272), "b.prompts:1: no fingerprint"),
  ])
  func `what is no book is said with its line`(text: String, fault: String) {
    do throws(PromptBookError) {
      _ = try PromptBook(text, file: "b.prompts")
      Issue.record("it was read")
    } catch {
      #expect(error.description.hasPrefix(fault))
    }
  }

  @Test func `a name has one outcome`() throws {
    let line = String(repeating: "f", count: 272)
    #expect(
      throws: PromptBookError(file: "b", line: 2, reason: "'a' is call-screener in a line before")
    ) {
      try PromptBook("call-screener\ta\t\(line)\nannouncement\ta\t\(line)", file: "b")
    }
  }

  @Test func `a file that is not there is named`() {
    do throws(PromptBookError) {
      _ = try PromptBook(contentsOf: "/nowhere/b.prompts")
      Issue.record("it was read")
    } catch {
      #expect(error.description.hasPrefix("/nowhere/b.prompts: cannot be read"))
    }
  }
}
