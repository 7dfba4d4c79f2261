// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Detection

struct TallyTests {
  /// Frames of 20 ms: a level, or nil for rest.
  private static func of(_ levels: [Float?]) -> Tally {
    var tally = Tally()
    for level in levels { tally.add(level) }
    return tally
  }

  @Test func `talk is counted above every level`() {
    let tally = TallyTests.of(
      [Float?](repeating: 60, count: 50) + [Float?](repeating: 40, count: 25))
    #expect(tally.seconds(above: 50) == 1)
    #expect(tally.seconds(above: 30) == 1.5)
    #expect(tally.seconds(above: 70) == 0)
  }

  @Test func `gaps within words are counted in, pauses are not`() {
    let word = [Float?](repeating: 60, count: 10)
    let gap = [Float?](repeating: nil, count: 5)
    #expect(TallyTests.of(word + gap + word).seconds(above: 50) == 0.5)
    let pause = [Float?](repeating: nil, count: 10)
    #expect(TallyTests.of(word + pause + word).seconds(above: 50) == 0.4)
  }

  @Test func `a pause is counted from the last sound of its level`() throws {
    let tally = TallyTests.of([60, 60, 40, 40, 40, nil, nil])
    #expect(tally.pause(above: 50) == 5.0 / 50)
    #expect(tally.pause(above: 30) == 2.0 / 50)
    #expect(tally.pause(above: 70) == nil)
  }

  @Test func `levels beyond all bounds do no harm`() {
    let tally = TallyTests.of([.infinity, -.infinity, .nan, 1e9, -1e9])
    #expect(tally.seconds(above: -50) == 0.1)
    #expect(tally.seconds(above: 200) <= 0.1)
  }
}
