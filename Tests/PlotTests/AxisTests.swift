// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Plot

struct AxisTests {
  @Test(arguments: [
    (0.0...4.0, 14, ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0"]),
    (-70.0...0.0, 4, ["-60", "-40", "-20", "0"]),
    (0.0...1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0.0...0.03, 3, ["0.00", "0.01", "0.02", "0.03"]),
    (0.0...30.0, 3, ["0", "10", "20", "30"]),
  ])
  func `marks are round numbers`(range: ClosedRange<Double>, count: Int, labels: [String]) {
    let axis = Axis(range, title: "x", count: count)
    #expect(axis.ticks.map(\.label) == labels)
  }

  @Test func `time is in seconds up to two minutes, then in minutes and seconds`() {
    #expect(Axis(seconds: 120, count: 14).title == "time, s")
    let long = Axis(seconds: 185, count: 14)
    #expect(long.title == "time, min:s")
    #expect(long.ticks.map(\.label).prefix(3) == ["0:00", "0:15", "0:30"])
    #expect(Axis(seconds: 7200, count: 14).ticks.last?.label == "120:00")
  }

  @Test func `a value's place is its share of the range`() {
    let axis = Axis(-70...0, title: "level", ticks: [])
    #expect(axis.share(-70) == 0)
    #expect(axis.share(-35) == 0.5)
    #expect(axis.share(0) == 1)
  }
}
