// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct BaudotDetectorTests {
  @Test(arguments: [-12.0, -24, -38])
  func `a text telephone is known by its characters, and read`(level: Double) throws {
    for channel in [FrequencyShiftKeying.baudot45, .baudot50] {
      let signal = Signals.tty("HELLO GA", level: Level(dBm0: level), channel: channel)
      let samples = try #require(signal).between(1, 1).noisy(level - 14).throughULaw
      let hearing = Hearing(samples, answer: 0)
      #expect(hearing.outcome == .tty)
      // Known while it types, read when it rests.
      #expect(hearing.names(of: .tty) == ["baudot", "baudot"])
      let last = try #require(hearing.events.last { $0.kind == .tty })
      #expect(last.text == "HELLO GA", "\(channel.baud) bit/s")
      #expect(abs(last.at.seconds - 1) < 0.05)
    }
  }

  @Test func `it is known within four characters`() throws {
    let signal = try #require(Signals.tty("HELLO GA"))
    let verdict = try #require(Hearing(signal.between(1, 1).noisy(-40), answer: 0).verdict)
    #expect(verdict.decidedAt.seconds < 1 + 0.3 + 4 * 0.165)
  }

  @Test func `a text that the audio's end cuts is told as far as it came`() throws {
    let signal = try #require(Signals.tty("HELLO GA"))
    let hearing = Hearing(Array(signal.between(1, 0).prefix(18_000)), answer: 0)
    let text = try #require(hearing.events.last { $0.kind == .tty }?.text)
    #expect(!text.isEmpty && "HELLO GA".hasPrefix(text))
  }

  @Test(arguments: 1...16 as ClosedRange<UInt64>)
  func `a modem's data is no text telephone`(seed: UInt64) {
    for channel in [FrequencyShiftKeying.v21Channel2, .bell103Originate, .v23Forward] {
      let data = channel.data(seconds: 3, level: .usual, seed: seed).between(0.5, 0.5)
      withKnownIssue("one sequence in ten frames three characters by chance", isIntermittent: true)
      {
        #expect(Hearing(data.noisy(-40), answer: 0).names(of: .tty).isEmpty)
      }
    }
  }

  @Test func `1400 and 1800 Hz in turn without framing are no text telephone`() {
    for seconds in [0.01, 0.06, 0.2] {
      let tone = Tone(
        [1400.0, 1800].map { ToneSegment([$0], duration: seconds, level: .usual) }, repeats: true)
      let hearing = Hearing(tone.samples(seconds: 5), answer: 0)
      #expect(hearing.names(of: .tty).isEmpty, "\(seconds) s each")
    }
  }
}
