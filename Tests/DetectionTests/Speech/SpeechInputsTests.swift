// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct SpeechInputsTests {
  private static func measures(_ value: Float) -> SIMD16<Float> { SIMD16(repeating: value) }

  @Test func `averages begin as the first frame and follow at their paces`() {
    var inputs = SpeechInputs()
    inputs.add(SpeechInputsTests.measures(8), isFirst: true)
    for index in 0..<SpeechInputs.count { #expect(inputs[index] == 8) }
    inputs.add(SpeechInputsTests.measures(18), isFirst: false)
    for (row, value) in [Float(18), 10, 8.4, 8.1].enumerated() {
      for lane in 0..<16 { #expect(abs(inputs[16 * row + lane] - value) < 1e-5) }
    }
    // The line is another: nothing of the last one is left.
    inputs.add(SpeechInputsTests.measures(-3), isFirst: true)
    for index in 0..<SpeechInputs.count { #expect(inputs[index] == -3) }
  }

  @Test func `each measure has its averages`() {
    var inputs = SpeechInputs()
    var measures = SIMD16<Float>()
    for lane in 0..<16 { measures[lane] = Float(lane) }
    inputs.add(measures, isFirst: true)
    for index in 0..<SpeechInputs.count { #expect(inputs[index] == Float(index % 16)) }
  }

  @Test func `an average that fades is none in the end`() {
    var inputs = SpeechInputs()
    inputs.add(SpeechInputsTests.measures(-1e-3), isFirst: true)
    for _ in 0..<5000 { inputs.add(SpeechInputsTests.measures(0), isFirst: false) }
    for index in 0..<SpeechInputs.count { #expect(inputs[index] == 0) }
  }
}
