// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct AnswerSequenceTests {
  private let tone = CallEvent(
    .modem, at: SampleTime(seconds: 1), name: "ans-pr", frequencies: [2100], level: .usual)
  private let over = ToneRun(2100, at: 1, seconds: 3)

  @Test func `an answer tone that nothing follows is a modem's, after a while`() {
    var sequence = AnswerSequence()
    var events: [CallEvent] = []
    sequence.began(tone)
    #expect(sequence.isWaiting)
    sequence.ended(over)
    sequence.advance(to: SampleTime(seconds: 4.5), isToneOpen: false, into: &events)
    #expect(events.isEmpty && sequence.isWaiting)
    sequence.advance(to: SampleTime(seconds: 5.5), isToneOpen: false, into: &events)
    #expect(events.map(\.name) == ["ans-pr"])
    #expect(events.first?.kind == .modem && events.first?.end == over.end)
    #expect(!sequence.isWaiting)
  }

  @Test func `flags make it a fax's, whatever it was`() {
    var sequence = AnswerSequence()
    var events: [CallEvent] = []
    sequence.began(tone)
    sequence.ended(over)
    sequence.heard(.began, PreambleDetector(), level: .usual, into: &events)
    sequence.advance(to: SampleTime(seconds: 9), isToneOpen: false, into: &events)
    #expect(events.map(\.kind) == [.fax, .fax])
    #expect(events.map(\.name) == ["ced", "v21-preamble"])
  }

  @Test func `a tone that goes on is waited for, and one at the end of the audio is told`() {
    var sequence = AnswerSequence()
    var events: [CallEvent] = []
    sequence.began(tone)
    sequence.advance(to: SampleTime(seconds: 60), isToneOpen: true, into: &events)
    // Another tone's end is not its end.
    sequence.ended(ToneRun(1300, at: 1, seconds: 3))
    sequence.advance(to: SampleTime(seconds: 60), isToneOpen: false, into: &events)
    #expect(events.isEmpty)
    sequence.finish(into: &events)
    sequence.finish(into: &events)
    #expect(events.map(\.name) == ["ans-pr"])
  }

  @Test func `flags without a tone before are a fax's`() {
    var sequence = AnswerSequence()
    var events: [CallEvent] = []
    sequence.heard(.began, PreambleDetector(), level: .usual, into: &events)
    sequence.finish(into: &events)
    #expect(events.map(\.name) == ["v21-preamble"])
  }
}
