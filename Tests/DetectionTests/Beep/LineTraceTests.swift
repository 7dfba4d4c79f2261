// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct LineTraceTests {
  /// Follows the first line in `samples` until it is gone or replaced.
  static func trace(_ samples: [Int16]) -> (trace: LineTrace, last: LineTrace.Change) {
    var trace = LineTrace()
    var last = LineTrace.Change.followed
    var isOver = false
    samples.forEachFrame { frame, _, _ in
      defer { trace.note(frame) }
      guard !isOver else { return }
      if trace.isEmpty {
        if LineTrace.isTonal(frame) { trace.begin(frame) }
      } else {
        last = trace.consume(frame)
        isOver = last == .replaced || trace.gap >= 6
      }
    }
    return (trace, last)
  }

  @Test func `a line is followed until it is gone`() throws {
    let (trace, last) = LineTraceTests.trace(.tone(1000, seconds: 0.4).between(0.5, 0.5))
    #expect(last == .missed)
    #expect(abs(trace.end(isPair: false).seconds - 0.9) < 0.005)
    let step = try #require(trace.step)
    #expect(abs(step.start.seconds - 0.5) < 0.005)
    #expect(abs(step.hertz - 1000) < 0.5)
    #expect(step.side == 0)
  }

  @Test func `a line that glides is one and a step is another`() {
    let glide = Signals.beep([800], to: 1400, seconds: 0.5).between(0.5, 0.5)
    let (whole, _) = LineTraceTests.trace(glide)
    #expect(whole.last >= 23)
    let steps = [Int16].tone(800, seconds: 0.25) + .tone(1100, seconds: 0.25)
    let (first, last) = LineTraceTests.trace(steps.between(0.5, 0.5))
    #expect(last == .replaced)
    #expect(first.last <= 14)
  }

  @Test func `the louder tone that begins within a weaker one begins anew`() throws {
    let samples = [Int16].tone(600, seconds: 0.3, level: -35) + .tone(610, seconds: 0.3, level: -15)
    let (trace, _) = LineTraceTests.trace(samples.between(0.5, 0.5))
    #expect(abs(try #require(trace.step).start.seconds - 0.8) < 0.02)
  }

  @Test func `it is followed through noise that is louder`() {
    let samples = [Int16].tone(1000, seconds: 0.6, level: -25).between(0.5, 0.5).noisy(-22)
    let (trace, _) = LineTraceTests.trace([Int16].tone(1000, seconds: 0.1, level: -10) + samples)
    #expect(!trace.isEmpty)
    let loud = [Int16].tone(1000, seconds: 0.2, level: -20) + .tone(1000, seconds: 0.4, level: -25)
    let (through, _) = LineTraceTests.trace(loud.between(0.5, 0.5).noisy(-23))
    #expect(through.last >= 26)
  }

  @Test func `behind it the noise is measured`() throws {
    let samples = [Int16].tone(1000, seconds: 0.4, level: -20).between(0.5, 0.5).noisy(-40)
    let (trace, _) = LineTraceTests.trace(samples)
    let silence = trace.silence(behind: try #require(trace.step))
    #expect(silence.isSilence)
    #expect((0.005...0.02).contains(silence.mean))
    #expect(silence.least <= silence.mean && silence.mean <= silence.most)
    #expect(silence.left < 0.003)
  }

  @Test func `what is not tonal begins nothing`() {
    let (trace, _) = LineTraceTests.trace([Int16].silence(seconds: 1).noisy(-20))
    #expect(trace.isEmpty)
  }
}
