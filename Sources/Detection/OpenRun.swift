// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// A tone run in the making.
///
/// Its statistics leave out the first and the last three frames, whose windows reach over the edges, as soon as there
/// are enough others.
struct OpenRun: Sendable {
  static let lag = 3

  private(set) var frames = 0
  /// Frames since the last one that belonged to the run.
  var gap = 0

  private var firstCenter: SampleTime
  private var lastCenter: SampleTime
  private var all = RunStatistics()
  private var settled = RunStatistics()
  private var waiting = InlineArray<3, RunFrame>(repeating: RunFrame())
  /// In-line mean square of the first six frames, to place the onset, and of the last sixteen, to place the end.
  private var rise = InlineArray<6, Float>(repeating: 0)
  private var riseCount = 0
  private var tail = InlineArray<16, Float>(repeating: 0)
  private var tailCount = 0

  init(_ spectrum: Spectrum) {
    firstCenter = spectrum.center
    lastCenter = spectrum.center
    watch(spectrum)
    add(spectrum)
  }

  func accepts(_ spectrum: Spectrum) -> Bool {
    let line = spectrum.first.frequency
    let wobble = ToneTracker.wobble
    let steady = frames >= 6 ? best.meanSquare : 0
    guard spectrum.first.power >= steady / 20 else { return false }
    return abs(line - all.one) <= wobble || (all.isDual && abs(line - all.two) <= wobble)
  }

  mutating func add(_ spectrum: Spectrum) {
    var main = spectrum.first.frequency
    var side = spectrum.second.frequency
    let hasSide =
      spectrum.second.power >= 0.03 * spectrum.first.power
      && spectrum.pairTonality - spectrum.tonality >= 0.02
    if all.count > 0, abs(main - all.one) > ToneTracker.wobble { swap(&main, &side) }
    let power = hasSide ? spectrum.first.power + spectrum.second.power : spectrum.first.power
    let frame = RunFrame(
      main: main, side: hasSide ? side : 0, level: 10 * log10f(max(power, 1e-3)),
      purity: max(spectrum.tonality, hasSide ? spectrum.pairTonality : 0))
    all.add(frame)
    if frames >= 2 * OpenRun.lag { settled.add(waiting[frames % OpenRun.lag]) }
    waiting[frames % OpenRun.lag] = frame
    frames += 1
    gap = 0
    lastCenter = spectrum.center
    if riseCount < rise.count {
      rise[riseCount] = power
      riseCount += 1
    }
  }

  /// Notes the in-line power of every frame, whether it belongs to the run or not.
  mutating func watch(_ spectrum: Spectrum) {
    let line = all.count > 0 ? all.one : spectrum.first.frequency
    var power = spectrum.power(from: line - 75, to: line + 75)
    if all.isDual, abs(all.two - all.one) > 75 {
      power += spectrum.power(from: all.two - 75, to: all.two + 75)
    }
    tail[tailCount % tail.count] = power
    tailCount += 1
  }

  /// Hz of the dominant line so far.
  var line: Float { all.one }

  private var best: RunStatistics { settled.count >= 3 ? settled : all }

  var run: ToneRun {
    let statistics = best
    let (one, two) = (statistics.one, statistics.two)
    let isDual = statistics.isDual && !OpenRun.isHarmonic(one, two)
    let start = start
    return ToneRun(
      start: start, end: max(end, start + Spectrum.hop),
      low: isDual || statistics.isDual ? min(one, two) : one, high: isDual ? max(one, two) : 0,
      meanSquare: statistics.meanSquare, jitter: statistics.jitter,
      unsteadiness: statistics.unsteadiness, purity: statistics.purity)
  }

  /// Whether the other line is the second or third harmonic of a distorted tone.
  private static func isHarmonic(_ one: Float, _ two: Float) -> Bool {
    let ratio = max(one, two) / max(min(one, two), 1)
    return abs(ratio - 2) < 0.02 || abs(ratio - 3) < 0.03
  }

  /// Half amplitude is a quarter of the power: a Hann window half over the edge passes that much.
  private static let edge: Float = 0.25

  private var start: SampleTime {
    var highest: Float = 0
    for index in 0..<riseCount { highest = max(highest, rise[index]) }
    let threshold = OpenRun.edge * highest
    for index in 0..<riseCount where rise[index] >= threshold {
      // Recognised above the edge already: it lies up to a frame back.
      if index == 0 { return firstCenter + (-Spectrum.hop / 2) }
      let before = rise[index - 1].squareRoot()
      let after = rise[index].squareRoot()
      let share = (threshold.squareRoot() - before) / max(after - before, 1e-6)
      return firstCenter + Int((Float(index - 1) + share) * Float(Spectrum.hop))
    }
    return firstCenter
  }

  private var end: SampleTime {
    // Walk back from the newest frame to the last one over the edge.
    let threshold = OpenRun.edge * best.meanSquare
    let newest = lastCenter + gap * Spectrum.hop
    for back in 0..<min(tailCount, tail.count) {
      let here = tail[(tailCount - 1 - back) % tail.count]
      guard here >= threshold else { continue }
      if back == 0 { return newest + Spectrum.hop / 2 }
      let next = tail[(tailCount - back) % tail.count]
      let high = here.squareRoot()
      let share = (high - threshold.squareRoot()) / max(high - next.squareRoot(), 1e-6)
      return newest + Int((-Float(back) + share) * Float(Spectrum.hop))
    }
    return lastCenter
  }
}
