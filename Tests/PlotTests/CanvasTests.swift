// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Plot

struct CanvasTests {
  private func canvas(_ format: Canvas.Format) -> Canvas {
    Canvas(width: 100, height: 40, format: format)
  }

  @Test func `a PNG has the canvas' size in dense pixels, and is white where nothing is drawn`()
    throws
  {
    let canvas = canvas(.png)
    canvas.fill(Box(left: 10, top: 10, width: 20, height: 20), .vermillion)
    let png = try DrawnPNG(canvas.bytes())
    #expect(png.width == 150)
    #expect(png.height == 60)
    #expect(png[20, 20] == Color.vermillion.hex)
    #expect(png[60, 20] == 0xFFFFFF)
  }

  @Test func `an image is stretched over its box, its first row at the top`() throws {
    let canvas = canvas(.png)
    var pixels = Pixels(width: 1, height: 2)
    pixels.values = [0xFF0000, 0x0000FF]
    canvas.image(pixels, in: Box(left: 50, top: 0, width: 50, height: 40))
    let png = try DrawnPNG(canvas.bytes())
    #expect(png[75, 2] == 0xFF0000)
    #expect(png[75, 38] == 0x0000FF)
    #expect(png[25, 20] == 0xFFFFFF)
  }

  @Test func `what is clipped is not drawn`() throws {
    let canvas = canvas(.png)
    canvas.clipped(to: Box(left: 0, top: 0, width: 50, height: 40)) {
      canvas.line([Point(0, 20), Point(100, 20)], .ink, width: 6)
    }
    let png = try DrawnPNG(canvas.bytes())
    #expect(png[25, 20] == Color.ink.hex)
    #expect(png[75, 20] == 0xFFFFFF)
  }

  @Test func `an SVG is XML and keeps words as text`() throws {
    let canvas = canvas(.svg)
    canvas.line([Point(0, 0), Point(50, 20)], .blue)
    canvas.text("a < b & c > d\u{7}\u{0}", at: Point(10, 10))
    canvas.text("upright", at: Point(10, 10), isUpright: true, halo: .paper)
    let svg = try DrawnSVG(canvas.bytes())
    #expect(svg.texts == ["a < b & c > d  ", "upright"])
    #expect(svg.elements["path", default: 0] > 0)
  }

  @Test func `text is drawn into a PNG, and is as wide in either format`() throws {
    let canvas = canvas(.png)
    canvas.text("█", at: Point(20, 20), anchor: .middle)
    let width = canvas.width(of: "480+620 Hz")
    #expect(abs(width - self.canvas(.svg).width(of: "480+620 Hz")) < 0.01)
    #expect(width > canvas.width(of: "480"))
    let png = try DrawnPNG(canvas.bytes())
    #expect(png[20, 20] == Color.ink.hex)
  }

  @Test func `a text too long for its room is cut`() {
    let canvas = canvas(.svg)
    let text = "a greeting that nobody hears to its end"
    let cut = canvas.fitted(text, 80)
    #expect(cut.hasSuffix("…"))
    #expect(canvas.width(of: cut) <= 80)
    #expect(canvas.fitted("short", 80) == "short")
  }
}
