// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct EnvelopeTests {
  private static func depth(
    _ depth: Double, at rate: Double = 15, seconds: Double = 1, lost: Double? = nil
  ) -> Float {
    let tone = Signals.answer(
      2100, seconds: seconds, level: .usual, modulation: .init(hertz: rate, depth: depth))
    var samples = tone.noisy(-45)
    if let lost { samples = samples.losing(lost) }
    var envelope = Envelope()
    for power in samples.frames(from: 0, \.first.power) {
      envelope.add(power.squareRoot(), isTurning: false)
    }
    return envelope.depth
  }

  @Test(arguments: [0.15, 0.2, 0.3])
  func `the depth at 15 Hz is measured within 15 % of it`(depth: Double) {
    for rate in [14.0, 15, 16] {
      #expect(
        abs(Double(EnvelopeTests.depth(depth, at: rate)) - depth) < 0.15 * depth, "\(rate) Hz")
    }
  }

  @Test(arguments: [0.0, 0.05, 0.1])
  func `little modulation is little`(depth: Double) {
    #expect(EnvelopeTests.depth(depth) < 0.12)
  }

  @Test(arguments: [3.0, 5, 25])
  func `modulation at other rates is none`(rate: Double) {
    #expect(EnvelopeTests.depth(0.2, at: rate) < 0.1)
  }

  @Test func `a lost packet is no modulation`() {
    #expect(EnvelopeTests.depth(0, lost: 0.7) < 0.1)
  }

  @Test func `less than 0.4 s says nothing`() {
    #expect(EnvelopeTests.depth(0.2, seconds: 0.35) == 0)
  }
}
