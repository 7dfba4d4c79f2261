// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// A call at a glance: what was heard, when, and why it was decided.
///
///     outcome, confidence and reason
///     spectrogram, over it the spectral lines that were followed
///     where somebody spoke: the probability of a machine, and what either decision would have cost
///     level, noise floor, speech
///     the runs and their cadence; the events, a row for each kind
///
/// The answer and the verdict are lines from top to bottom.
public struct CallPicture {
  let trace: CallTrace
  /// What the recording is called.
  let name: String

  /// Whether the audio is so long, over an hour, that short events run together.
  public var isCompressed: Bool { trace.duration > 3600 }

  public init(_ trace: CallTrace, name: String) {
    self.trace = trace
    self.name = name
  }

  static let width = 1280.0
  static let left = 96.0
  static let right = 84.0
  static let panelWidth = width - left - right
  private static let gap = 16.0

  /// Seconds of audio in a column of the spectrogram.
  public var secondsPerColumn: Double { trace.duration / CallPicture.mostColumns }

  static let mostColumns = panelWidth * Canvas.density

  /// The picture as a file's bytes.
  public func bytes(_ format: Canvas.Format) throws(PictureError.Fault) -> [UInt8] {
    let time = Axis(seconds: max(1, trace.duration), count: 14)
    func panel(_ top: Double, _ height: Double, _ y: Axis) -> Panel {
      let box = Box(
        left: CallPicture.left, top: top, width: CallPicture.panelWidth, height: height)
      return Panel(box, x: time, y: y)
    }
    let spectrum = panel(96, 300, CallPicture.frequency)
    var bottom = spectrum.box.bottom
    let decision = DecisionCurves(trace)
    var decided: [Panel] = []
    for axis in decision?.axes ?? [] {
      decided.append(panel(bottom + CallPicture.gap, 84, axis))
      bottom += CallPicture.gap + 84
    }
    let level = panel(bottom + CallPicture.gap, 120, CallPicture.level)
    let lane = BarLane(rows)
    let ruler = Canvas(width: 1, height: 1, format: format)
    var bars = panel(
      level.box.bottom + CallPicture.gap, 0, Axis(0...1, title: "", ticks: []))
    bars.box.height = lane.height(over: bars, on: ruler)
    let legendTop = bars.box.bottom + 42
    let legendHeight = legend.draw(
      on: ruler, at: Point(bars.box.left, 0), width: CallPicture.panelWidth)

    let canvas = Canvas(
      width: CallPicture.width, height: legendTop + legendHeight + 8, format: format)
    drawTitle(on: canvas)
    drawSpectrum(spectrum, on: canvas)
    decision?.draw(decided, on: canvas)
    drawLevel(level, on: canvas)
    lane.drawRows(over: bars, on: canvas)
    drawMoments(from: spectrum, to: bars, on: canvas)
    decision?.drawMark(decided, on: canvas)
    lane.drawBars(over: bars, on: canvas)
    canvas.outline(bars.box, .pencil)
    bars.drawBottomAxis(on: canvas)
    legend.draw(
      on: canvas, at: Point(bars.box.left, legendTop), width: CallPicture.panelWidth)
    return try canvas.bytes()
  }

  static let frequency = Axis(
    0...4000, title: "frequency, kHz", ticks: (0...4).map { .init(1000 * Double($0), "\($0)") })
  static let level = Axis(
    -70...0, title: "level, dBm0", ticks: [-60, -40, -20, 0].map { .init($0, "\(Int($0))") })

  // MARK: - Words

  private func drawTitle(on canvas: Canvas) {
    let left = CallPicture.left
    let room = CallPicture.width - left - 12
    let outcome = trace.verdict?.outcome.rawValue ?? "undecided"
    canvas.text(outcome, at: Point(left, 24), .title)
    if let verdict = trace.verdict {
      let start = left + canvas.width(of: outcome, .title) + 14
      let words = String(format: "%.0f %%: ", 100 * verdict.confidence) + verdict.reason
      canvas.text(
        canvas.fitted(words, CallPicture.width - start - 12, .subtitle), at: Point(start, 25),
        .subtitle)
    }
    var facts =
      trace.duration > 120
      ? Axis.clock(trace.duration) + " min" : String(format: "%.2f s", trace.duration)
    if isCompressed {
      facts += String(
        format: ", drawn compressed: %.1f s in a column, the most of each shown", secondsPerColumn)
    }
    if DecisionCurves(trace) != nil { facts += "; " + trace.costs.words }
    canvas.text(canvas.fitted("\(name), \(facts)", room), at: Point(left, 48), .plain, .pencil)
  }

  /// The answer and the verdict, each with its flag over the spectrogram.
  private func drawMoments(from top: Panel, to bottom: Panel, on canvas: Canvas) {
    func mark(
      _ seconds: Double, _ words: String, _ color: Color, _ y: Double, _ dashes: [Double] = []
    ) {
      let x = top.x(min(seconds, top.x.range.upperBound))
      canvas.line(
        [Point(x, y), Point(x, bottom.box.bottom)], .paper.opacity(0.75), width: 3.5)
      canvas.line([Point(x, y), Point(x, bottom.box.bottom)], color, width: 1.6, dashes: dashes)
      let fits = x + 6 + canvas.width(of: words, .bold) < CallPicture.width
      canvas.text(
        words, at: Point(fits ? x + 5 : x - 5, y + 4), .bold, color, anchor: fits ? .start : .end)
    }
    if let answer = trace.answeredAt?.seconds {
      let words = trace.isAnswerSignalled ? "answered" : "answer inferred"
      mark(answer, String(format: "\(words) %.2f s", answer), CallPicture.answerColor, 66)
    }
    for report in trace.reports where report.event.kind == .verdict && report.event.isProvisional {
      let event = report.event
      mark(
        event.at.seconds, String(format: "\(event.name ?? "") so far, %.2f s", event.at.seconds),
        CallPicture.verdictColor, 82, [4, 3])
    }
    if let verdict = trace.verdict {
      let time = verdict.decidedAt.seconds
      mark(time, String(format: "verdict %.2f s", time), CallPicture.verdictColor, 82)
    }
  }

  static let answerColor = Color(0x00734F)
  static let verdictColor = Color(0xC0341D)

  private var legend: Legend {
    Legend(
      (DecisionCurves(trace)?.legend ?? []) + [
        (.line(CallPicture.trackColor, width: 2, dashes: []), "spectral line followed"),
        (.line(.ink, width: 1.2, dashes: []), "level, 200 to 3575 Hz"),
        (.line(CallPicture.floorColor, width: 1.4, dashes: []), "noise floor"),
        (.patch(EventColors.speech.opacity(0.3)), "speech"),
        (.patch(EventColors.tone), "run that passes for a tone"),
        (.frame(.pencil), "run that does not"),
        (.line(CallPicture.answerColor, width: 1.6, dashes: []), "answer"),
        (.line(CallPicture.verdictColor, width: 1.6, dashes: []), "verdict"),
      ])
  }
}

extension Canvas.Font {
  fileprivate static let subtitle = Canvas.Font(14)
  fileprivate static let bold = Canvas.Font(10.5, isBold: true)
}
