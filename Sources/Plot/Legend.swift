// SPDX-License-Identifier: GPL-3.0-or-later

/// What the colours of a picture mean, in a row.
public struct Legend: Sendable {
  public enum Key: Sendable {
    case line(Color, width: Double, dashes: [Double])
    case patch(Color)
    /// An outline without a filling.
    case frame(Color)
  }

  public var entries: [(key: Key, words: String)]

  public init(_ entries: [(key: Key, words: String)]) { self.entries = entries }

  private static let swatch = 22.0
  private static let gap = 14.0
  static let rowHeight = 18.0

  /// Draws it from `place` to the right, and in further rows under it where `width` is too small; how tall it became.
  @discardableResult
  public func draw(on canvas: Canvas, at place: Point, width: Double) -> Double {
    var pen = Point(place.x, place.y + Legend.rowHeight / 2)
    for (key, words) in entries {
      let needed = Legend.swatch + 6 + canvas.width(of: words, .small)
      if pen.x > place.x, pen.x + needed > place.x + width {
        pen = Point(place.x, pen.y + Legend.rowHeight)
      }
      let box = Box(left: pen.x, top: pen.y - 5, width: Legend.swatch, height: 10)
      switch key {
      case .patch(let color): canvas.fill(box, color)
      case .frame(let color): canvas.outline(box, color)
      case .line(let color, let width, let dashes):
        canvas.line(
          [Point(box.left, pen.y), Point(box.right, pen.y)], color, width: width, dashes: dashes)
      }
      canvas.text(words, at: Point(box.right + 6, pen.y), .small, .pencil)
      pen.x += needed + Legend.gap
    }
    return pen.y + Legend.rowHeight / 2 - place.y
  }
}
