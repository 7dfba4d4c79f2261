// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Boards

struct PaceScheduleTests {
  @Test(arguments: [0.5, 1, 20])
  func `blocks come 20 ms apart, divided by the speed`(speed: Double) {
    var schedule = PaceSchedule(speed: speed)
    var now = Duration.seconds(100)
    for _ in 0..<1000 { now += schedule.delay(at: now) }
    #expect(abs((now - .seconds(100)) / .seconds(1) - 999 * 0.02 / speed) < 1e-6)
  }

  @Test func `a sleep that is late now and then does not slow the pace`() {
    var schedule = PaceSchedule(speed: 1)
    var now = Duration.zero
    for block in 0..<1000 {
      now += schedule.delay(at: now)
      if block % 10 == 0 { now += .milliseconds(45) }
    }
    #expect(abs(now / .seconds(1) - 19.98) < 0.05)
  }

  @Test func `after a long delay a few blocks follow at once, and the rest is lost time`() {
    var schedule = PaceSchedule(speed: 1)
    _ = schedule.delay(at: .zero)
    var now = Duration.seconds(10)
    var atOnce = 0
    for _ in 0..<100 {
      let delay = schedule.delay(at: now)
      if delay == .zero { atOnce += 1 }
      now += delay
    }
    #expect(atOnce <= PaceSchedule.allowance + 1)
    #expect(now > .seconds(11.8))
  }

  @Test func `a pace that cannot be held runs slower and never bursts`() {
    var schedule = PaceSchedule(speed: 1)
    var now = Duration.zero
    for _ in 0..<100 {
      #expect(schedule.delay(at: now) == .zero)
      now += .milliseconds(30)
    }
    // Once it can be held again, no more than the allowance comes at once.
    var atOnce = 0
    while schedule.delay(at: now) == .zero { atOnce += 1 }
    #expect(atOnce <= PaceSchedule.allowance + 1)
  }
}
