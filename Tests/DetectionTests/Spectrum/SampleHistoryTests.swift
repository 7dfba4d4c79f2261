// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct SampleHistoryTests {
  /// A history of 0, 1, 2 … that came in spans of `span` samples.
  private static func counted(to end: Int, span: Int) -> SampleHistory {
    let samples = (0..<end).map(Int16.init)
    var history = SampleHistory()
    var start = 0
    while start < end {
      var part = samples.span.extracting(start..<min(end, start + span))
      start += part.count
      while history.take(from: &part) { while history.next() {} }
    }
    while history.next() {}
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
    for end in [3200, 3239, 3359] {
      let blocks = 8
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

  @Test func `two blocks are full at their last sample, and are seen one after the other`() {
    let samples = [Int16](repeating: 1, count: 400)
    var history = SampleHistory()
    var rest = samples.span.extracting(..<319)
    var isFull = history.take(from: &rest)
    #expect(!isFull && rest.isEmpty)
    #expect(history.received.samples == 319 && history.end == .zero)
    rest = samples.span
    for _ in 1...2 {
      isFull = history.take(from: &rest)
      #expect(isFull && rest.count == 399)
    }
    for block in 1...2 {
      let isNext = history.next()
      #expect(isNext && history.end.samples == Int64(160 * block))
    }
    let isMore = history.next()
    #expect(!isMore && history.received == history.end)
  }

  @Test func `a block that waits can be seen before the next one comes`() {
    var history = SampleHistory()
    let samples = [Int16](repeating: 1, count: 200)
    var rest = samples.span
    let isFull = history.take(from: &rest)
    let isNext = history.next()
    #expect(!isFull && isNext)
    #expect(history.end.samples == 160 && history.received.samples == 200)
    let isMore = history.next()
    #expect(!isMore)
  }
}
