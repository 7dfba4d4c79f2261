// SPDX-License-Identifier: GPL-3.0-or-later
import CCairo
import Foundation

/// A white sheet on which is drawn with cairo, into pixels or as SVG.
///
/// Units are SVG's pixels from the upper left corner. Cairo writes the letters of an SVG as outlines; here they are
/// kept as words and laid over the drawing as text, so that they can be searched, read aloud and copied.
public final class Canvas {
  public enum Format: String, Sendable, CaseIterable { case png, svg }

  /// Pixels of a PNG for each unit: sharp on a dense screen.
  public static let density = 1.5

  public let width: Double
  public let height: Double
  let format: Format
  let context: OpaquePointer
  private let surface: OpaquePointer
  private let sink = ByteSink()
  private var words: [String] = []

  public init(width: Double, height: Double, format: Format) {
    self.width = width
    self.height = height
    self.format = format
    switch format {
    case .png:
      surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, Int32((width * Canvas.density).rounded()),
        Int32((height * Canvas.density).rounded()))
    case .svg:
      surface = cairo_svg_surface_create_for_stream(ByteSink.write, sink.closure, width, height)
      cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX)
    }
    context = cairo_create(surface)
    if format == .png { cairo_scale(context, Canvas.density, Canvas.density) }
    setUpText()
    fill(Box(left: 0, top: 0, width: width, height: height), .paper)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// The picture as a file's bytes. Nothing can be drawn after.
  ///
  /// - Throws: `.undrawable` with cairo's words: no memory, or larger than cairo draws.
  public func bytes() throws(PictureError.Fault) -> [UInt8] {
    var status = cairo_status(context)
    if status == CAIRO_STATUS_SUCCESS, format == .png {
      status = cairo_surface_write_to_png_stream(surface, ByteSink.write, sink.closure)
    }
    cairo_surface_finish(surface)
    if status == CAIRO_STATUS_SUCCESS { status = cairo_surface_status(surface) }
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .undrawable(String(cString: cairo_status_to_string(status)))
    }
    guard format == .svg else { return sink.bytes }
    let document = String(decoding: sink.bytes, as: UTF8.self)
    guard let end = document.range(of: "</svg>", options: .backwards) else {
      throw .undrawable("cairo's SVG has no end")
    }
    let layer = ["<g font-family=\"DejaVu Sans, Verdana, sans-serif\">"] + words + ["</g>", ""]
    return Array((document[..<end.lowerBound] + layer.joined(separator: "\n") + "</svg>\n").utf8)
  }

  func keep(_ element: String) { words.append(element) }

  // MARK: - Shapes

  public func fill(_ box: Box, _ color: Color) {
    cairo_rectangle(context, box.left, box.top, box.width, box.height)
    paint(color)
    cairo_fill(context)
  }

  /// The outline of a box, inside it.
  public func outline(_ box: Box, _ color: Color, width: Double = 1) {
    cairo_rectangle(
      context, box.left + width / 2, box.top + width / 2, max(0, box.width - width),
      max(0, box.height - width))
    pen(color, width, [])
    cairo_stroke(context)
  }

  /// A line through `points`; `dashes` are lengths drawn and left out in turn.
  public func line(
    _ points: [Point], _ color: Color, width: Double = 1, dashes: [Double] = []
  ) {
    guard let first = points.first else { return }
    cairo_move_to(context, first.x, first.y)
    for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
    pen(color, width, dashes)
    cairo_stroke(context)
  }

  /// A filled circle.
  public func dot(at center: Point, radius: Double, _ color: Color) {
    cairo_new_path(context)
    cairo_arc(context, center.x, center.y, radius, 0, 2 * Double.pi)
    paint(color)
    cairo_fill(context)
  }

  /// What `body` draws is shown inside `box` only; words are shown all.
  public func clipped(to box: Box, _ body: () -> Void) {
    cairo_save(context)
    cairo_rectangle(context, box.left, box.top, box.width, box.height)
    cairo_clip(context)
    body()
    cairo_restore(context)
  }

  /// `pixels`, stretched over `box`.
  public func image(_ pixels: Pixels, in box: Box) {
    guard let image = Canvas.surface(of: pixels) else { return }
    cairo_save(context)
    cairo_rectangle(context, box.left, box.top, box.width, box.height)
    cairo_clip(context)
    cairo_translate(context, box.left, box.top)
    cairo_scale(context, box.width / Double(pixels.width), box.height / Double(pixels.height))
    cairo_set_source_surface(context, image, 0, 0)
    // The outermost pixels reach to the edge.
    cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
    cairo_paint(context)
    cairo_restore(context)
    cairo_surface_destroy(image)
  }

  private static func surface(of pixels: Pixels) -> OpaquePointer? {
    let image = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(pixels.width), Int32(pixels.height))
    guard let data = cairo_image_surface_get_data(image) else {
      cairo_surface_destroy(image)
      return nil
    }
    let stride = Int(cairo_image_surface_get_stride(image))
    cairo_surface_flush(image)
    pixels.values.withUnsafeBytes { source in
      guard let base = source.baseAddress else { return }
      for row in 0..<pixels.height {
        UnsafeMutableRawPointer(data + row * stride).copyMemory(
          from: base + row * 4 * pixels.width, byteCount: 4 * pixels.width)
      }
    }
    cairo_surface_mark_dirty(image)
    return image
  }

  func paint(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  func pen(_ color: Color, _ width: Double, _ dashes: [Double]) {
    paint(color)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_dash(context, dashes, Int32(dashes.count), 0)
  }
}
