// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Evaluation

struct FalseHitsTests {
  private func hits(_ kind: CallEvent.Kind, at seconds: Double = 3, in call: LabelledCall) -> Int? {
    let event = CallEvent(kind, at: SampleTime(seconds: seconds), name: "x")
    var hits = FalseHits()
    hits.add(
      Score.Row(call: call, result: .heard(call.outcome, events: [event]), duration: 3600))
    return hits.tallies[kind]?.hits
  }

  private let live = LabelledCall(file: "a", outcome: .liveVoice, answeredAt: 2)

  @Test func `in a person's call nothing may be heard but ringing before the answer`() {
    for kind in FalseHits.signals { #expect(hits(kind, in: live) == 1, "\(kind)") }
    #expect(hits(.tone, at: 1, in: live) == 0)
    #expect(hits(.dtmf, at: 1, in: live) == 1)
    #expect(hits(.speech, in: live) == nil)
  }

  @Test func `a tone that no table knows is no signal`() {
    for name in ["unknown", nil] {
      #expect(!FalseHits.isSignal(CallEvent(.tone, at: .zero, name: name)))
    }
    #expect(FalseHits.isSignal(CallEvent(.tone, at: .zero, name: "busy")))
  }

  @Test func `a signal where it belongs is not counted, nor are its hours`() {
    #expect(hits(.tone, in: LabelledCall(file: "a", outcome: .busy)) == nil)
    #expect(hits(.sit, in: LabelledCall(file: "a", outcome: .sitNC)) == nil)
    #expect(hits(.modem, in: LabelledCall(file: "a", outcome: .fax)) == nil)
    #expect(hits(.beep, in: LabelledCall(file: "a", outcome: .fax)) == 1)
  }

  @Test func `a rate is by the hours in which the kind could not be heard`() {
    var hits = FalseHits()
    for outcome in [Outcome.liveVoice, .sitIC] {
      hits.add(
        Score.Row(
          call: LabelledCall(file: "a", outcome: outcome, answeredAt: 0),
          result: .heard(
            outcome, events: [CallEvent(.sit, at: .zero), CallEvent(.dtmf, at: .zero)]),
          duration: 1800))
    }
    #expect(hits.tallies[.sit]?.perHour == 2)
    #expect(hits.tallies[.dtmf]?.hits == 2)
    #expect(hits.tallies[.dtmf]?.perHour == 2)
  }
}
