// SPDX-License-Identifier: GPL-3.0-or-later
import Detection
import Foundation
public import Plot

/// A trade-off as a picture: on the left people against machines, on the right what haste costs.
///
/// Shares are drawn by their log-odds, so that 98 and 99 % lie as far apart as 2 and 1 % do. All and none lie on the edges;
/// points that are worse than the scale are left out.
public struct TradeOffPicture {
  private let tradeOff: TradeOff
  private let peers: [Peer]

  public init(_ tradeOff: TradeOff, beside peers: [Peer]) {
    self.tradeOff = tradeOff
    self.peers = peers
  }

  private static let width = 1280.0
  private static let height = 700.0
  private static let colors: [String: Color] = [
    "quick": .orange, "balanced": .blue, "cautious": .green, "own": .purple,
  ]
  private static let grey = Color(0x8A8D91)

  private var recall: Panel {
    Panel(
      Box(left: 88, top: 78, width: 560, height: 520),
      x: TradeOffPicture.shares(
        [0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99], best: 100, title: "machines heard as machines, %"),
      y: TradeOffPicture.shares(
        [0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998], best: 100,
        title: "people heard as people, %"))
  }

  private var haste: Panel {
    let times = tradeOff.points.compactMap(\.liveAfterGreeting.median)
    let most = max(1, times.max() ?? 1) * 1.2
    return Panel(
      Box(left: 760, top: 78, width: 490, height: 520),
      x: Axis(
        0...most, title: "median wait of a person after the greeting's end, s", count: 8),
      y: TradeOffPicture.shares(
        [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4], best: 0, title: "people called machines, %"
      ))
  }

  /// Marked at `ticks`, and at its better edge with `best`, %.
  private static func shares(_ ticks: [Double], best: Double, title: String) -> Axis {
    let marks = ticks.map { Axis.Tick(odds($0), String(format: "%g", 100 * $0)) }
    let margin = 0.45
    let range = odds(ticks.min() ?? 0.1) - margin...odds(ticks.max() ?? 0.9) + margin
    let edge = Axis.Tick(
      best > 50 ? range.upperBound : range.lowerBound, String(format: "%g", best))
    return Axis(range, title: title, ticks: marks + [edge])
  }

  private static func odds(_ share: Double) -> Double { log(share / (1 - share)) }

  /// Where a share lies; nil where it is worse than the scale reaches, `isGood` saying whether much is better.
  private static func place(_ share: Double, on axis: Axis, isGood: Bool) -> Double? {
    let place = odds(min(1 - 1e-9, max(1e-9, share)))
    guard !axis.range.contains(place) else { return place }
    if isGood { return place > axis.range.upperBound ? axis.range.upperBound : nil }
    return place < axis.range.lowerBound ? axis.range.lowerBound : nil
  }

  /// The picture as a file's bytes.
  public func bytes(_ format: Canvas.Format) throws(PictureError.Fault) -> [UInt8] {
    let canvas = Canvas(
      width: TradeOffPicture.width, height: TradeOffPicture.height, format: format)
    canvas.text("What can be had for what", at: Point(88, 26), .title)
    if let point = tradeOff.points.first {
      canvas.text(
        "\(point.live.total) people and \(point.machine.total) machines; along a curve the price of a "
          + "person taken for a machine grows, the other costs are those of the profile that it is named for",
        at: Point(88, 50), .plain, .pencil)
    }
    for panel in [recall, haste] {
      panel.drawGrid(on: canvas)
      panel.drawAxes(on: canvas)
    }
    drawPeers(on: canvas)
    let (recall, haste) = (recall, haste)
    draw(recall, on: canvas) { point in
      TradeOffPicture.place(live: point.live.share, machine: point.machine.share, on: recall)
    }
    draw(haste, on: canvas) { point in
      guard let wrong = point.liveCalledMachine.share, let wait = point.liveAfterGreeting.median,
        let y = TradeOffPicture.place(wrong, on: haste.y, isGood: false)
      else { return nil }
      return Point(max(0, wait), y)
    }
    legend.draw(on: canvas, at: Point(88, 652), width: TradeOffPicture.width - 120)
    return try canvas.bytes()
  }

  private var curves: [String] {
    tradeOff.points.map(\.setting.curve).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  private func draw(_ panel: Panel, on canvas: Canvas, place: (TradeOff.Point) -> Point?) {
    for name in curves {
      let color = TradeOffPicture.colors[name] ?? .ink
      let points = tradeOff.points.filter { $0.setting.curve == name }
      panel.curve(points.compactMap(place), on: canvas, color, width: 1.8)
      for point in points {
        guard let place = place(point) else { continue }
        canvas.dot(at: panel.point(place.x, place.y), radius: 2.6, color)
      }
    }
    // Over all curves, so that none hides them.
    for point in tradeOff.points {
      guard let name = point.name, let place = place(point) else { continue }
      let center = panel.point(place.x, place.y)
      let color = TradeOffPicture.colors[point.setting.curve] ?? .ink
      canvas.dot(at: center, radius: 6.5, .paper)
      canvas.dot(at: center, radius: 5, color)
      // To sides of their own, and inside the box.
      let isLeft = point.profile == .quick
      let isAbove = point.profile == .balanced || center.y > panel.box.bottom - 24
      canvas.text(
        name, at: Point(center.x + (isLeft ? -9 : 9), center.y + (isAbove ? -10 : 13)), .mark,
        color, anchor: isLeft ? .end : .start, halo: .paper)
    }
  }

  private static func place(live: Double?, machine: Double?, on panel: Panel) -> Point? {
    guard let live, let machine, let x = place(machine, on: panel.x, isGood: true),
      let y = place(live, on: panel.y, isGood: true)
    else { return nil }
    return Point(x, y)
  }

  /// On the left panel. The many settings of one system are a curve; a few are points of their own.
  private func drawPeers(on canvas: Canvas) {
    let panel = recall
    for (system, peers) in Dictionary(grouping: peers, by: \.system).sorted(by: { $0.key < $1.key })
    {
      let isCurve = peers.count > 5
      var points: [Point] = []
      for peer in peers {
        guard let place = TradeOffPicture.place(live: peer.live, machine: peer.machine, on: panel)
        else { continue }
        points.append(place)
        let center = panel.point(place.x, place.y)
        canvas.dot(at: center, radius: 3, TradeOffPicture.grey)
        if !isCurve || peer == peers.first {
          canvas.text(
            isCurve ? system : "\(system), \(peer.setting)", at: Point(center.x, center.y + 11),
            .small, .pencil, anchor: .middle, halo: .paper)
        }
      }
      if isCurve {
        panel.curve(points, on: canvas, TradeOffPicture.grey, width: 1.2, dashes: [4, 3])
      }
    }
  }

  private var legend: Legend {
    Legend(
      curves.map { name in
        (
          .line(TradeOffPicture.colors[name] ?? .ink, width: 1.8, dashes: []),
          name == "own" ? "your own costs" : "costs of \(name)"
        )
      } + [
        (
          .patch(TradeOffPicture.grey),
          "others, on their makers' calls or as measured on composed ones"
        )
      ])
  }
}

extension Canvas.Font {
  fileprivate static let mark = Canvas.Font(12, isBold: true)
}
