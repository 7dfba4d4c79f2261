// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// A tone run in the making.
struct OpenRun: Sendable {
  private(set) var frames = 0
  /// Frames since the last one that belonged to the run.
  var gap = 0

  private var firstCenter: SampleTime
  private var lastCenter: SampleTime
  private var one = Mean()
  private var two = Mean()
  private var spread: Float = 0
  private var levelSum: Float = 0
  private var levelSquares: Float = 0
  private var puritySum: Float = 0
  /// In-line mean square of the first six frames, to place the onset, and of the last sixteen, to place the end.
  private var rise = InlineArray<6, Float>(repeating: 0)
  private var riseCount = 0
  private var tail = InlineArray<16, Float>(repeating: 0)
  private var tailCount = 0

  private struct Mean {
    var sum: Float = 0
    var count: Float = 0
    var value: Float { count > 0 ? sum / count : 0 }
    mutating func add(_ value: Float) {
      sum += value
      count += 1
    }
  }

  init(_ spectrum: Spectrum) {
    firstCenter = spectrum.center
    lastCenter = spectrum.center
    watch(spectrum)
    add(spectrum)
  }

  func accepts(_ spectrum: Spectrum) -> Bool {
    let line = spectrum.first.frequency
    let wobble = ToneTracker.wobble
    let steady = frames >= 6 ? meanSquare : 0
    guard spectrum.first.power >= steady / 20 else { return false }
    return abs(line - one.value) <= wobble || (isDual && abs(line - two.value) <= wobble)
  }

  mutating func add(_ spectrum: Spectrum) {
    var main = spectrum.first.frequency
    var side = spectrum.second.frequency
    let hasSide =
      spectrum.second.power >= 0.03 * spectrum.first.power
      && spectrum.pairTonality - spectrum.tonality >= 0.02
    if one.count > 0, abs(main - one.value) > ToneTracker.wobble { swap(&main, &side) }
    let deviation = one.count > 0 ? main - one.value : 0
    spread += deviation * deviation
    one.add(main)
    if hasSide, two.count == 0 || abs(side - two.value) <= ToneTracker.wobble { two.add(side) }
    frames += 1
    gap = 0
    lastCenter = spectrum.center
    let power = hasSide ? spectrum.first.power + spectrum.second.power : spectrum.first.power
    if riseCount < rise.count {
      rise[riseCount] = power
      riseCount += 1
    }
    let level = 10 * log10f(max(power, 1e-3))
    levelSum += level
    levelSquares += level * level
    puritySum += max(spectrum.tonality, hasSide ? spectrum.pairTonality : 0)
  }

  /// Notes the in-line power of every frame, whether it belongs to the run or not.
  mutating func watch(_ spectrum: Spectrum) {
    let line = one.count > 0 ? one.value : spectrum.first.frequency
    var power = spectrum.power(from: line - 75, to: line + 75)
    if isDual, abs(two.value - one.value) > 75 {
      power += spectrum.power(from: two.value - 75, to: two.value + 75)
    }
    tail[tailCount % tail.count] = power
    tailCount += 1
  }

  var isDual: Bool { two.count >= 2 && two.count > 0.5 * Float(frames) }

  /// Steady mean square: the mean in decibels.
  var meanSquare: Float { powf(10, levelSum / Float(frames) / 10) }

  var run: ToneRun {
    let count = Float(frames)
    let mean = levelSum / count
    let low = isDual ? min(one.value, two.value) : one.value
    let high = isDual ? max(one.value, two.value) : 0
    return ToneRun(
      start: start, end: max(end, start + Spectrum.hop), low: low, high: high,
      meanSquare: meanSquare,
      jitter: (spread / count).squareRoot(),
      unsteadiness: max(0, levelSquares / count - mean * mean).squareRoot(),
      purity: puritySum / count)
  }

  /// Half amplitude is a quarter of the power: a Hann window half over the edge passes that much.
  private static let edge: Float = 0.25

  private var start: SampleTime {
    var highest: Float = 0
    for index in 0..<riseCount { highest = max(highest, rise[index]) }
    let threshold = OpenRun.edge * highest
    for index in 0..<riseCount where rise[index] >= threshold {
      if index == 0 {
        // The run was recognised above the edge already: it lies up to a frame back.
        return firstCenter + (-Spectrum.hop / 2)
      }
      let before = rise[index - 1].squareRoot()
      let after = rise[index].squareRoot()
      let share = (threshold.squareRoot() - before) / max(after - before, 1e-6)
      return firstCenter + Int((Float(index - 1) + share) * Float(Spectrum.hop))
    }
    return firstCenter
  }

  private var end: SampleTime {
    // Walk back from the newest frame to the last one over the edge.
    let threshold = OpenRun.edge * meanSquare
    let available = min(tailCount, tail.count)
    guard available > 0 else { return lastCenter }
    let newest = lastCenter + gap * Spectrum.hop
    for back in 0..<available {
      let here = tail[(tailCount - 1 - back) % tail.count]
      guard here >= threshold else { continue }
      if back == 0 { return newest + Spectrum.hop / 2 }
      let next = tail[(tailCount - back) % tail.count]
      let high = here.squareRoot()
      let low = next.squareRoot()
      let share = (high - threshold.squareRoot()) / max(high - low, 1e-6)
      return newest + Int((-Float(back) + share) * Float(Spectrum.hop))
    }
    return lastCenter
  }
}
