// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Simulation

struct EventQueueTests {
  @Test func `events come by time, those of one moment as they were added`() {
    var queue = EventQueue<Int>()
    var random = SystemRandomNumberGenerator()
    var expected: [(time: Double, event: Int)] = []
    var heard: [Int] = []
    // Added and taken by turns, so that places are used again.
    for number in 0..<2000 {
      let time = Double(Int.random(in: 0..<50, using: &random))
      queue.add(number, at: time)
      expected.append((time, number))
      guard number % 3 == 2, let next = queue.next() else { continue }
      let first = expected.indices.min {
        (expected[$0].time, expected[$0].event) < (expected[$1].time, expected[$1].event)
      }
      #expect(expected[first ?? 0].event == next.event)
      #expect(expected.remove(at: first ?? 0).time == next.time)
    }
    while let next = queue.next() { heard.append(next.event) }
    #expect(heard == expected.sorted { ($0.time, $0.event) < ($1.time, $1.event) }.map(\.event))
    #expect(queue.isEmpty && queue.nextTime == nil)
  }
}
