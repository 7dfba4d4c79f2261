// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct EvidenceTests {
  @Test(
    arguments: [
      (.fax, "cng", .fax), (.fax, "ced", .fax), (.fax, "v21-preamble", .fax), (.fax, "dis", .fax),
      (.modem, "ans", .modem), (.modem, "ansam-pr", .modem), (.modem, "v22", .modem),
      (.modem, "bell103", .modem), (.tty, "baudot", .tty), (.tty, "edt", .tty),
      (.sit, "ic", .sitIC), (.sit, "unknown", .sitUnknown), (.tone, "busy", .busy),
      (.tone, "reorder", .reorder), (.tone, "dial-tone", .dialTone), (.beep, "", .answeringMachine),
    ] as [(CallEvent.Kind, String, Outcome)])
  func `an event that decides a call decides it so`(
    kind: CallEvent.Kind, name: String, outcome: Outcome
  ) throws {
    let evidence = try #require(Evidence(CallEvent(kind, at: .zero, name: name)))
    #expect(evidence.outcome == outcome)
    #expect((0.5...1).contains(evidence.confidence))
    #expect(!evidence.reason.isEmpty)
  }

  @Test(
    arguments: [
      (.tone, "ringback"), (.tone, "call-waiting"), (.tone, "milliwatt"), (.tone, "unknown"),
      (.modem, "calling-tone"), (.dtmf, "5"), (.mf, "KP"), (.r2, "1"), (.speech, ""),
      (.silence, ""), (.answer, ""), (.verdict, "busy"), (.sit, "nonsense"),
    ] as [(CallEvent.Kind, String)])
  func `an event that says nothing of who answered decides nothing`(
    kind: CallEvent.Kind, name: String
  ) {
    #expect(Evidence(CallEvent(kind, at: .zero, name: name)) == nil)
  }

  @Test func `a tone's share among the plans is its confidence`() {
    let event = CallEvent(.tone, at: .zero, name: "busy", confidence: 0.62, also: ["reorder"])
    #expect(Evidence(event)?.confidence == 0.62)
  }
}
