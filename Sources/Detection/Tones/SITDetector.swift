// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Special information tones: three rising tones in sequence before an announcement.
///
/// ITU-T E.180: 950, 1400 and 1800 Hz ± 50 Hz, each 330 ± 70 ms, gaps of at most 30 ms (50 ms here); Germany's first tone
/// is 900 Hz. North America
/// codes the cause in the first two frequencies and lengths: 913.8 or 985.2 Hz, 1370.6 or 1428.5 Hz, then 1776.7 Hz;
/// long is 380 ms, short 274 ms. The first segment is often clipped, so its length says nothing. A line may be
/// off frequency as a whole by 1.5 %: the codes are compared after taking out the common error.
struct SITDetector: Sendable {
  /// What was decided: the code and what was measured.
  struct Hit: Sendable {
    var outcome: Outcome
    var start: SampleTime
    var end: SampleTime
    var frequencies: [Float]
    var level: Level
    var confidence: Double
  }

  private struct Code {
    var outcome: Outcome
    var f1: Float
    var f2: Float
    var f3: Float
    /// Length of the second segment, s.
    var second: Float

    init(_ code: SIT) {
      outcome =
        switch code {
        case .intercept: .sitIC
        case .vacantCode: .sitVC
        case .reorder, .reorderBetweenAreas: .sitRO
        case .noCircuit, .noCircuitBetweenAreas: .sitNC
        case .ineffectiveOther: .sitIO
        case .itu, .german: .sitUnknown
        }
      let tones = code.tones
      f1 = Float(tones[0].hertz)
      f2 = Float(tones[1].hertz)
      f3 = Float(tones[2].hertz)
      second = Float(tones[1].seconds)
    }
  }

  private static let codes = SIT.allCases.map(Code.init)

  private static let bands: [ClosedRange<Float>] = [860...1030, 1310...1480, 1700...1880]
  private static let longestGap = 0.10
  private static let third = 0.30

  /// Whether the run under way was reported as a third tone.
  private var isHeard = false
  private var first: ToneRun?
  private var second: ToneRun?

  /// Seconds that the third tone lasts, and Hz about 1776.7 and 1800, where it comes alone because the two before it were
  /// lost.
  private static let alone = 0.28...0.45
  private static let aloneBand: ClosedRange<Float> = 1745...1830

  /// A run has ended.
  ///
  /// - Parameter mayBeAlone: whether nothing follows it and nobody spoke before it: a lone tone is a beep then.
  mutating func ended(_ run: ToneRun, mayBeAlone: Bool) -> Hit? {
    if let hit = check(third: run, ended: true) { return hit }
    defer { isHeard = false }
    if !isHeard, first == nil, second == nil, mayBeAlone, !run.isDual, run.purity >= 0.88,
      run.jitter < 5,
      run.unsteadiness < 2, run.dips <= 0.34,
      SITDetector.alone.contains(run.seconds), SITDetector.aloneBand.contains(run.low)
    {
      return Hit(
        outcome: .sitUnknown, start: run.start, end: run.end, frequencies: [run.low],
        level: run.level, confidence: 0.6)
    }
    if isSegment(run, 0), run.seconds <= 0.55 {
      first = run
      second = nil
    } else if isSegment(run, 1), run.seconds >= 0.18, run.seconds <= 0.50 {
      if let before = first, !follows(run, before) { first = nil }
      second = run
    } else if run.seconds > 0.06 {
      first = nil
      second = nil
    }
    return nil
  }

  /// A run is under way: the third tone is enough after 300 ms of it.
  mutating func underway(_ run: ToneRun) -> Hit? { check(third: run, ended: false) }

  private mutating func check(third run: ToneRun, ended: Bool) -> Hit? {
    guard let middle = second, isSegment(run, 2), follows(run, middle) else { return nil }
    guard run.seconds >= (ended ? 0.2 : SITDetector.third), run.seconds <= 0.6 else { return nil }
    defer {
      first = nil
      second = nil
      isHeard = !ended
    }
    let start = first?.start ?? middle.start
    let (outcome, confidence) = SITDetector.classify(first: first, second: middle, third: run)
    return Hit(
      outcome: outcome, start: start, end: run.end,
      frequencies: [first?.low, middle.low, run.low].compactMap { $0 }, level: run.level,
      confidence: confidence)
  }

  private func isSegment(_ run: ToneRun, _ index: Int) -> Bool {
    !run.isDual && SITDetector.bands[index].contains(run.low) && run.jitter < 14
  }

  private func follows(_ run: ToneRun, _ before: ToneRun) -> Bool {
    let gap = Double(run.start - before.end) / Double(SampleTime.rate)
    return gap > -0.06 && gap <= SITDetector.longestGap
  }

  /// The code nearest to what was measured: frequencies within ±0.5 % of each other after the common error, which is
  /// itself within ±1.5 %, and the second segment's length within 8 %.
  static func classify(
    first: ToneRun?, second: ToneRun, third: ToneRun
  ) -> (Outcome, Double) {
    guard let first else { return (.sitUnknown, 0.7) }
    var best: (Outcome, Float) = (.sitUnknown, .infinity)
    var runnerUp: Float = .infinity
    for code in codes {
      let errors = [first.low / code.f1 - 1, second.low / code.f2 - 1, third.low / code.f3 - 1]
      let common = errors.reduce(0, +) / 3
      var score = (common / 0.010) * (common / 0.010)
      for error in errors { score += ((error - common) / 0.005) * ((error - common) / 0.005) }
      let length = (Float(second.seconds) / code.second - 1) / 0.08
      score += length * length
      if score < best.1 {
        if code.outcome != best.0 { runnerUp = best.1 }
        best = (code.outcome, score)
      } else if code.outcome != best.0 {
        runnerUp = min(runnerUp, score)
      }
    }
    guard best.1 < 40 else { return (.sitUnknown, 0.6) }
    let margin = Double(runnerUp - best.1)
    return (best.0, min(0.99, 0.6 + 0.1 * margin.squareRoot()))
  }
}
