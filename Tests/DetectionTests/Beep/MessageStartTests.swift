// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct MessageStartTests {
  static func starts(_ samples: [Int16], answer: Double? = 0) -> [CallEvent] {
    Hearing(samples.noisy(-55), answer: answer).events.filter { $0.kind == .messageMayStart }
  }

  @Test func `a message may start at the beep's end, and is told once`() throws {
    let beeps = Signals.beep(seconds: 0.4) + .silence(seconds: 3) + Signals.beep([700])
    let starts = MessageStartTests.starts(
      [Int16].talk(seconds: 6) + .silence(seconds: 1) + beeps + .silence(seconds: 8))
    try #require(starts.count == 1)
    #expect(abs(starts[0].at.seconds - 7.4) < 0.02)
    #expect(starts[0].name == "beep")
  }

  @Test func `without a beep it may start once none will come`() throws {
    var message = MessageStart()
    let since = SampleTime(seconds: 8)
    let wait = MessageStart.wait
    let early = message.waited(since: since, now: SampleTime(seconds: 8 + wait - 0.02))
    #expect(early == nil)
    let now = SampleTime(seconds: 8 + wait)
    let told = message.waited(since: since, now: now)
    let start = try #require(told)
    #expect(start.at == now)
    #expect(start.name == "quiet")
    let again = message.waited(since: since, now: SampleTime(seconds: 20))
    #expect(again == nil)
    let beep = CallEvent(.beep, at: now, end: SampleTime(seconds: 21))
    let late = message.heard(beep)
    #expect(late == nil)
  }

  @Test func `a greeting that goes on after a pause is waited for`() throws {
    let greeting = [Int16].talk(seconds: 4) + .silence(seconds: 1.5) + .talk(seconds: 4)
    let starts = MessageStartTests.starts(greeting + .silence(seconds: 7))
    try #require(starts.count == 1)
    #expect(abs(starts[0].at.seconds - 9.5 - MessageStart.wait) < 0.3)
    #expect(starts[0].name == "quiet")
  }

  @Test func `nobody's tape waits for a message where a person answered`() {
    let hello = [Int16].silence(seconds: 0.6) + .talk(seconds: 0.5) + .silence(seconds: 9)
    #expect(MessageStartTests.starts(hello).isEmpty)
  }

  @Test func `it has a name of its own in JSON`() throws {
    #expect(CallEvent.Kind.messageMayStart.rawValue == "message-may-start")
  }
}
