// SPDX-License-Identifier: GPL-3.0-or-later
import CCairo
import Foundation
import FoundationXML
import Testing

@testable import Plot

/// A PNG, read back.
struct DrawnPNG {
  let width: Int
  let height: Int
  private let values: [UInt32]

  init(_ bytes: [UInt8]) throws {
    let reader = Reader(bytes)
    let surface = cairo_image_surface_create_from_png_stream(
      { closure, target, count in
        guard let closure, let target else { return CAIRO_STATUS_READ_ERROR }
        let reader = Unmanaged<Reader>.fromOpaque(closure).takeUnretainedValue()
        return reader.read(target, Int(count)) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
      }, Unmanaged.passUnretained(reader).toOpaque())
    defer { cairo_surface_destroy(surface) }
    try #require(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS)
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    let data = try #require(cairo_image_surface_get_data(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    var values: [UInt32] = []
    for row in 0..<height {
      for column in 0..<width {
        let pixel = UnsafeRawPointer(data + row * stride + 4 * column)
        values.append(pixel.load(as: UInt32.self) & 0xFFFFFF)
      }
    }
    self.values = values
  }

  /// The colour at a place of the canvas.
  subscript(x: Double, y: Double) -> UInt32 {
    values[Int(y * Canvas.density) * width + Int(x * Canvas.density)]
  }

  private final class Reader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(_ target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
      guard position + count <= bytes.count else { return false }
      for index in 0..<count { target[index] = bytes[position + index] }
      position += count
      return true
    }
  }
}

/// An SVG, read back.
final class DrawnSVG: NSObject, XMLParserDelegate {
  private(set) var texts: [String] = []
  private(set) var elements: [String: Int] = [:]
  private var isText = false

  init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    isText = name == "text"
    if isText { texts.append("") }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if isText { texts[texts.count - 1] += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { isText = false }
}
