// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct ZoomTests {
  /// Hz of the lines about `hertz` at the end of `samples`.
  private static func lines(_ samples: [Int16], near hertz: Float) -> [Float] {
    var found: [Float] = []
    samples.forEachFrame { _, history, _ in
      let lines = Zoom.lines(history, near: hertz)
      found = (0..<lines.count).map { lines.hertz[$0] }
    }
    return found
  }

  @Test(
    arguments: [
      ([425], 430), ([440, 480], 455), ([413, 438], 425), ([383, 417], 400), ([400, 450], 420),
      ([350, 440], 400), ([400, 425, 450], 425),
    ] as [([Double], Double)])
  func `lines 25 Hz apart are told apart`(lines: [Double], middle: Double) {
    let segment = ToneSegment(lines, duration: 0.2, level: .usual)
    let samples = Tone([segment], repeats: false).samples()
    for samples in [samples, samples.noisy(-36)] {
      let found = ZoomTests.lines(samples, near: Float(middle))
      #expect(found.count == lines.count)
      for (one, other) in zip(found, lines) { #expect(abs(Double(one) - other) < 2) }
    }
  }

  @Test(arguments: [16.0, 20, 25, 33])
  func `a modulated tone is a carrier and its sidebands`(rate: Double) throws {
    let segment = ToneSegment(
      [400], modulation: .init(hertz: rate, depth: 0.9), duration: 0.2, level: .usual)
    let found = ZoomTests.lines(Tone([segment], repeats: false).samples(), near: 400)
    try #require(found.count == 3)
    for (index, hertz) in found.enumerated() {
      #expect(abs(Double(hertz) - (400 + rate * Double(index - 1))) < 3)
    }
  }

  @Test func `a line 20 dB down is none`() {
    var samples = [Int16].tone(400, seconds: 0.2)
    samples.mix([Int16].tone(450, seconds: 0.2, level: -40))
    #expect(ZoomTests.lines(samples, near: 410).count == 1)
  }
}
