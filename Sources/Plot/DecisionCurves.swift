// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// How a person was told from a machine: the probability of a machine until the verdict, and what it would have cost, at each
/// moment, to decide then and there.
///
/// Calling a person costs p times the price of an agent on a machine, calling a machine 1 − p times that of a person lost;
/// the two are equal at the break-even probability. The analyzer goes on for as long as it expects to lose less later.
struct DecisionCurves {
  /// Of a machine, 0...1, over seconds.
  private let posterior: [Point]
  private let costs: DecisionCosts
  private let verdict: Verdict?

  static let machineColor = Color.vermillion
  static let personColor = Color.blue

  /// Nil where nobody spoke.
  init?(_ trace: CallTrace) {
    let end = trace.verdict?.decidedAt ?? SampleTime(samples: Int64(trace.samples.count))
    posterior = trace.frames.compactMap { frame in
      guard frame.center <= end else { return nil }
      return frame.machine.map { Point(frame.center.seconds, $0) }
    }
    costs = trace.costs
    verdict = trace.verdict
    guard !posterior.isEmpty else { return nil }
  }

  /// The probability at which either mistake costs as much; nil where none costs anything.
  var breakEven: Double? {
    let both = costs.personTakenForMachine + costs.machineTakenForPerson
    return both > 0 ? costs.personTakenForMachine / both : nil
  }

  /// What it costs to call a machine a person, or a person a machine, at a probability of a machine.
  func lossOfPerson(_ machine: Double) -> Double { machine * costs.machineTakenForPerson }
  func lossOfMachine(_ machine: Double) -> Double { (1 - machine) * costs.personTakenForMachine }

  // MARK: - Drawing

  /// Losses below this, in the unit of the costs, are drawn as this.
  private static let leastLoss = 0.01

  /// Of the probability, and of the losses by their logarithm, over as many decades as there are.
  var axes: [Axis] {
    let logs = posterior.flatMap { [lossOfPerson($0.y), lossOfMachine($0.y)] }
      .map { log10(max(DecisionCurves.leastLoss, $0)) }
    let low = Int(floor(logs.min() ?? 0))
    let high = max(low + 1, Int(ceil(logs.max() ?? 1)))
    let steps: [Double] = high - low > 2 ? [1] : [1, 2, 5]
    let ticks = (low...high).flatMap { decade in steps.map { $0 * pow(10, Double(decade)) } }
      .filter { log10($0) <= Double(high) }
      .map { Axis.Tick(log10($0), String(format: "%g", $0)) }
    return [
      Axis(-0.05...1.05, title: "p(machine)", count: 3),
      Axis(Double(low) - 0.1...Double(high) + 0.1, title: "loss if now", ticks: ticks),
    ]
  }

  func draw(_ panels: [Panel], on canvas: Canvas) {
    guard let probability = panels.first, let losses = panels.last else { return }
    for panel in panels { panel.drawGrid(on: canvas) }
    if let breakEven {
      let range = [probability.x.range.lowerBound, probability.x.range.upperBound]
      probability.curve(
        range.map { Point($0, breakEven) }, on: canvas, .pencil, width: 1, dashes: [5, 3])
    }
    probability.curve(posterior, on: canvas, .ink, width: 1.8)
    func loss(_ color: Color, _ loss: (Double) -> Double) {
      let points = posterior.map { Point($0.x, log10(max(DecisionCurves.leastLoss, loss($0.y)))) }
      losses.curve(points, on: canvas, color, width: 1.5)
    }
    loss(DecisionCurves.machineColor, lossOfMachine)
    loss(DecisionCurves.personColor, lossOfPerson)
    for panel in panels { panel.drawAxes(on: canvas, .left) }
  }

  /// The probability at the verdict, where it was one on a person or a machine.
  func drawMark(_ panels: [Panel], on canvas: Canvas) {
    guard let probability = panels.first, let last = posterior.last, let verdict,
      [.liveVoice, .answeringMachine].contains(verdict.outcome)
    else { return }
    let isMachine = verdict.outcome == .answeringMachine
    let color = isMachine ? DecisionCurves.machineColor : DecisionCurves.personColor
    let center = probability.point(verdict.decidedAt.seconds, last.y)
    canvas.dot(at: center, radius: 5.5, .paper)
    canvas.dot(at: center, radius: 4, color)
    let words = String(format: "p %.2f: %@", last.y, isMachine ? "a machine" : "a person")
    let isRight = center.x + 10 + canvas.width(of: words, .small) < probability.box.right
    // Where the curve comes from the left, the words keep out of its way.
    let aside = last.y > 0.5 ? probability.box.bottom - 11 : probability.box.top + 11
    let beside = center.y + (last.y > 0.5 ? 9 : -9)
    canvas.text(
      words, at: Point(center.x + (isRight ? 9 : -9), isRight ? beside : aside), .small, color,
      anchor: isRight ? .start : .end, halo: .paper)
  }

  var legend: [(key: Legend.Key, words: String)] {
    let line = { (color: Color) in Legend.Key.line(color, width: 1.5, dashes: []) }
    var entries: [(key: Legend.Key, words: String)] = [
      (line(DecisionCurves.personColor), "expected loss if called a person now"),
      (line(DecisionCurves.machineColor), "if called a machine now"),
    ]
    if let breakEven {
      let words = String(format: "break-even, p = %.2f", breakEven)
      entries.append((.line(.pencil, width: 1, dashes: [5, 3]), words))
    }
    return entries
  }
}

extension DecisionCosts {
  /// As in "a person lost costs 60, an agent on a machine 30, a second of waiting 1, of the line 0.3".
  var words: String {
    String(
      format:
        "a person lost costs %g, an agent on a machine %g, a second of waiting %g, of the line %g",
      personTakenForMachine, machineTakenForPerson, waitingSecond, lineSecond)
  }
}
