// SPDX-License-Identifier: GPL-3.0-or-later

/// Places bars, in the order in which they start, in as few rows as keep them and their labels from covering each other.
///
/// A label is inside its bar, else behind it, else before it; in rows of which there may be only one, inside or not at
/// all. Where no row is free, a bar takes the place of a label, and has none.
struct BarPacking {
  /// A bar with its place: from where to where, in which row, and where its label is.
  struct Placed {
    var bar: BarLane.Bar
    var left: Double
    var right: Double
    var row: Int
    var label: (x: Double, anchor: Canvas.Anchor)?
    /// Where bar and label end.
    var end: Double
  }

  static let font = Canvas.Font.small
  private static let padding = 4.0
  /// A bar is never narrower, and bars that overlap by less are beside each other.
  private static let leastWidth = 2.0

  private(set) var bars: [Placed] = []
  private let panel: Panel
  private let canvas: Canvas
  private var ends: [Double]

  /// - Parameters:
  ///   - panel: gives the x axis.
  ///   - depth: how many rows there are at most.
  init(over panel: Panel, on canvas: Canvas, depth: Int) {
    self.panel = panel
    self.canvas = canvas
    ends = [Double](repeating: -.infinity, count: depth)
  }

  /// The first row in which nothing is behind `x`.
  private func free(from x: Double) -> Int? {
    ends.indices.first { ends[$0] <= x + BarPacking.leastWidth }
  }

  mutating func add(_ bar: BarLane.Bar) {
    let left = max(panel.box.left, panel.x(bar.start))
    let right = min(panel.box.right, max(left + BarPacking.leastWidth, panel.x(bar.end)))
    var item = Placed(bar: bar, left: left, right: right, row: 0, end: right)
    if let row = free(from: left) {
      item.row = row
      if !bar.label.isEmpty { label(&item) }
    } else {
      item.row = ends.indices.min { ends[$0] < ends[$1] } ?? 0
      for index in bars.indices
      where bars[index].row == item.row && bars[index].end > left && bars[index].right <= left {
        bars[index].label = nil
      }
    }
    ends[item.row] = max(ends[item.row], item.end)
    bars.append(item)
  }

  private func label(_ item: inout Placed) {
    let width = canvas.width(of: item.bar.label, BarPacking.font)
    let (padding, box) = (BarPacking.padding, panel.box)
    if width + padding <= item.right - item.left {
      item.label = ((item.left + item.right) / 2, .middle)
    } else if ends.count > 1, item.right + padding + width <= box.right {
      item.label = (item.right + padding, .start)
      item.end = item.right + 2 * padding + width
    } else if ends.count > 1, let row = free(from: item.left - 2 * padding - width) {
      item.row = row
      item.label = (item.left - padding, .end)
    }
  }
}
