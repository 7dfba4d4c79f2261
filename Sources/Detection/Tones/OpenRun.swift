// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// A tone run in the making.
///
/// Its statistics leave out the first frame and the newest one, whose windows reach over the edges, and frames in which
/// the level or the purity dips for a moment, as a lost or repeated packet makes it.
struct OpenRun: Sendable {
  /// dB that a frame's level, and how much its purity, lies under the run's to be a dip, and frames in a row after which
  /// it is the level.
  static let dip: Float = 1.5
  static let splash: Float = 0.025
  /// Where the line moves by so many Hz as well, less will do.
  static let slip: Float = 4
  /// Hz by which the line of a close pair wanders at least.
  static let wobble: Float = 0.7
  static let longestDip = 4
  /// Dips that one lost packet makes.
  static let lost: Float = 3

  /// Frames that belong to it; 0 while there is no run.
  var frames = 0
  /// Frames since the last one that belonged to the run.
  var gap = 0
  /// Of these, the last ones in a row in which the line was at rest.
  var quiet = 0

  private var firstCenter = SampleTime.zero
  private var lastCenter = SampleTime.zero
  private var all = RunStatistics()
  private var settled = RunStatistics()
  private var pending = RunFrame()
  /// The level that dips are measured from, dB.
  private var reference: Float = 0
  private var purest: Float = 0
  private var dips: Float = 0
  private var dipsInARow = 0
  /// Amplitudes in the run's lines: of the frame before the first and of the first three, which place the onset, and of
  /// the last eight, which place the end.
  private var rise = InlineArray<4, Float>(repeating: 0)
  private var riseCount = 0
  private var tail = InlineArray<8, Float>(repeating: 0)
  private var tailCount = 0
  /// The strongest line of a frame that was none of the run's.
  private var before = SpectralLine()
  /// What a closer look found, once there was one.
  var lines = ToneRun.Lines()

  /// A frame outside all runs.
  mutating func remember(_ frame: SpectralFrame) { before = frame.first }

  mutating func begin(_ frame: SpectralFrame) {
    let known = before
    self = OpenRun()
    firstCenter = frame.center
    rise[0] = abs(known.frequency - frame.first.frequency) < 50 ? known.power.squareRoot() : 0
    riseCount = 1
    watch(frame)
    add(frame)
  }

  func accepts(_ frame: SpectralFrame) -> Bool {
    let wobble = ToneTracker.wobble
    // A pair's first frame may show the other line.
    let isOne =
      abs(frame.first.frequency - all.one) <= wobble
      || (frames <= 2 && abs(frame.second.frequency - all.one) <= wobble
        && frame.second.power > 0.1 * frame.first.power)
    guard isOne || (all.isDual && abs(frame.first.frequency - all.two) <= wobble) else {
      return false
    }
    // 13 dB under the run is its echo, not the run.
    return frames < 4 || frame.first.power >= meanSquare / 20
  }

  mutating func add(_ frame: SpectralFrame) {
    var main = frame.first.frequency
    // Of two sidebands it is the lower one.
    var side =
      frame.isModulated ? main - abs(main - frame.second.frequency) : frame.second.frequency
    // Within 100 Hz the first line's share holds part of the other, and a codec puts something beside any line.
    let isNear = abs(frame.first.bin - frame.second.bin) <= 4
    let ratio = frame.second.power / max(frame.first.power, 1)
    let stands = ratio >= 0.03 && frame.pairTonality - frame.tonality >= 0.02
    let hasSide = isNear ? ratio >= 0.15 || all.isDual && stands : stands
    let isFar = abs(main - all.one) > ToneTracker.wobble
    if frames > 0, isFar || hasSide, abs(side - all.one) <= ToneTracker.wobble,
      abs(side - all.one) < abs(main - all.one)
    {
      swap(&main, &side)
    }
    let power = hasSide ? frame.first.power + frame.second.power : frame.first.power
    let added = RunFrame(
      main: main, side: hasSide ? side : 0, level: 10 * log10f(max(power, 1e-3)),
      purity: max(frame.tonality, hasSide ? frame.pairTonality : 0))
    all.add(added)
    if frames >= 2 { settle() }
    pending = added
    frames += 1
    gap = 0
    quiet = 0
    lastCenter = frame.center
  }

  /// Takes the frame that waited, neither the first nor the last one, into the statistics, unless its level dips.
  private mutating func settle() {
    // What came before was the splash.
    if settled.count > 0, settled.count <= OpenRun.lost,
      pending.purity > settled.purity + OpenRun.splash
    {
      dips += settled.count
      settled = RunStatistics()
    }
    if settled.count == 0 { reference = pending.level }
    let slack =
      settled.count > 0 && abs(pending.main - settled.one) > OpenRun.slip
      ? 0.4 * OpenRun.splash : OpenRun.splash
    let isDip =
      pending.level < reference - OpenRun.dip || pending.purity < purest - slack
    if isDip, dipsInARow < OpenRun.longestDip {
      dips += 1
      dipsInARow += 1
      return
    }
    reference =
      dipsInARow >= OpenRun.longestDip
      ? pending.level
      : max(reference + 0.3 * (pending.level - reference), pending.level - OpenRun.dip)
    purest = dipsInARow >= OpenRun.longestDip ? pending.purity : max(purest, pending.purity)
    dipsInARow = 0
    settled.add(pending)
  }

  /// Notes the in-line amplitude of every frame, whether it belongs to the run or not.
  mutating func watch(_ frame: SpectralFrame) {
    let line = frames > 0 ? all.one : frame.first.frequency
    var power = frame.power(from: line - 75, to: line + 75)
    if all.isDual, abs(all.two - all.one) > 75 {
      power += frame.power(from: all.two - 75, to: all.two + 75)
    }
    let amplitude = power.squareRoot()
    tail[tailCount % tail.count] = amplitude
    tailCount += 1
    if riseCount < rise.count {
      rise[riseCount] = amplitude
      riseCount += 1
    }
  }

  /// Hz of the dominant line so far.
  var line: Float { all.one }
  var seconds: Float { Float(frames) * Float(Spectrum.hop) / Float(SampleTime.rate) }

  private var best: RunStatistics { settled.count >= 2 ? settled : all }
  /// Mean share of the band's power in the lines.
  var purity: Float { all.purity }
  var isDual: Bool { all.isDual }
  /// Hz by which its line wanders.
  var jitter: Float { best.jitter }
  var meanSquare: Float { powf(10, best.level / 10) }

  var run: ToneRun {
    let statistics = best
    let (one, two) = (statistics.one, statistics.two)
    let isDual = statistics.isDual && !OpenRun.isHarmonic(one, two)
    // A close pair wobbles: its middle is what the closer look says. What stays where it is, and not in the middle, was
    // one line and a lost packet.
    var lines = lines
    var middle = one
    if !isDual, lines.count > 1 {
      middle = lines.hertz.sum() / Float(lines.count)
      if statistics.jitter < OpenRun.wobble, abs(middle - one) > 3 {
        middle = one
        lines = ToneRun.Lines()
      }
    }
    let meanSquare = powf(10, statistics.level / 10)
    let start = start(amplitude: meanSquare.squareRoot())
    let end = end(amplitude: meanSquare.squareRoot())
    return ToneRun(
      start: start, end: max(end, start + Spectrum.hop / 2),
      low: isDual || statistics.isDual ? min(one, two) : middle, high: isDual ? max(one, two) : 0,
      meanSquare: meanSquare, jitter: statistics.jitter, unsteadiness: statistics.unsteadiness,
      purity: statistics.purity, dips: max(0, dips - OpenRun.lost) / max(1, Float(frames - 2)),
      lines: lines)
  }

  /// Whether the other line is the second or third harmonic of a distorted tone.
  private static func isHarmonic(_ one: Float, _ two: Float) -> Bool {
    let ratio = max(one, two) / max(min(one, two), 1)
    return abs(ratio - 2) < 0.02 || abs(ratio - 3) < 0.03
  }

  /// Half-overlapping Hann windows add up to one: a tone that begins at t has, over the frames up to the one centred at
  /// c, amplitudes that add up to (c − t) / hop + ½ steady ones.
  private func start(amplitude: Float) -> SampleTime {
    guard amplitude > 0 else { return firstCenter }
    // No further than the frames that belong to it.
    let count = min(riseCount, frames + 1)
    var sum: Float = 0
    for index in 0..<count { sum += min(1, rise[index] / amplitude) }
    let last = firstCenter + (count - 2) * Spectrum.hop
    return last + -Int((sum - 0.5) * Float(Spectrum.hop))
  }

  private func end(amplitude: Float) -> SampleTime {
    let newest = lastCenter + gap * Spectrum.hop
    guard amplitude > 0 else { return newest }
    // From the frame before the last that belongs to the run, which the tone fills.
    let back = min(gap + 1, tailCount - 1, tail.count - 1)
    var sum: Float = 0
    for age in 0..<back {
      let share = tail[(tailCount - 1 - age) % tail.count] / amplitude
      // Less is noise, or a window's foot.
      if share > 0.03 { sum += min(1, share) }
    }
    return newest + -back * Spectrum.hop + Int((sum + 0.5) * Float(Spectrum.hop))
  }
}
