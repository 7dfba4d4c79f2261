// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct BeepStepTests {
  static func step(_ samples: [Int16], noise: Double = -70) throws -> BeepStep {
    try #require(LineTraceTests.trace(samples.between(0.5, 0.5).noisy(noise)).trace.step)
  }

  @Test func `a steady tone does not wander`() throws {
    let step = try BeepStepTests.step(.tone(900, seconds: 0.4))
    #expect(step.wander < 0.1 && step.unsteadiness < 0.05)
    #expect(step.residue < 0.001 && step.missing == 0)
    #expect(step.rise > 30)
    #expect(abs(Level(meanSquare: Double(step.power)).dBm0 + 20) < 0.2)
  }

  @Test func `a glide is straight`() throws {
    let step = try BeepStepTests.step(Signals.beep([800], to: 1300, seconds: 0.5))
    #expect(step.wander < 2)
  }

  @Test func `a voice wanders and has company`() throws {
    let tone = try BeepStepTests.step(.tone(700, seconds: 0.4), noise: -50)
    let voice = try #require(
      LineTraceTests.trace([Int16].talk(seconds: 1, pitch: 220).between(0.5, 0.5)).trace.step)
    #expect(voice.residue > 10 * tone.residue)
    #expect(voice.wander > 10 * tone.wander)
  }

  @Test(arguments: [(850.0, 1400.0), (440, 520), (1000, 3000)])
  func `both lines of a pair are its own`(low: Double, high: Double) throws {
    let step = try BeepStepTests.step(.tone(low, high, seconds: 0.4))
    try #require(step.frequencies.count == 2)
    #expect(abs(Double(step.frequencies[0]) - low) < 8)
    #expect(abs(Double(step.frequencies[1]) - high) < 8)
    #expect(step.residue < 0.01)
  }

  @Test func `a step joins one as loud and steady before it and no other`() throws {
    var first = try BeepStepTests.step(.tone(600, seconds: 0.2))
    let second = try BeepStepTests.step(.tone(900, seconds: 0.3))
    let both = try #require(second.after(first))
    #expect(both.count == first.count + second.count)
    #expect(both.start == first.start)
    first.power /= 10
    #expect(second.after(first) == nil)
    first.power = second.power
    first.wander = 20
    #expect(second.after(first) == nil)
  }
}
