// SPDX-License-Identifier: GPL-3.0-or-later
import OutboundContact
import Testing

struct ListRotationTests {
  @Test(arguments: [[10, 30, 60], [1, 1, 1], [1, 99, 0], [7, 11, 13]])
  func `in any stretch of turns each list has its share, to within one`(shares: [Int]) {
    var rotation = ListRotation(
      shares.enumerated().map { ListShare(name: "\($0.offset)", share: $0.element) })
    let total = shares.reduce(0, +)
    var counts: [String: Int] = [:]
    for turn in 1...500 {
      let next = rotation.names[rotation.next(without: []) ?? 0]
      counts[next, default: 0] += 1
      for (index, share) in shares.enumerated() {
        let due = Double(turn * share) / Double(total)
        #expect(abs(Double(counts["\(index)", default: 0]) - due) <= 1)
      }
    }
  }

  @Test func `a list that is dry is passed over, and all dry is the end`() {
    var rotation = ListRotation([ListShare(name: "a"), ListShare(name: "b", share: 1)])
    for _ in 0..<5 { #expect(rotation.next(without: [0]) == 1) }
    #expect(rotation.next(without: [0, 1]) == nil)
  }
}
