// SPDX-License-Identifier: GPL-3.0-or-later
import CCairo
import Foundation

extension Canvas {
  /// Which point of a text is at its place; from top to bottom it is always the middle.
  public enum Anchor: String, Sendable { case start, middle, end }

  /// Letters of a text.
  public struct Font: Sendable {
    public var size: Double
    public var isBold: Bool

    public init(_ size: Double, isBold: Bool = false) {
      self.size = size
      self.isBold = isBold
    }

    public static let small = Font(10)
    public static let plain = Font(11.5)
    public static let title = Font(19, isBold: true)
  }

  func setUpText() {
    // Widths do not depend on the size in pixels, so that PNG and SVG are laid out alike.
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
  }

  private func take(_ font: Font) {
    cairo_select_font_face(
      context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
      font.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, font.size)
  }

  /// How wide `text` is.
  public func width(of text: String, _ font: Font = .plain) -> Double {
    take(font)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text.printable, &extents)
    return extents.x_advance
  }

  /// `text`, or as much of its front as `width` has room for, and an ellipsis.
  public func fitted(_ text: String, _ width: Double, _ font: Font = .plain) -> String {
    guard self.width(of: text, font) > width else { return text }
    var front = Substring(text)
    while !front.isEmpty, self.width(of: front + "…", font) > width { front.removeLast() }
    return front + "…"
  }

  /// Writes `text` at `place`, upwards if `isUpright`. A halo of paper keeps words apart from what is behind them.
  public func text(
    _ text: String, at place: Point, _ font: Font = .plain, _ color: Color = .ink,
    anchor: Anchor = .start, isUpright: Bool = false, halo: Color? = nil
  ) {
    let text = text.printable
    switch format {
    case .png: draw(text, at: place, font, color, anchor, isUpright, halo)
    case .svg: keep(element(text, at: place, font, color, anchor, isUpright, halo))
    }
  }

  /// How far under the middle of the letters they stand: half of a capital of DejaVu Sans, 0.73 of its size.
  private static let drop = 0.365

  private func draw(
    _ text: String, at place: Point, _ font: Font, _ color: Color, _ anchor: Anchor,
    _ isUpright: Bool, _ halo: Color?
  ) {
    let width = width(of: text, font)
    let start: Double =
      switch anchor {
      case .start: 0
      case .middle: -width / 2
      case .end: -width
      }
    cairo_save(context)
    cairo_translate(context, place.x, place.y)
    if isUpright { cairo_rotate(context, -.pi / 2) }
    cairo_move_to(context, start, Canvas.drop * font.size)
    if let halo {
      cairo_text_path(context, text)
      pen(halo, 3, [])
      cairo_stroke(context)
      cairo_move_to(context, start, Canvas.drop * font.size)
    }
    paint(color)
    cairo_show_text(context, text)
    cairo_restore(context)
  }

  private func element(
    _ text: String, at place: Point, _ font: Font, _ color: Color, _ anchor: Anchor,
    _ isUpright: Bool, _ halo: Color?
  ) -> String {
    var attributes = [
      String(format: "font-size=\"%.4g\"", font.size),
      String(format: "fill=\"#%06x\"", color.hex),
    ]
    if anchor != .start { attributes.append("text-anchor=\"\(anchor.rawValue)\"") }
    if font.isBold { attributes.append("font-weight=\"bold\"") }
    if color.alpha < 1 { attributes.append(String(format: "fill-opacity=\"%.3g\"", color.alpha)) }
    if let halo {
      attributes.append(
        String(format: "paint-order=\"stroke\" stroke=\"#%06x\" stroke-width=\"3\"", halo.hex))
    }
    if isUpright {
      attributes.append(
        String(
          format: "transform=\"translate(%.2f %.2f) rotate(-90)\" y=\"%.2f\"", place.x, place.y,
          Canvas.drop * font.size))
    } else {
      attributes.append(
        String(format: "x=\"%.2f\" y=\"%.2f\"", place.x, place.y + Canvas.drop * font.size))
    }
    return "<text \(attributes.joined(separator: " "))>\(text.escapedForXML)</text>"
  }
}

extension String {
  /// Without what has no letter: control characters, which XML forbids too.
  fileprivate var printable: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map {
          $0.properties.generalCategory == .control || $0.value & 0xFFFE == 0xFFFE ? " " : $0
        }))
  }

  fileprivate var escapedForXML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
