// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import Testing

struct CallTapTests {
  private func read(_ tap: CallTap) -> (heard: [Int16], sent: [Int16]) {
    var heard: [Int16] = []
    var sent: [Int16] = []
    tap.read(heard: &heard, sent: &sent)
    return (heard, sent)
  }

  @Test func `both directions come out as they went in, however they are read`() {
    let tap = CallTap(seconds: 0.01)
    var heard: [Int16] = []
    var sent: [Int16] = []
    for start in stride(from: 0, to: 1000, by: 25) {
      let frame = (start..<start + 25).map { Int16($0) }
      let answer = frame.map { -$0 }
      tap.hear(frame.span)
      tap.say(answer.span)
      if start % 75 == 0 {
        let part = read(tap)
        heard += part.heard
        sent += part.sent
      }
    }
    heard += read(tap).heard
    #expect(heard == (0..<1000).map { Int16($0) })
    #expect(sent == (0..<sent.count).map { -Int16($0) })
    #expect(tap.lost == 0)
  }

  @Test func `what a slow reader misses is silence of the same length, and is counted`() {
    let tap = CallTap(seconds: 0.05)
    let ones = [Int16](repeating: 1, count: 160)
    for _ in 0..<5 { tap.hear(ones.span) }
    let first = read(tap).heard
    #expect(first.count == 800)
    #expect(first.prefix(320).allSatisfy { $0 == 1 } && first.suffix(480).allSatisfy { $0 == 0 })
    #expect(tap.lost == 480)
    tap.hear(ones.span)
    #expect(read(tap).heard == ones)
  }

  @Test func `a writer and a reader on two threads lose nothing`() async {
    let tap = CallTap(seconds: 60)
    let writing = Task.detached {
      for start in 0..<2000 {
        let frame = (0..<100).map { Int16(truncatingIfNeeded: start * 100 + $0) }
        tap.hear(frame.span)
      }
    }
    var heard: [Int16] = []
    while heard.count < 200_000 {
      heard += read(tap).heard
      await Task.yield()
    }
    await writing.value
    let isWhole = heard == (0..<200_000).map { Int16(truncatingIfNeeded: $0) }
    #expect(isWhole)
  }
}
