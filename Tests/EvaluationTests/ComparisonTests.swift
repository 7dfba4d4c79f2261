// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Testing

@testable import Evaluation

struct ComparisonTests {
  /// Calls 1 to `count`, live-voice, heard as `outcomes` say by their numbers, else rightly.
  private func results(_ outcomes: [Int: Outcome], at seconds: Double = 2) -> Results {
    Results(
      (1...10).map { .heard(outcomes[$0] ?? .liveVoice, file: "\($0).wav", at: seconds) })
  }

  private let calls = (1...10).map {
    LabelledCall(file: "\($0).flac", outcome: .liveVoice, family: $0 > 5 ? "slow" : "business")
  }

  @Test func `what got better and what got worse is counted, by label and by family`() {
    let comparison = Comparison(
      calls, before: results([1: .answeringMachine, 2: .fax, 6: .busy]),
      after: results([2: .answeringMachine, 7: .silence, 8: .silence]))
    #expect(
      comparison.all
        == Comparison.Tally(calls: 10, rightBefore: 7, rightAfter: 7, gained: 2, lost: 2))
    #expect(comparison.outcomes == [.liveVoice: comparison.all])
    #expect(
      comparison.families[.liveVoice]?["slow"]
        == Comparison.Tally(calls: 5, rightBefore: 4, rightAfter: 3, gained: 1, lost: 2))
    #expect(
      comparison.changed.map(\.call.file) == ["1.flac", "2.flac", "6.flac", "7.flac", "8.flac"])
    #expect(comparison.changed.map(\.word) == ["better", "other", "better", "worse", "worse"])
  }

  /// Two-sided tails of the binomial distribution with a half, added up by hand: 2 × 79 of 4096 for 10 and 2.
  @Test(arguments: [
    (0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (5, 1, 0.21875), (3, 3, 1.0),
    (10, 2, 0.038574218750), (0, 20, 0.0000019073486),
  ])
  func `the test is McNemar's, exactly`(gained: Int, lost: Int, probability: Double) {
    let tally = Comparison.Tally(
      calls: 40, rightBefore: 20, rightAfter: 20, gained: gained, lost: lost)
    #expect(abs(tally.probability - probability) < 1e-9)
  }

  @Test func `it holds for thousands of changes`() {
    let tally = Comparison.Tally(gained: 5000, lost: 5200)
    #expect(abs(tally.probability - 0.0488) < 0.001)
  }

  @Test func `calls without a result are left out and counted`() {
    let comparison = Comparison(
      calls + [LabelledCall(file: "11.wav", outcome: .fax)], before: results([:]),
      after: Results([.heard(.liveVoice, file: "3.wav")]))
    #expect(comparison.pairs.count == 1)
    #expect(comparison.missingBefore == 1)
    #expect(comparison.missingAfter == 10)
  }

  @Test func `delays are those of verdicts that stayed`() {
    let comparison = Comparison(
      calls, before: results([1: .fax]), after: results([:], at: 2.5))
    #expect(comparison.delays(of: .liveVoice).values == [Double](repeating: 0.5, count: 9))
  }

  @Test func `its text shows every change with both reasons, the lost ones first`() throws {
    let before = Results([
      .heard(.answeringMachine, file: "1.wav", reason: "long"), .heard(.liveVoice, file: "2.wav"),
    ])
    let after = Results([
      .heard(.liveVoice, file: "1.wav", at: 1.25, reason: "short"), .heard(.fax, file: "2.wav"),
    ])
    let comparison = Comparison(calls, before: before, after: after)
    let text = comparison.text(names: (before: "a.jsonl", after: "b.jsonl"))
    for words in [
      "8 calls have no result in a.jsonl", "  before answering-machine at 2.00 s, 90 %: long",
      "  after  live-voice at 1.25 s, 90 %: short",
      "2 calls, 2 heard differently: 1 better, 1 worse; p = 1.000",
    ] { #expect(text.contains(words), "\(words) in\n\(text)") }
    let worse = try #require(text.range(of: "worse: 2.flac"))
    let better = try #require(text.range(of: "better: 1.flac"))
    #expect(worse.lowerBound < better.lowerBound)
  }

  @Test func `its JSON has every change`() throws {
    let comparison = Comparison(
      calls, before: results([1: .answeringMachine]), after: results([:]))
    let object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(comparison)) as? [String: Any])
    let changed = try #require((object["changed"] as? [[String: Any]])?.first)
    #expect(changed["change"] as? String == "better")
    #expect((changed["before"] as? [String: Any])?["outcome"] as? String == "answering-machine")
    #expect((object["all"] as? [String: Any])?["p"] as? Double == 1)
  }
}
