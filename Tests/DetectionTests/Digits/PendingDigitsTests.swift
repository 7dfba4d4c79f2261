// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

struct PendingDigitsTests {
  /// What comes out of digits of R1 that begin 0.14 s after one another, each with its level in dBm0.
  private static func heard(
    _ digits: [(name: String, level: Double)], from plan: [DigitPlan.Digit] = DigitPlan.r1,
    every period: Double = 0.14
  ) throws -> [String?] {
    var pending = PendingDigits()
    var events: [CallEvent] = []
    for (index, (name, level)) in digits.enumerated() {
      let digit = try #require(plan.first { $0.name == name })
      let at = SampleTime(seconds: 1 + period * Double(index))
      pending.add(
        CallEvent(.mf, at: at, end: at + 544, name: name, level: Level(dBm0: level)), digit, &events
      )
    }
    return events.map(\.name)
  }

  @Test func `from a KP on every digit is told`() throws {
    #expect(try PendingDigitsTests.heard([("KP", -10), ("2", -10)]) == ["KP", "2"])
  }

  @Test func `three in a row are believed, and then all of them are told`() throws {
    #expect(try PendingDigitsTests.heard([("1", -10), ("2", -10)]).isEmpty)
    #expect(try PendingDigitsTests.heard([("1", -10), ("2", -10), ("3", -10)]) == ["1", "2", "3"])
  }

  @Test func `digits of unlike levels or far apart are no row`() throws {
    #expect(try PendingDigitsTests.heard([("1", -10), ("2", -20), ("3", -10)]).isEmpty)
    let slow = [("1", -10.0), ("2", -10), ("3", -10)]
    #expect(try PendingDigitsTests.heard(slow, every: 3).isEmpty)
  }

  @Test func `another system begins a row of its own`() throws {
    var pending = PendingDigits()
    var events: [CallEvent] = []
    for (index, plan) in [DigitPlan.r1, DigitPlan.r1, DigitPlan.r2Forward].enumerated() {
      let at = SampleTime(seconds: 1 + 0.14 * Double(index))
      pending.add(CallEvent(.mf, at: at, end: at + 544, level: .usual), plan[index], &events)
    }
    #expect(events.isEmpty)
    #expect(pending.system == .r2Forward)
    pending.rest(at: SampleTime(seconds: 9))
    #expect(pending.system == nil)
  }
}
