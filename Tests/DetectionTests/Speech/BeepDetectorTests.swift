// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct BeepDetectorTests {
  static func machine(_ beep: [Int16], noise: Double = -55) -> [Int16] {
    ([Int16].silence(seconds: 0.4) + .talk(seconds: 4) + .silence(seconds: 0.4) + beep
      + .silence(seconds: 2)).noisy(noise)
  }

  static let beeps: [(frequencies: [Double], seconds: Double, level: Double)] = [
    ([440], 0.3, -15), ([700], 0.42, -25), ([1000], 0.15, -20), ([1400], 0.5, -34),
    ([2000], 1.0, -12), ([850, 1400], 0.4, -20),
  ]

  @Test(arguments: beeps)
  func `a beep behind talk ends where a message may start`(
    beep: (frequencies: [Double], seconds: Double, level: Double)
  ) throws {
    let signal = Signals.beep(
      beep.frequencies, seconds: beep.seconds, level: Level(dBm0: beep.level))
    let hearing = Hearing(BeepDetectorTests.machine(signal).throughULaw, answer: 0)
    let heard = try #require(hearing.events.first { $0.kind == .beep })
    #expect(abs((heard.end?.seconds ?? 0) - (4.8 + beep.seconds)) < 0.03)
    #expect(hearing.outcome == .answeringMachine)
  }

  @Test func `a gliding beep is heard`() {
    let signal = Signals.beep([800], to: 1200, seconds: 0.5)
    let hearing = Hearing(BeepDetectorTests.machine(signal), answer: 0)
    #expect(hearing.names(of: .beep).count == 1)
  }

  @Test func `ringing and digits and tones that go on are no beep`() throws {
    let digits = try #require(Signals.dtmf("159", on: 0.2, off: 0.3))
    let long = Signals.beep([1000], seconds: 3)
    for signal in [digits, long] {
      let hearing = Hearing(BeepDetectorTests.machine(signal), answer: 0)
      #expect(hearing.names(of: .beep).isEmpty)
    }
  }

  @Test(arguments: [
    ([250.0], 0.4), ([3000], 0.4), ([1000], 0.06), ([1000], 2.2), ([440, 480], 2.2),
  ])
  func `what is too low, too high, too short or too long is no beep`(
    frequencies: [Double], seconds: Double
  ) {
    let signal = Signals.beep(frequencies, seconds: seconds)
    #expect(Hearing(BeepDetectorTests.machine(signal), answer: 0).names(of: .beep).isEmpty)
  }

  @Test func `a tone that talk follows at once is no beep`() {
    let signal = Signals.beep([1000]) + [Int16].talk(seconds: 2)
    #expect(Hearing(BeepDetectorTests.machine(signal), answer: 0).names(of: .beep).isEmpty)
  }

  @Test func `a tone before any talk is no beep`() {
    let samples = [Int16].silence(seconds: 1) + Signals.beep() + .silence(seconds: 2)
    #expect(Hearing(samples.noisy(-55), answer: 0).names(of: .beep).isEmpty)
  }
}
