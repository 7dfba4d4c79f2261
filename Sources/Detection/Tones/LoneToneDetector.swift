// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Tones that are no answer to a call, named so that they are not taken for one.
///
/// - Off-hook howler: 1400, 2060, 2450 and 2600 Hz at once, 0.1 s on and off.
/// - Recorder warning: 1400 Hz, 0.5 s every 15 s. Call waiting: 440 or 425 Hz, 0.2 to 0.5 s every 4 to 12 s. Clock pips: 1 kHz,
///   0.1 s every second.
/// - Milliwatt: 1004 Hz, and any other tone that does not end: unknown.
struct LoneToneDetector: Sendable {
  struct Hit: Sendable {
    var name: String
    var start: SampleTime
    var end: SampleTime
    var frequencies: [Float]
    var level: Level
  }

  /// Seconds after which a tone does not end.
  static let unending = 2.5
  /// Hz of the test tone, 1004 Hz: exact, for 1000 Hz is a dial tone somewhere.
  static let milliwatt: ClosedRange<Float> = 1002.5...1005.5
  /// Frames with the howler's four lines, of the last 25, that make one.
  static let howls = 6

  private struct Burst: Sendable {
    var name: String
    var hertz: ClosedRange<Float>
    var seconds: ClosedRange<Double>
    /// From one's start to the next one's.
    var period: ClosedRange<Double>
    /// Bursts that make it.
    var count: Int
  }

  private static let bursts = [
    Burst(
      name: "recorder-warning", hertz: 1370...1430, seconds: 0.35...0.65, period: 12...18, count: 2),
    Burst(name: "call-waiting", hertz: 415...450, seconds: 0.15...0.55, period: 6...12, count: 2),
    Burst(
      name: "clock-pips", hertz: 980...1020, seconds: 0.07...0.14, period: 0.95...1.05, count: 3),
  ]

  private var isReported = false
  private var last = InlineArray<3, SampleTime>(repeating: SampleTime(samples: -1_000_000))
  private var counts = InlineArray<3, Int>(repeating: 0)
  private var howl: UInt32 = 0
  private var howlStart = SampleTime.zero
  private var isHowling = false

  mutating func opened() { isReported = false }

  /// A run is under way that no other detector named.
  mutating func underway(_ run: ToneRun) -> Hit? {
    guard !isReported, run.seconds >= LoneToneDetector.unending, run.isSteady else { return nil }
    isReported = true
    let isMilliwatt = !run.isDual && LoneToneDetector.milliwatt.contains(run.low)
    return hit(isMilliwatt ? "milliwatt" : "unknown", run)
  }

  mutating func ended(_ run: ToneRun) -> Hit? {
    guard !run.isDual, run.isSteady, run.lines.count <= 1 else { return nil }
    for (index, burst) in LoneToneDetector.bursts.enumerated()
    where burst.hertz.contains(run.low) && burst.seconds.contains(run.seconds) {
      let period = Double(run.start - last[index]) / Double(SampleTime.rate)
      counts[index] = burst.period.contains(period) ? counts[index] + 1 : 1
      last[index] = run.start
      if counts[index] == burst.count { return hit(burst.name, run) }
    }
    return nil
  }

  /// Whether frames without the howler's lines matter.
  var isAwake: Bool { howl != 0 }

  /// Looks for the howler in a frame.
  mutating func consume(_ frame: SpectralFrame) -> Hit? {
    howl = (howl << 1 | (LoneToneDetector.howls(frame) ? 1 : 0)) & 0x1FF_FFFF
    guard howl != 0 else {
      isHowling = false
      return nil
    }
    if howl == 1 { howlStart = frame.center }
    guard !isHowling, howl.nonzeroBitCount >= LoneToneDetector.howls else { return nil }
    isHowling = true
    return Hit(
      name: "howler", start: howlStart, end: frame.center,
      frequencies: LoneToneDetector.howlerLines,
      level: Level(meanSquare: Double(frame.total)))
  }

  private static let howlerLines: [Float] = [1400, 2060, 2450, 2600]

  /// Whether a frame holds the howler's four lines.
  static func howls(_ frame: SpectralFrame) -> Bool {
    guard frame.total > ToneTracker.floor else { return false }
    // The first line must be one of the four.
    let line = frame.first.frequency
    guard abs(line - 1400) < 40 || abs(line - 2060) < 50 || abs(line - 2525) < 130 else {
      return false
    }
    var sum: Float = 0
    for hertz in howlerLines {
      let power = frame.power(from: hertz - 50, to: hertz + 50)
      guard power > 0.06 * frame.total else { return false }
      sum += power
    }
    return sum > 0.85 * frame.total
  }

  private func hit(_ name: String, _ run: ToneRun) -> Hit {
    Hit(
      name: name, start: run.start, end: run.end, frequencies: run.frequencies, level: run.level)
  }
}
