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

  /// How tall it is over `panel`.
  public func height(over panel: Panel, on canvas: Canvas) -> Double {
    layout(over: panel, on: canvas).reduce(0) { $0 + $1.height }
  }

  /// As many rows one name has at most.
  private static let depth = 3

  /// Each row's bars, and the height that they need.
  private func layout(
    over panel: Panel, on canvas: Canvas
  ) -> [(row: Row, bars: [BarPacking.Placed], height: Double)] {
    rows.map { row in
      var packing = BarPacking(over: panel, on: canvas, depth: row.overflows ? BarLane.depth : 1)
      for bar in row.bars.sorted(by: { $0.start < $1.start }) { packing.add(bar) }
      let bars = packing.bars
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

  private static func draw(_ item: BarPacking.Placed, top: Double, on canvas: Canvas) {
    let box = Box(
      left: item.left, top: top + Double(item.row) * rowHeight + 3, width: item.right - item.left,
      height: rowHeight - 6)
    switch item.bar.style {
    case .filled: canvas.fill(box, item.bar.color)
    case .outlined: canvas.outline(box, item.bar.color)
    case .bare: break
    }
    guard let label = item.label else { return }
    let isOnColor = label.anchor == .middle && item.bar.style == .filled
    let color =
      isOnColor ? item.bar.color.readable : item.bar.style == .filled ? .ink : item.bar.color
    canvas.text(
      item.bar.label, at: Point(label.x, box.middle), BarPacking.font, color, anchor: label.anchor,
      halo: isOnColor ? nil : .paper)
  }
}
