// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Testing

@testable import Evaluation

struct ResultsTests {
  private func read(_ text: String) throws -> Results {
    let folder = try TemporaryFolder()
    return try Results(contentsOf: try folder.file("r.jsonl", text))
  }

  @Test func `what was written is read again`() throws {
    let beep = CallEvent.beep(from: 1, to: 1.5)
    let written = Classification(
      file: "calls/a.wav",
      verdict: Verdict(
        outcome: .answeringMachine, decidedAt: SampleTime(seconds: 3.5),
        answeredAt: SampleTime(seconds: 0.25), confidence: 0.875, reason: "a beep behind speech"),
      events: [beep])
    let line = String(decoding: try JSONEncoder().encode(written), as: UTF8.self)
    let results = try read(line + "\n\n")
    #expect(results.count == 1)
    #expect(results["elsewhere/a.flac"] == written)
    #expect(results["b.wav"] == nil)
  }

  @Test func `what others leave out may be missing`() throws {
    let results = try read(
      #"{"file":"a.wav","outcome":"fax","decided_at_s":2,"pleasure":1}"# + "\n"
        + #"{"file":"b.wav","outcome":null}"#)
    #expect(results["a"]?.verdict.outcome == .fax)
    #expect(results["a"]?.verdict.answeredAt == nil)
    #expect(results["b"]?.verdict.outcome == .unknown)
  }

  @Test(arguments: [
    ("no JSON", "line 1: no JSON object"),
    ("\n{\"outcome\":\"fax\",\"decided_at_s\":2}", "line 2: no key \"file\""),
    (
      #"{"file":"a","outcome":"elephant","decided_at_s":2}"#,
      "line 1: outcome: unknown outcome 'elephant'"
    ),
    (#"{"file":"a","outcome":"fax"}"#, "line 1: decided_at_s"),
    (#"{"file":"a","outcome":"fax","decided_at_s":1e300}"#, "line 1: decided_at_s"),
    (#"{"file":"a","outcome":"fax","decided_at_s":"soon"}"#, "line 1: decided_at_s"),
    (#"{"file":"a.wav"}"#, "line 1: no key \"outcome\""),
    (
      #"{"file":"a.wav","outcome":null}"# + "\n" + #"{"file":"a.flac","outcome":null}"#,
      "line 2: a second result of a.flac"
    ),
    ("", "no results"),
  ])
  func `a bad line is refused with its number`(text: String, words: String) throws {
    let error = try #require(throws: ResultsError.self) { try read(text) }
    #expect("\(error)".contains(words), "\(error)")
  }
}
