// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Testing

@testable import Evaluation

struct ReplayTests {
  private func row(
    _ file: String, _ before: Outcome, _ now: Outcome, at seconds: Double = 2,
    label: Outcome? = nil
  ) -> Replay.Row {
    Replay.Row(
      file: file, before: Classification.heard(before, reason: "was").verdict,
      now: Classification.heard(now, at: seconds, reason: "is").verdict,
      label: label.map { LabelledCall(file: "elsewhere/" + file, outcome: $0) })
  }

  private var replay: Replay {
    var replay = Replay(before: "balanced", now: "quick")
    replay.add(row("a.wav", .answeringMachine, .liveVoice, label: .liveVoice))
    replay.add(row("b.wav", .liveVoice, .liveVoice, at: 1.5, label: .answeringMachine))
    replay.add(row("c.wav", .busy, .busy, label: .unknown))
    replay.add(nil)
    return replay
  }

  @Test func `verdicts are counted before and now, and timed where they stay`() {
    let counts = replay.counts
    #expect(counts[.liveVoice]?.before == 1 && counts[.liveVoice]?.now == 2)
    #expect(counts[.answeringMachine]?.before == 1 && counts[.answeringMachine]?.now == 0)
    #expect(replay.changed.map(\.file) == ["a.wav"])
    #expect(replay.delays(of: .liveVoice).values == [-0.5])
    #expect(replay.unknown == 1)
  }

  @Test func `labels say what got better`() throws {
    let comparison = try #require(replay.comparison)
    #expect(
      comparison.all
        == Comparison.Tally(calls: 2, rightBefore: 0, rightAfter: 1, gained: 1, lost: 0))
    #expect(Replay(before: "a", now: "b").comparison == nil)
  }

  @Test func `its text has each change with both reasons`() {
    let text = replay.text
    for words in [
      "before: balanced", "now:    quick", "a.wav, labelled live-voice",
      "  before answering-machine at 2.00 s, 90 %: was",
      "  now    live-voice at 2.00 s, 90 %: is", "1 recordings have no result from before",
      "of 2 labelled calls 0 were right and 1 are",
      "1 of 3 calls are decided differently, 0 of the others later, 1 sooner",
    ] { #expect(text.contains(words), "\(words) in\n\(text)") }
    #expect(!text.contains("c.wav"))
  }

  @Test func `its JSON has counts and changes`() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(replay)) as? [String: Any])
    let verdicts = object["verdicts"] as? [String: [String: Any]]
    #expect(verdicts?["live-voice"]?["now"] as? Int == 2)
    let changed = (object["changed"] as? [[String: Any]])?.first
    #expect(changed?["file"] as? String == "a.wav")
    #expect((changed?["now"] as? [String: Any])?["reason"] as? String == "is")
    #expect((object["labelled"] as? [String: Any])?["better"] as? Int == 1)
  }
}
