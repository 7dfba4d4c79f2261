// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Testing

@testable import Plot

struct CallPictureTests {
  @Test func `the words of an SVG say what was heard, when, and why`() throws {
    let trace = CallTrace(Sounds.busy())
    let verdict = try #require(trace.verdict)
    let svg = try DrawnSVG(CallPicture(trace, name: "a & b.wav").bytes(.svg))
    for text in [
      "busy", "a & b.wav, 5.00 s", "480+620", "0.50", "frequency, kHz", "level, dBm0", "time, s",
      "spectral line followed", "noise floor",
    ] { #expect(svg.texts.contains(text), "\(text)") }
    #expect(svg.texts.contains { $0.hasSuffix(verdict.reason) })
    #expect(svg.texts.contains { $0.hasPrefix("verdict 1.") || $0.hasPrefix("verdict 2.") })
    // The spectrogram and its scale.
    #expect(svg.elements["image"] == 2)
  }

  @Test func `in a PNG tones are bright and pauses dark`() throws {
    let png = try DrawnPNG(CallPicture(CallTrace(Sounds.busy()), name: "busy").bytes(.png))
    #expect(png.width == 1920)
    func color(_ seconds: Double, _ hertz: Double) -> UInt32 {
      png[96 + 1100 * seconds / 5, 96 + 300 * (1 - hertz / 4000)]
    }
    // The followed line lies over the tone.
    #expect(color(3.25, 480) == CallPicture.trackColor.hex)
    #expect(color(3.25, 620) == CallPicture.trackColor.hex)
    #expect(brightness(color(3.25, 450)) > brightness(color(3.75, 450)) + 100)
    #expect(brightness(color(3.75, 480)) < 60)
  }

  private func brightness(_ color: UInt32) -> UInt32 {
    (color >> 16 & 0xFF) + (color >> 8 & 0xFF) + (color & 0xFF)
  }

  @Test func `the answer says whether it was signalled`() throws {
    let settings = AnalyzerSettings(supervision: .signalled)
    let trace = CallTrace(
      [Int16](repeating: 0, count: 16_000), settings: settings, answer: SampleTime(seconds: 0.5))
    let svg = try DrawnSVG(CallPicture(trace, name: "dead air").bytes(.svg))
    #expect(svg.texts.contains("answered 0.50 s"))
  }

  @Test func `an event that was reported again when more was known is drawn once`() throws {
    let trace = CallTrace([Int16](repeating: 0, count: 4000) + Signals.faxAnswer(seconds: 5))
    #expect(trace.reports.count { $0.event.name == "v21-preamble" } >= 2)
    let svg = try DrawnSVG(CallPicture(trace, name: "fax").bytes(.svg))
    #expect(svg.texts.count { $0 == "v21-preamble" } == 1)
    #expect(svg.texts.contains("ced"))
  }

  @Test(arguments: [1, 100, 161])
  func `a recording of a few samples is drawn`(count: Int) throws {
    let trace = CallTrace([Int16](repeating: 1000, count: count))
    for format in Canvas.Format.allCases {
      #expect(try CallPicture(trace, name: "short").bytes(format).count > 1000)
    }
  }

  @Test func `more than an hour is drawn compressed, and says so`() throws {
    let trace = CallTrace([Int16](repeating: 0, count: 3601 * 8000))
    let picture = CallPicture(trace, name: "long")
    #expect(picture.isCompressed)
    let svg = try DrawnSVG(picture.bytes(.svg))
    #expect(svg.texts.contains { $0.contains("drawn compressed") })
    #expect(svg.texts.contains("time, min:s"))
    #expect(!CallPicture(CallTrace([0]), name: "short").isCompressed)
  }

  @Test func `a curve of many points keeps its peaks when it is thinned`() {
    var points = (0..<10_000).map { Point(Double($0), -60) }
    points[5321].y = -10
    let thinned = points.thinned(to: 100)
    #expect(thinned.count == 200)
    #expect(thinned.contains(Point(5321, -10)))
    #expect(Array(points.prefix(150)).thinned(to: 100).count == 150)
  }
}
