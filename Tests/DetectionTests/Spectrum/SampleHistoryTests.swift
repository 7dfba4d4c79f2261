// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct SampleHistoryTests {
  /// A history of 0, 1, 2 … that came in spans of `span` samples.
  private static func counted(to end: Int, span: Int) -> SampleHistory {
    let samples = (0..<end).map(Int16.init)
    var history = SampleHistory()
    var start = 0
    while start < end {
      let part = samples.span.extracting(start..<min(end, start + span))
      start += history.fill(part).taken
    }
    return history
  }

  private static func newest(_ count: Int, of history: SampleHistory) -> [Float] {
    var samples = [Float](repeating: -1, count: count)
    var target = samples.mutableSpan
    history.copyNewest(count, to: &target)
    return samples
  }

  private static func block(age: Int, of history: SampleHistory) -> [Float] {
    var history = history
    return [Float](unsafeUninitializedCapacity: SampleHistory.block) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      history.copy(age: age, to: base)
      count = SampleHistory.block
    }
  }

  @Test(arguments: [1, 7, 80, 160, 333, 5000])
  func `the newest full blocks are there whatever the spans`(span: Int) {
    // Two and a half times around the ring, to the end of a block and into the next one.
    for (end, blocks) in [(3200, 8), (3239, 7)] {
      let history = SampleHistoryTests.counted(to: end, span: span)
      #expect(history.count == 20)
      for length in [1, 320, 480, blocks * 160] {
        let expected = (3200 - length..<3200).map(Float.init)
        #expect(SampleHistoryTests.newest(length, of: history) == expected)
      }
      for age in 0..<blocks {
        let expected = (3040 - age * 160..<3200 - age * 160).map(Float.init)
        #expect(SampleHistoryTests.block(age: age, of: history) == expected)
      }
    }
  }

  @Test func `a block is full at its last sample and no span fills more than one`() {
    let samples = [Int16](repeating: 1, count: 400)
    var history = SampleHistory()
    #expect(history.fill(samples.span.extracting(..<159)) == (159, false))
    #expect(history.fill(samples.span) == (1, true))
    #expect(history.fill(samples.span) == (160, true))
    #expect(history.fill(samples.span.extracting(..<0)) == (0, false))
  }
}
