// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// Spectrogram and level.
extension CallPicture {
  static let trackColor = Color(0x35F0E0)
  static let floorColor = Color(0x8A6D3B)

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

  /// The lines of the frames in which a tone is followed, joined while they stay near each other; s and Hz.
  private var tracks: [[Point]] {
    [0, 1].flatMap { place in
      joined(
        trace.frames.map { frame in
          let lines = frame.followed
          guard lines.indices.contains(place) else { return nil }
          return Point(frame.center.seconds, Double(lines[place]))
        })
    }
  }

  /// Runs of points no more than a pair's wobble, 60 Hz, from one to the next; without those that cannot be seen apart.
  private func joined(_ points: [Point?]) -> [[Point]] {
    let finest = trace.duration / CallPicture.panelWidth / 3
    var tracks: [[Point]] = []
    var track: [Point] = []
    for point in points {
      if let point, let last = track.last, abs(last.y - point.y) < 60 {
        if point.x - last.x >= finest || abs(last.y - point.y) > 12 { track.append(point) }
      } else {
        if !track.isEmpty { tracks.append(track) }
        // A frame stands for the 20 ms around its middle.
        track = point.map { [Point($0.x - 0.01, $0.y), $0] } ?? []
      }
    }
    return track.isEmpty ? tracks : tracks + [track]
  }

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
    func curve(_ color: Color, _ width: Double, _ level: (Observation) -> Level) {
      let points = trace.frames.map { Point($0.center.seconds, max(-80, level($0).dBm0)) }
      let thinned = points.thinned(to: columns)
      panel.curve(
        thinned, on: canvas, color, width: thinned.count < points.count ? width / 2 : width)
    }
    curve(CallPicture.floorColor, 1.4) { $0.floor }
    curve(.ink, 1.2) { $0.level }
    panel.drawAxes(on: canvas, .left)
  }
}

extension Observation {
  /// The line that is followed, or the two of a pair, lowest first; none where there is no tone.
  fileprivate var followed: [Float] {
    guard isTone else { return [] }
    // A second line has a share of the power that can be seen.
    if pairTonality > tonality + 0.04 { return [lines.min(), lines.max()] }
    return tonality > 0.3 ? [lines.x] : []
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
