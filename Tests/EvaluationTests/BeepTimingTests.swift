// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Evaluation

struct BeepTimingTests {
  private func timing(_ beeps: [CallEvent], labelled: ClosedRange<Double>?) -> BeepTiming {
    let call = LabelledCall(
      file: "a", outcome: .answeringMachine, beepStart: labelled?.lowerBound,
      beepEnd: labelled?.upperBound)
    var timing = BeepTiming()
    timing.add(
      Score.Row(call: call, result: .heard(.answeringMachine, events: beeps), duration: 1800))
    return timing
  }

  @Test(arguments: [
    (5.015, true, true), (4.985, true, true), (5.025, true, false), (5.045, true, false),
    (5.055, false, false), (4.94, false, false),
  ])
  func `a beep is found by its end`(end: Double, isFound: Bool, isClose: Bool) {
    let timing = timing([.beep(from: 4.5, to: end)], labelled: 4.5...5)
    #expect(timing.found.count == (isFound ? 1 : 0))
    #expect(timing.foundClosely.count == (isClose ? 1 : 0))
    #expect(timing.errors.count == 1)
    #expect(timing.falseOnes == 0)
  }

  @Test func `of several the nearest counts, and the far ones are false`() {
    let timing = timing(
      [.beep(from: 1, to: 1.3), .beep(from: 4.5, to: 5.01), .beep(from: 5.31, to: 5.6)],
      labelled: 4.5...5)
    #expect(timing.found == Proportion(1, of: 1))
    #expect(timing.falseOnes == 2)
    #expect(timing.falsePerHour == 4)
  }

  @Test func `a beep that was not heard has no error, and one where there is none is false`() {
    #expect(timing([], labelled: 4.5...5).found == Proportion(0, of: 1))
    #expect(timing([], labelled: 4.5...5).errors.isEmpty)
    let heard = timing([.beep(from: 1, to: nil)], labelled: nil)
    #expect(heard.found.total == 0)
    #expect(heard.falseOnes == 1)
  }
}
