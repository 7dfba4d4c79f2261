// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Plot

struct BarPackingTests {
  /// Ten units of the canvas a second.
  private let panel = Panel(
    Box(left: 0, top: 0, width: 1000, height: 60), x: Axis(0...100, title: "", ticks: []),
    y: Axis(0...1, title: "", ticks: []))
  private let canvas = Canvas(width: 1, height: 1, format: .svg)

  private func pack(
    _ bars: [(Double, Double, String)], depth: Int = 3
  ) -> [BarPacking.Placed] {
    var packing = BarPacking(over: panel, on: canvas, depth: depth)
    for (start, end, label) in bars {
      packing.add(.init(from: start, to: end, label: label, .blue))
    }
    return packing.bars
  }

  @Test func `bars that do not overlap share a row, their labels inside`() {
    let bars = pack([(0, 10, "busy"), (20, 30, "busy"), (30, 40, "busy")])
    #expect(bars.map(\.row) == [0, 0, 0])
    #expect(bars.map { $0.label?.anchor } == [.middle, .middle, .middle])
    #expect(bars.map { $0.label?.x } == [50, 250, 350])
  }

  @Test func `bars that overlap have rows of their own`() {
    let bars = pack([(0, 10, "ced"), (5, 20, "flags"), (6, 30, "dis")])
    #expect(bars.map(\.row) == [0, 1, 2])
  }

  @Test func `a label without room inside stands behind its bar, at the edge before it`() {
    let bars = pack([(10, 10.1, "a beep"), (99, 100, "a beep")])
    #expect(bars.map { $0.label?.anchor } == [.start, .end])
    #expect(bars[1].label.map { $0.x < 990 } == true)
  }

  @Test func `nothing is written over a label`() {
    let bars = pack([(10, 10.1, "a long label"), (11, 20, "x")])
    #expect(bars.map(\.row) == [0, 1])
  }

  @Test func `where all rows are taken a bar takes the place of a label`() {
    let bars = pack([
      (10, 10.1, "a long label"), (11, 11.1, "a longer label"), (12, 12.1, "the longest label"),
      (13, 20, "x"),
    ])
    #expect(bars.map(\.row) == [0, 1, 2, 0])
    #expect(bars.map { $0.label != nil } == [false, true, true, false])
  }

  @Test func `in a single row a label without room is left out`() {
    let bars = pack([(0, 1, "480+620"), (2, 20, "480+620"), (15, 30, "480+620")], depth: 1)
    #expect(bars.map(\.row) == [0, 0, 0])
    #expect(bars.map { $0.label != nil } == [false, true, false])
  }
}
