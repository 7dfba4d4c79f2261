// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import Plot

struct PanelTests {
  private let panel = Panel(
    Box(left: 100, top: 20, width: 200, height: 100), x: Axis(0...10, title: "time, s", count: 5),
    y: Axis(-60...0, title: "level, dBm0", count: 3))

  @Test func `values have their places, the least at the bottom left`() {
    #expect(panel.point(0, -60) == Point(100, 120))
    #expect(panel.point(10, 0) == Point(300, 20))
    #expect(panel.point(5, -30) == Point(200, 70))
  }

  @Test func `a curve is drawn in its box and nowhere else`() throws {
    let canvas = Canvas(width: 400, height: 200, format: .png)
    panel.curve([Point(-10, -30), Point(30, -30)], on: canvas, .ink, width: 4)
    let png = try DrawnPNG(canvas.bytes())
    #expect(png[200, 70] == Color.ink.hex)
    #expect(png[90, 70] == 0xFFFFFF)
    #expect(png[310, 70] == 0xFFFFFF)
  }

  @Test func `a band reaches from top to bottom, cut at the box`() throws {
    let canvas = Canvas(width: 400, height: 200, format: .png)
    panel.band(from: 5, to: 30, on: canvas, .green)
    let png = try DrawnPNG(canvas.bytes())
    #expect(png[250, 22] == Color.green.hex)
    #expect(png[250, 118] == Color.green.hex)
    #expect(png[150, 70] == 0xFFFFFF)
    #expect(png[310, 70] == 0xFFFFFF)
  }

  @Test func `axes have titles with units and numbers`() throws {
    let canvas = Canvas(width: 400, height: 200, format: .svg)
    panel.drawAxes(on: canvas)
    let texts = try DrawnSVG(canvas.bytes()).texts
    for text in ["time, s", "level, dBm0", "10", "-60", "-20"] { #expect(texts.contains(text)) }
  }

  @Test func `a legend goes on in a further row where there is no room`() {
    let canvas = Canvas(width: 1, height: 1, format: .svg)
    let legend = Legend([(.patch(.green), "speech"), (.frame(.ink), "a run that is no tone")])
    let wide = legend.draw(on: canvas, at: Point(0, 0), width: 1000)
    let narrow = legend.draw(on: canvas, at: Point(0, 0), width: 60)
    #expect(narrow == 2 * wide)
  }
}
