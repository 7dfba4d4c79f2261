// SPDX-License-Identifier: GPL-3.0-or-later

/// A box with two axes, in which curves are drawn.
public struct Panel: Sendable {
  public var box: Box
  public var x: Axis
  public var y: Axis

  public init(_ box: Box, x: Axis, y: Axis) {
    self.box = box
    self.x = x
    self.y = y
  }

  public func x(_ value: Double) -> Double { box.left + box.width * x.share(value) }
  public func y(_ value: Double) -> Double { box.bottom - box.height * y.share(value) }
  public func point(_ x: Double, _ y: Double) -> Point { Point(self.x(x), self.y(y)) }

  /// Which side of a panel its x axis is written on, if it is.
  public enum Sides: Sendable { case left, leftAndBottom }

  /// The lines behind what is drawn.
  public func drawGrid(on canvas: Canvas) {
    for tick in y.ticks {
      canvas.line([Point(box.left, y(tick.value)), Point(box.right, y(tick.value))], .grid)
    }
    for tick in x.ticks {
      canvas.line([Point(x(tick.value), box.top), Point(x(tick.value), box.bottom)], .grid)
    }
  }

  /// Frame, marks, numbers and titles.
  public func drawAxes(on canvas: Canvas, _ sides: Sides = .leftAndBottom) {
    canvas.outline(box, .pencil)
    for tick in y.ticks {
      let place = y(tick.value)
      canvas.line([Point(box.left - 4, place), Point(box.left, place)], .pencil)
      canvas.text(
        tick.label, at: Point(box.left - 8, place), .small, .pencil, anchor: .end)
    }
    canvas.text(
      y.title, at: Point(box.left - Panel.titleDistance, box.middle), .plain, .ink, anchor: .middle,
      isUpright: true)
    if sides == .leftAndBottom { drawBottomAxis(on: canvas) }
  }

  /// How far left of the box its y axis has its title.
  static let titleDistance = 52.0

  /// Marks, numbers and title of the x axis, under the box.
  public func drawBottomAxis(on canvas: Canvas) {
    for tick in x.ticks {
      let place = x(tick.value)
      canvas.line([Point(place, box.bottom), Point(place, box.bottom + 4)], .pencil)
      canvas.text(tick.label, at: Point(place, box.bottom + 12), .small, .pencil, anchor: .middle)
    }
    canvas.text(
      x.title, at: Point(box.left + box.width / 2, box.bottom + 28), .plain, .ink, anchor: .middle)
  }

  /// A curve through `points`, in the axes' units; outside the box nothing is drawn.
  public func curve(
    _ points: [Point], on canvas: Canvas, _ color: Color, width: Double = 1.2, dashes: [Double] = []
  ) {
    canvas.clipped(to: box) {
      canvas.line(points.map { point($0.x, $0.y) }, color, width: width, dashes: dashes)
    }
  }

  /// A span of the x axis, from top to bottom.
  public func band(from start: Double, to end: Double, on canvas: Canvas, _ color: Color) {
    let left = max(box.left, x(start))
    canvas.fill(
      Box(
        left: left, top: box.top, width: max(0, min(box.right, x(end)) - left), height: box.height),
      color)
  }
}
