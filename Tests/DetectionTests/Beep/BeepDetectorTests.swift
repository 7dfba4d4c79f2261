// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
import Testing

@testable import Detection

struct BeepDetectorTests {
  /// Where the beep of `machine` begins, in seconds.
  static let start = 4.8

  static func machine(_ beep: [Int16], noise: Double = -55) -> [Int16] {
    ([Int16].silence(seconds: 0.4) + .talk(seconds: 4) + .silence(seconds: 0.4) + beep
      + .silence(seconds: 2)).noisy(noise)
  }

  static func beeps(in samples: [Int16]) -> [CallEvent] {
    Hearing(samples, answer: 0).events.filter { $0.kind == .beep }
  }

  static let plain: [(frequencies: [Double], seconds: Double, level: Double)] = [
    ([350], 0.4, -20), ([440], 0.3, -15), ([700], 0.42, -25), ([1000], 0.15, -20),
    ([1400], 0.5, -34), ([2000], 1.0, -12), ([2500], 0.3, -20), ([1000], 0.13, -15),
    ([600], 1.5, -20), ([850, 1400], 0.4, -20), ([440, 520], 0.5, -20), ([1000, 3000], 0.3, -20),
  ]

  @Test(arguments: plain)
  func `a beep behind talk ends where a message may start`(
    beep: (frequencies: [Double], seconds: Double, level: Double)
  ) throws {
    let signal = Signals.beep(
      beep.frequencies, seconds: beep.seconds, level: Level(dBm0: beep.level))
    let hearing = Hearing(BeepDetectorTests.machine(signal).throughULaw, answer: 0)
    let heard = try #require(hearing.events.first { $0.kind == .beep })
    let end = BeepDetectorTests.start + beep.seconds
    #expect(abs((heard.end?.seconds ?? 0) - end) < 0.02)
    #expect(abs(heard.at.seconds - BeepDetectorTests.start) < 0.03)
    #expect(hearing.outcome == .answeringMachine)
    #expect(hearing.names(of: .beep).count == 1)
  }

  /// Of CNG's pitch and length, or of the lines and length of V.22bis S1: machines have both.
  static let likeData: [(frequencies: [Double], seconds: Double)] = [
    ([1000], 0.5), ([1046], 0.5), ([1100], 0.42), ([1100], 0.5), ([1100], 0.58),
    ([1200, 1500], 0.15), ([900, 1500], 0.15),
  ]

  @Test(arguments: likeData)
  func `a beep that sounds like a fax's or a modem's tone is a machine's`(
    beep: (frequencies: [Double], seconds: Double)
  ) throws {
    let signal = Signals.beep(beep.frequencies, seconds: beep.seconds, level: .usual)
    for talk in [1.2, 4] {
      let samples =
        [Int16].silence(seconds: 0.4) + .talk(seconds: talk) + .silence(seconds: 0.3) + signal
        + .silence(seconds: 6)
      let hearing = Hearing(samples.noisy(-55), answer: 0)
      #expect(hearing.names(of: .fax) + hearing.names(of: .modem) == [])
      #expect(hearing.names(of: .beep).count == 1)
      #expect(hearing.names(of: .messageMayStart) == ["beep"])
      #expect(hearing.outcome == .answeringMachine, "\(hearing.verdict?.reason ?? "")")
    }
  }

  @Test func `its lines and level are measured`() throws {
    let signal = Signals.beep([850, 1400], level: Level(dBm0: -21))
    let heard = try #require(
      BeepDetectorTests.beeps(in: BeepDetectorTests.machine(signal)).first)
    try #require(heard.frequencies.count == 2)
    #expect(abs(heard.frequencies[0] - 850) < 1)
    #expect(abs(heard.frequencies[1] - 1400) < 1)
    #expect(abs((heard.level?.dBm0 ?? 0) + 21) < 0.5)
  }

  @Test(arguments: [(800.0, 1200.0, 0.5), (1500, 900, 0.3), (384, 412, 0.63), (2000, 2400, 0.2)])
  func `a gliding beep is heard`(from: Double, to: Double, seconds: Double) throws {
    let signal = Signals.beep([from], to: to, seconds: seconds)
    let heard = BeepDetectorTests.beeps(in: BeepDetectorTests.machine(signal))
    try #require(heard.count == 1)
    let end = BeepDetectorTests.start + seconds
    #expect(abs((heard[0].end?.seconds ?? 0) - end) < 0.02)
  }

  @Test(arguments: [(600.0, 900.0, 0.4), (1400, 1000, 0.16), (490, 735, 0.6)])
  func `a beep of two steps is one`(first: Double, second: Double, seconds: Double) throws {
    let signal =
      Signals.beep([first], seconds: seconds / 2) + Signals.beep([second], seconds: seconds / 2)
    let heard = BeepDetectorTests.beeps(in: BeepDetectorTests.machine(signal))
    try #require(heard.count == 1)
    #expect(heard[0].frequencies.count == 2)
    #expect(abs(heard[0].at.seconds - BeepDetectorTests.start) < 0.03)
    #expect(abs((heard[0].end?.seconds ?? 0) - BeepDetectorTests.start - seconds) < 0.02)
  }

  /// Cut off at 13 dB, or fading away: 10 % of the peak is 20 dB down.
  @Test(arguments: [(13.0, 0.9, 0.9), (13, 0.3, 0.3), (40, 1.2, 0.6)])
  func `a fading beep ends at a tenth of its peak`(drop: Double, seconds: Double, end: Double)
    throws
  {
    let steady = Signals.beep([660], seconds: seconds, level: Level(dBm0: -12))
    let signal = steady.enumerated().map { index, sample -> Int16 in
      let share = Double(index) / Double(steady.count)
      return Int16(Double(sample) * pow(10, -drop * share / 20))
    }
    let heard = BeepDetectorTests.beeps(in: BeepDetectorTests.machine(signal))
    try #require(heard.count == 1)
    #expect(abs((heard[0].end?.seconds ?? 0) - BeepDetectorTests.start - end) < 0.02)
  }

  @Test func `on a line whose noise is 10 dB down, the tone alone is gone`() throws {
    let signal = Signals.beep([1000], seconds: 0.4, level: Level(dBm0: -24))
    let samples = BeepDetectorTests.machine(signal, noise: -34)
    let heard = BeepDetectorTests.beeps(in: samples)
    try #require(heard.count == 1)
    #expect(abs((heard[0].end?.seconds ?? 0) - BeepDetectorTests.start - 0.4) < 0.02)
  }

  @Test(arguments: [5.0, 5.06])
  func `a lost packet does not end it`(moment: Double) throws {
    let samples = BeepDetectorTests.machine(Signals.beep([900], seconds: 0.5)).losing(moment)
    let heard = BeepDetectorTests.beeps(in: samples)
    try #require(heard.count == 1)
    #expect(abs((heard[0].end?.seconds ?? 0) - BeepDetectorTests.start - 0.5) < 0.02)
  }

  @Test func `it is known 150 ms after its end`() {
    let samples = BeepDetectorTests.machine(Signals.beep([1000], seconds: 0.4))
    var analyzer = CallProgressAnalyzer()
    var events: [CallEvent] = []
    analyzer.answered(into: &events)
    let known = Int(8000 * (BeepDetectorTests.start + 0.4 + 0.16))
    analyzer.consume(samples.span.extracting(..<known), into: &events)
    #expect(events.contains { $0.kind == .beep })
  }

  @Test func `of two beeps in quick succession the second counts`() throws {
    let one = Signals.beep([1000], seconds: 0.2)
    let heard = BeepDetectorTests.beeps(
      in: BeepDetectorTests.machine(one + .silence(seconds: 0.1) + one))
    try #require(heard.count == 1)
    #expect(abs((heard[0].end?.seconds ?? 0) - BeepDetectorTests.start - 0.5) < 0.02)
  }

  @Test func `a tone that comes again is none`() {
    let pips = Signals.clockPips()
    let heard = BeepDetectorTests.beeps(
      in: BeepDetectorTests.machine(pips.samples(seconds: 6)))
    #expect(heard.isEmpty)
  }

  @Test func `ringing and digits and tones that go on are no beep`() throws {
    let digits = try #require(Signals.dtmf("159", on: 0.2, off: 0.3))
    let long = Signals.beep([1000], seconds: 3)
    for signal in [digits, long] {
      #expect(BeepDetectorTests.beeps(in: BeepDetectorTests.machine(signal)).isEmpty)
    }
  }

  @Test(arguments: [
    ([250.0], 0.4), ([2900], 0.4), ([1000], 0.06), ([1000], 1.9), ([440, 480], 2.2),
  ])
  func `what is too low, too high, too short or too long is no beep`(
    frequencies: [Double], seconds: Double
  ) {
    let signal = Signals.beep(frequencies, seconds: seconds)
    #expect(BeepDetectorTests.beeps(in: BeepDetectorTests.machine(signal)).isEmpty)
  }

  @Test func `a tone that talk follows at once is no beep`() {
    let signal = Signals.beep([1000]) + [Int16].talk(seconds: 2)
    #expect(BeepDetectorTests.beeps(in: BeepDetectorTests.machine(signal)).isEmpty)
  }

  @Test func `a tone before any talk is no beep`() {
    let samples = [Int16].silence(seconds: 1) + Signals.beep() + .silence(seconds: 2)
    #expect(BeepDetectorTests.beeps(in: samples.noisy(-55)).isEmpty)
  }
}
