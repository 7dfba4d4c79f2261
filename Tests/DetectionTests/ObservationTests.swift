// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct ObservationTests {
  @Test func `what is on the line can be seen while it is there, and once it is over`() throws {
    let samples = [Int16].tone(480, 620, seconds: 0.6).between(0.4, 0.4).noisy(-50)
    var analyzer = CallProgressAnalyzer()
    var events: [CallEvent] = []
    var ended: [Observation.Tone] = []
    var frames: Int64 = 0
    analyzer.consume(samples.span, into: &events) { seen in
      #expect(seen.center.samples == frames * 160)
      frames += 1
      if let tone = seen.ended { ended.append(tone) }
      guard (0.5...0.9).contains(seen.center.seconds) else { return }
      #expect(abs(seen.level.dBm0 + 20) < 0.5)
      #expect(abs(seen.lines.min() - 480) < 3 && abs(seen.lines.max() - 620) < 3)
      #expect(seen.isTone && seen.pairTonality > 0.95 && seen.tonality < 0.7)
    }
    #expect(frames == 70)
    let tone = try #require(ended.first)
    #expect(ended.count == 1)
    #expect(tone.isSteady && abs(tone.level.dBm0 + 20) < 0.5)
    #expect(abs(tone.start.seconds - 0.4) < 0.01 && abs(tone.end.seconds - 1) < 0.01)
    #expect(tone.frequencies.map { ($0 / 10).rounded() } == [48, 62])
  }
}
