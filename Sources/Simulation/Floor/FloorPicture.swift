// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
public import Plot

/// Occupancy against abandoned calls, a curve for each kind of policy: how much of the agents' time one buys with how
/// many abandoned calls.
public struct FloorPicture {
  private let curves: [(name: String, points: [FloorSummary])]
  private let title: String
  private let limit: Double

  /// - Parameters:
  ///   - summaries: those of one kind, by the part of their name before the colon, are joined to a curve.
  ///   - limit: of abandoned calls that the law allows, 0...1; drawn as a line.
  public init(_ summaries: [FloorSummary], title: String, limit: Double) {
    var names: [String] = []
    var groups: [String: [FloorSummary]] = [:]
    for summary in summaries {
      let name = String(summary.policy.prefix { $0 != ":" })
      if groups[name] == nil { names.append(name) }
      groups[name, default: []].append(summary)
    }
    curves = names.map { name in
      (name, (groups[name] ?? []).sorted { $0.abandonment < $1.abandonment })
    }
    self.title = title
    self.limit = limit
  }

  private static let colors: [Color] = [.blue, .orange, .green, .purple, .ink]

  private var panel: Panel {
    let all = curves.flatMap(\.points)
    let most = max(limit * 100 * 1.6, (all.map(\.abandonment).max() ?? 0) * 105)
    let low = (all.map(\.occupancy).min() ?? 0.5) * 100
    let floor = max(0, (low / 5).rounded(.down) * 5)
    return Panel(
      Box(left: 88, top: 78, width: 760, height: 470),
      x: Axis(0...min(100, most), title: "abandoned, % of calls answered by a person", count: 8),
      y: Axis(floor...100, title: "agents' time in talk and after-call work, %", count: 8))
  }

  /// The picture as a file's bytes.
  public func bytes(_ format: Canvas.Format) throws(PictureError.Fault) -> [UInt8] {
    let canvas = Canvas(width: 900, height: 660, format: format)
    let panel = panel
    canvas.text("What abandoned calls buy", at: Point(88, 26), .title)
    canvas.text(title, at: Point(88, 50), .plain, .pencil)
    panel.drawGrid(on: canvas)
    panel.drawAxes(on: canvas)
    panel.curve(
      [Point(limit * 100, panel.y.range.lowerBound), Point(limit * 100, panel.y.range.upperBound)],
      on: canvas, .pencil, dashes: [5, 4])
    for (index, curve) in curves.enumerated() {
      let color = FloorPicture.colors[index % FloorPicture.colors.count]
      let points = curve.points.map { Point(100 * $0.abandonment, 100 * $0.occupancy) }
      panel.curve(points, on: canvas, color, width: 1.8)
      for point in points {
        canvas.dot(at: panel.point(point.x, point.y), radius: 4, color)
      }
    }
    let legend = Legend(
      curves.indices.map { index in
        (
          .line(FloorPicture.colors[index % FloorPicture.colors.count], width: 1.8, dashes: []),
          curves[index].name
        )
      } + [(.line(.pencil, width: 1.2, dashes: [5, 4]), "the law's limit")])
    legend.draw(on: canvas, at: Point(88, 606), width: 780)
    return try canvas.bytes()
  }
}
