// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Testing

@testable import Evaluation

struct ScoreTests {
  @Test func `recall and precision are by label and by what was heard`() {
    let score = Score([
      .row(.liveVoice, as: .liveVoice, family: "slow"),
      .row(.liveVoice, as: .answeringMachine, family: "business"),
      .row(.liveVoice, as: .liveVoice, family: "business"),
      .row(.answeringMachine, as: .answeringMachine), .row(.answeringMachine, as: .liveVoice),
      .row(.busy, as: .reorder, family: "ambiguous"), .row(.reorder, as: .reorder),
      .row(.busy, as: .fax, family: "plain-uncertain"),
    ])
    #expect(score.rows.count == 7)
    #expect(score.right == 5)
    #expect(score.recall[.liveVoice] == Proportion(2, of: 3))
    #expect(score.precision[.liveVoice] == Proportion(2, of: 3))
    #expect(score.families[.liveVoice]?["business"] == Proportion(1, of: 2))
    // What a label accepts counts as the label's.
    #expect(score.recall[.busy] == Proportion(1, of: 1))
    #expect(score.precision[.busy] == Proportion(1, of: 1))
    #expect(score.precision[.reorder] == Proportion(1, of: 1))
    #expect(score.confusion[.busy] == [.reorder: 1])
    #expect(score.share(of: .liveVoice, heardAs: .answeringMachine) == Proportion(1, of: 3))
    #expect(score.share(of: .answeringMachine, heardAs: .liveVoice) == Proportion(1, of: 2))
  }

  @Test func `decisions are timed from each moment that is known, right or wrong`() {
    let call = LabelledCall(
      file: "a", outcome: .liveVoice, answeredAt: 1, greetingStart: 1.5, greetingEnd: 2.25)
    let score = Score([
      Score.Row(call: call, result: .heard(.liveVoice, at: 3)),
      Score.Row(call: call, result: .heard(.answeringMachine, at: 5)),
      Score.Row(call: call, result: .heard(.unknown, at: 9)),
    ])
    let delays = score.latencies[.liveVoice]
    #expect(delays?[.answer]?.values == [2, 4])
    #expect(delays?[.greetingStart]?.values == [1.5, 3.5])
    #expect(delays?[.greetingEnd]?.values == [0.75, 2.75])
    #expect(delays?[.signalStart] == nil)
  }

  @Test func `the tables name everything that is counted`() {
    let call = LabelledCall(
      file: "x.wav", outcome: .answeringMachine, answeredAt: 0, greetingStart: 0.5, beepStart: 5,
      beepEnd: 5.5)
    let beep = CallEvent.beep(from: 5, to: 5.51)
    let score = Score([
      Score.Row(
        call: call, result: .heard(.liveVoice, reason: "one phrase", events: [beep]), duration: 36),
      .row(.fax, as: .fax),
    ])
    let text = score.text
    for words in [
      "answering-machine     1      0    0.0 %", "machine called live", "100.0 % (20.7 to 100.0)",
      "answering-machine  answer", "ends within 50 ms 100.0 %", "within 20 ms 100.0 %",
      "p50 10", "dtmf", "expected error", "labelled, heard as",
    ] { #expect(text.contains(words), "\(words) in\n\(text)") }
    #expect(score.misses.last == "  x.wav: answering-machine heard as live-voice: one phrase")
    #expect(score.summary == "1 of 2 rows right")
  }

  @Test func `its JSON has outcomes for keys`() throws {
    let score = Score([
      .row(.liveVoice, as: .answeringMachine, family: "slow"), .row(.liveVoice, as: .liveVoice),
    ])
    let object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(score)) as? [String: Any])
    #expect(object["recordings"] as? Int == 2)
    let confusion = object["confusion"] as? [String: [String: Int]]
    #expect(confusion == ["live-voice": ["live-voice": 1, "answering-machine": 1]])
    let wrong = object["live_called_machine"] as? [String: Any]
    #expect(wrong?["share"] as? Double == 0.5)
    #expect((wrong?["ci95"] as? [Double])?.count == 2)
    #expect(
      (object["not_as_labelled"] as? [[String: Any]])?.first?["heard"] as? String
        == "answering-machine")
  }
}
