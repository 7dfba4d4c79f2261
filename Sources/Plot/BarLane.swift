// SPDX-License-Identifier: GPL-3.0-or-later

/// Rows of labelled bars over the x axis of a panel: what was when.
public struct BarLane: Sendable {
  public struct Bar: Sendable {
    public var start: Double
    public var end: Double
    public var label: String
    public var color: Color
    public var style: Style

    /// Filled; an outline; or no more than its label.
    public enum Style: Sendable { case filled, outlined, bare }

    public init(
      from start: Double, to end: Double, label: String = "", _ color: Color,
      _ style: Style = .filled
    ) {
      self.start = start
      self.end = end
      self.label = label
      self.color = color
      self.style = style
    }
  }

  public struct Row: Sendable {
    public var name: String
    public var bars: [Bar]
    /// Whether a label that its bar has no room for is written beside it, if need be in a row of its own.
    public var overflows: Bool

    public init(_ name: String, _ bars: [Bar], overflows: Bool = true) {
      self.name = name
      self.bars = bars
      self.overflows = overflows
    }
  }

  public var rows: [Row]

  public init(_ rows: [Row]) { self.rows = rows }

  static let rowHeight = 20.0
  /// As many rows one name has at most.
  static let depth = 3
  private static let padding = 4.0
  private static let leastWidth = 2.0
  private static let font = Canvas.Font.small

  /// A bar with its place: in which of its name's rows, and where its label stands.
  struct Placed {
    var bar: Bar
    var left: Double
    var right: Double
    var row: Int
    var label: (x: Double, anchor: Canvas.Anchor, isInside: Bool)?
  }

  /// The bars of a row over `panel`, which gives the x axis, so that neither bars nor labels cover each other: in the
  /// first row that is free, without a label where there is no room.
  static func place(_ row: Row, over panel: Panel, on canvas: Canvas) -> [Placed] {
    var ends = [Double](repeating: -.infinity, count: row.overflows ? depth : 1)
    return row.bars.sorted { $0.start < $1.start }.map { bar in
      let left = max(panel.box.left, panel.x(bar.start))
      let right = min(panel.box.right, max(left + leastWidth, panel.x(bar.end)))
      let width = canvas.width(of: bar.label, font)
      // Bars that touch within their least width are beside each other.
      func free(_ from: Double) -> Int? {
        ends.indices.first { ends[$0] <= from + leastWidth }
      }
      var placed = Placed(bar: bar, left: left, right: right, row: free(left) ?? 0)
      var end = right
      if !bar.label.isEmpty {
        let middle = (left + right) / 2
        if width + padding <= right - left {
          if free(middle - width / 2) != nil { placed.label = (middle, .middle, true) }
        } else if row.overflows {
          if right + padding + width <= panel.box.right, free(left) != nil {
            placed.label = (right + padding, .start, false)
            end = right + 2 * padding + width
          } else if let row = free(left - 2 * padding - width) {
            placed.row = row
            placed.label = (left - padding, .end, false)
          }
        }
      }
      ends[placed.row] = max(ends[placed.row], end)
      return placed
    }
  }

  /// How tall it is over `panel`.
  public func height(over panel: Panel, on canvas: Canvas) -> Double {
    layout(over: panel, on: canvas).reduce(0) { $0 + $1.height }
  }

  /// Each row's bars, and the height that they need.
  private func layout(
    over panel: Panel, on canvas: Canvas
  ) -> [(row: Row, bars: [Placed], height: Double)] {
    rows.map { row in
      let bars = BarLane.place(row, over: panel, on: canvas)
      return (row, bars, Double(1 + (bars.map(\.row).max() ?? 0)) * BarLane.rowHeight)
    }
  }

  /// Draws what is behind the bars: the rows with their names, from `panel`'s top down, and its x axis' grid.
  public func drawRows(over panel: Panel, on canvas: Canvas) {
    var top = panel.box.top
    for (index, (row, _, height)) in layout(over: panel, on: canvas).enumerated() {
      if index % 2 == 0 {
        let box = Box(left: panel.box.left, top: top, width: panel.box.width, height: height)
        canvas.fill(box, Color.grid.opacity(0.35))
      }
      canvas.text(
        row.name, at: Point(panel.box.left - 8, top + BarLane.rowHeight / 2), .plain, anchor: .end)
      top += height
    }
    panel.drawGrid(on: canvas)
  }

  public func drawBars(over panel: Panel, on canvas: Canvas) {
    var top = panel.box.top
    for (_, bars, height) in layout(over: panel, on: canvas) {
      for item in bars { BarLane.draw(item, top: top, on: canvas) }
      top += height
    }
  }

  private static func draw(_ item: Placed, top: Double, on canvas: Canvas) {
    let box = Box(
      left: item.left, top: top + Double(item.row) * rowHeight + 3, width: item.right - item.left,
      height: rowHeight - 6)
    switch item.bar.style {
    case .filled: canvas.fill(box, item.bar.color)
    case .outlined: canvas.outline(box, item.bar.color)
    case .bare: break
    }
    guard let label = item.label else { return }
    let isOnColor = label.isInside && item.bar.style == .filled
    let color =
      isOnColor ? item.bar.color.readable : item.bar.style == .filled ? .ink : item.bar.color
    canvas.text(
      item.bar.label, at: Point(label.x, box.middle), font, color, anchor: label.anchor,
      halo: isOnColor ? nil : .paper)
  }
}
