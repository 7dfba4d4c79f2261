// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// How a tone behaves over the frames of a trace: most beeps are one step, some two.
struct BeepStep: Sendable {
  /// Where the amplitude passes half.
  var start = SampleTime.zero
  /// Frames that belong to it, and the share of those within it that do not.
  var count: Float = 0
  var missing: Float = 0
  /// Hz in its middle; the other line's, 0 where there is none.
  var hertz: Float = 0
  var side: Float = 0
  /// Mean square of its lines, and the mean power beside them, relative to that.
  var power: Float = 0
  var residue: Float = 0
  /// Hz by which the line strays from a steady glide, and dB by which the level strays from a steady fade (standard
  /// deviations).
  var wander: Float = 0
  var unsteadiness: Float = 0
  /// dB by which its third frame lies over the band two frames before the first.
  var rise: Float = 0

  /// Measures the `points` of a trace, the last of which belongs to its line; nil for less than three.
  init?(_ points: Span<LineTrace.Point>, start: SampleTime, before: Float) {
    let last = points.count - 1
    guard last >= 2 else { return nil }
    let inside = BeepStep.inside(points)
    var middle = last / 2
    while !points[middle].isLine { middle += 1 }
    hertz = points[middle].hertz
    let other = points[middle].sideHertz

    var (members, filled, paired) = (Float(0), Float(0), Float(0))
    for index in 0...last where points[index].isLine {
      members += 1
      guard inside.contains(index) else { continue }
      let point = points[index]
      filled += 1
      if abs(point.sideHertz - other) < 15, point.sidePower > 0.05 * point.power { paired += 1 }
    }
    guard filled > 0 else { return nil }
    count = members
    missing = 1 - members / Float(last + 1)
    let isPair = paired >= 0.6 * filled && LineTrace.sideBand.contains(other)
    side = isPair ? other : 0

    wander = TrendLine(points, inside) { $0.hertz }.spread
    let level = TrendLine(points, inside) { BeepStep.decibels($0.power(isPair: isPair)) }
    unsteadiness = level.spread

    var sums = SIMD3<Float>()
    for index in inside where points[index].isLine {
      let point = points[index]
      let own = point.power(isPair: isPair)
      guard level.keeps(Float(index), BeepStep.decibels(own)) else { continue }
      sums += SIMD3(1, own, max(0, point.total - own))
    }
    power = sums[1] / max(1, sums[0])
    residue = sums[2] / max(1e-3, sums[1])

    let third = points[2].power
    rise = BeepStep.decibels(third) - BeepStep.decibels(before)
    var sum: Float = 0
    for index in 0...2 {
      sum += min(1, (points[index].power / max(third, 1e-3)).squareRoot())
    }
    self.start = start + 2 * Spectrum.hop + -Int((sum - 0.5) * Float(Spectrum.hop))
  }

  /// Hz, lowest first.
  var frequencies: [Float] { side > 0 ? [min(hertz, side), max(hertz, side)] : [hertz] }

  /// Together with the step before it; nil where that is no step of the same tone, within 8 dB and steady.
  func after(_ earlier: BeepStep) -> BeepStep? {
    guard earlier.residue < 0.4, earlier.wander < 12, earlier.unsteadiness < 2.5,
      abs(BeepStep.decibels(earlier.power) - BeepStep.decibels(power)) < 8
    else { return nil }
    var both = self
    both.start = earlier.start
    both.rise = earlier.rise
    both.count = count + earlier.count
    let share = earlier.count / both.count
    both.residue += share * (earlier.residue - residue)
    both.wander += share * (earlier.wander - wander)
    both.unsteadiness += share * (earlier.unsteadiness - unsteadiness)
    both.missing += share * (earlier.missing - missing)
    return both
  }

  /// The points whose windows the tone fills: up to two at either edge are weaker, if four are left.
  private static func inside(_ points: Span<LineTrace.Point>) -> Range<Int> {
    let end = points.count - 1
    var (first, last) = (1, end - 1)
    func isWeak(_ index: Int, beside other: Int) -> Bool {
      points[index].power < 0.7 * points[other].power
    }
    while last - first > 3, first < 3, isWeak(first, beside: first + 1) { first += 1 }
    while last - first > 3, last > end - 3, isWeak(last, beside: last - 1) { last -= 1 }
    return first..<(last + 1)
  }

  private static func decibels(_ power: Float) -> Float { 10 * log10f(max(power, 0.1)) }
}
