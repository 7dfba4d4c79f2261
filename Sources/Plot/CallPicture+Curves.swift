// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// Spectrogram and level.
extension CallPicture {
  static let trackColor = Color(0x35F0E0)
  static let floorColor = Color(0x8A6D3B)
  static let threshold = Color.vermillion
  static let dashes = [5.0, 3]

  /// −75 dBm0 is line noise of −54 dBm0 as it falls on each 37.5 Hz that a frame tells apart.
  private static let shown = -75.0 ... -10.0

  func drawSpectrum(_ panel: Panel, on canvas: Canvas) {
    let spectrogram = Spectrogram(trace.samples, most: Int(CallPicture.mostColumns))
    let pixels = spectrogram.pixels(.ember, range: CallPicture.shown)
    var box = panel.box
    box.width = panel.x(trace.duration) - box.left
    canvas.fill(panel.box, .grid)
    canvas.image(pixels, in: box)
    for track in tracks {
      panel.curve(track, on: canvas, .ink.opacity(0.6), width: 3)
      panel.curve(track, on: canvas, CallPicture.trackColor, width: 1.3)
    }
    panel.drawAxes(on: canvas, .left)
    drawColorBar(beside: panel, on: canvas)
  }

  private func drawColorBar(beside panel: Panel, on canvas: Canvas) {
    let box = Box(
      left: panel.box.right + 12, top: panel.box.top, width: 12, height: panel.box.height)
    let count = ColorMap.ember.colors.count
    var pixels = Pixels(width: 1, height: count)
    for (step, color) in ColorMap.ember.colors.enumerated() {
      pixels.values[count - 1 - step] = color.hex
    }
    canvas.image(pixels, in: box)
    canvas.outline(box, .pencil)
    let axis = Axis(CallPicture.shown, title: "dBm0 of a sine", count: 7)
    for tick in axis.ticks {
      let y = box.bottom - box.height * axis.share(tick.value)
      canvas.line([Point(box.right, y), Point(box.right + 3, y)], .pencil)
      canvas.text(tick.label, at: Point(box.right + 6, y), .small, .pencil)
    }
    canvas.text(
      axis.title, at: Point(box.right + 42, box.middle), .plain, anchor: .middle, isUpright: true)
  }

  /// The strongest line of each frame in which a tone is followed, and the other of a pair; s and Hz.
  private var tracks: [[Point]] {
    var tracks: [[Point]] = []
    for other in [false, true] {
      var track: [Point] = []
      for frame in trace.frames {
        let isSeen =
          frame.isTone
          && (other
            ? frame.pairTonality > frame.tonality + CallPicture.leastShare : frame.tonality > 0.3)
        // The stronger of a pair may change from frame to frame.
        let (low, high) = (frame.lines.min(), frame.lines.max())
        let isPair = frame.pairTonality > frame.tonality + CallPicture.leastShare
        let hertz = Double(isPair ? (other ? high : low) : frame.lines.x)
        let point = Point(frame.center.seconds, hertz)
        if isSeen, let last = track.last, abs(last.y - hertz) < 60 {
          if point.x - last.x >= CallPicture.finest(trace.duration) || abs(last.y - hertz) > 12 {
            track.append(point)
          }
        } else {
          if !track.isEmpty { tracks.append(track) }
          track = isSeen ? [Point(point.x - 0.01, hertz), point] : []
        }
      }
      if !track.isEmpty { tracks.append(track) }
    }
    return tracks
  }

  /// Share of a frame's power that a second line has.
  private static let leastShare: Float = 0.04

  /// Seconds that are a third of a unit wide.
  private static func finest(_ duration: Double) -> Double { duration / panelWidth / 3 }

  // MARK: - Level

  func drawLevel(_ panel: Panel, on canvas: Canvas) {
    panel.drawGrid(on: canvas)
    for report in trace.reports where report.event.kind == .speech {
      let event = report.event
      panel.band(
        from: event.at.seconds, to: (event.end ?? report.knownAt).seconds, on: canvas,
        EventColors.speech.opacity(0.3))
    }
    let columns = Int(CallPicture.panelWidth)
    func curve(_ color: Color, _ width: Double, _ dashes: [Double], _ level: (Observation) -> Level)
    {
      let points = trace.frames.map { Point($0.center.seconds, max(-80, level($0).dBm0)) }
      let thinned = points.thinned(to: columns)
      panel.curve(
        thinned, on: canvas, color, width: thinned.count < points.count ? width / 2 : width,
        dashes: dashes)
    }
    curve(CallPicture.floorColor, 1.4, []) { $0.floor }
    curve(CallPicture.threshold, 1.2, CallPicture.dashes) { $0.speechFloor }
    curve(.ink, 1.2, []) { $0.level }
    panel.drawAxes(on: canvas, .left)
  }
}

extension [Point] {
  /// The least and the most of each of `columns` stretches, in their order; all, where there are fewer than that.
  func thinned(to columns: Int) -> [Point] {
    guard count > 2 * columns else { return self }
    return (0..<columns).flatMap { column -> [Point] in
      let stretch = self[(column * count / columns)..<((column + 1) * count / columns)]
      let ends = [stretch.min { $0.y < $1.y }, stretch.max { $0.y < $1.y }].compactMap { $0 }
      return ends.sorted { $0.x < $1.x }
    }
  }
}
