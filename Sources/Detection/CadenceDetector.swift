// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// Busy, reorder, ringback and dial tone, told by cadence and frequency over the tone plans of all countries (E.180).
///
/// A country is a prior, not a switch: where it is given, its own plan counts fifty times as much as any other. Without
/// one, an ambiguous signal gets the class that most countries give it, and names the other.
struct CadenceDetector: Sendable {
  struct Hit: Sendable {
    var kind: ListedTone.Kind
    var start: SampleTime
    var end: SampleTime
    var run: ToneRun
    /// Share of the class among the plans that fit.
    var confidence: Double
    var also: [String]
  }

  /// Call-progress tones lie here: 330 to 480, 600 to 640 and 720 Hz nearly all of them, 900 and 1000 Hz a few.
  static let band: ClosedRange<Float> = 290...1050
  /// A tone unbroken for this long is dial tone (Q.35 receivers ask 2.5 s).
  static let dialSeconds = 2.5
  /// Quiet after a burst group that makes it ringing.
  static let ringGap: Float = 1.2

  let country: String?
  private var bursts: [ToneRun] = []
  /// Rings heard: burst groups followed by quiet.
  private(set) var rings = 0
  private var ringCounted = false
  /// Whether the last burst's gap was tried as the end of a second period: it comes out the same as it goes on.
  private var gapTried = false
  /// What the last burst's gap has held so far.
  private var gapSum: Float = 0
  private var gapFrames: Float = 0
  private var dialReported = false

  init(country: String?) {
    self.country = country.map(ListedTone.code)
    bursts.reserveCapacity(16)
  }

  mutating func opened() { dialReported = false }

  /// A run is under way.
  mutating func underway(_ run: ToneRun) -> Hit? {
    guard !dialReported, run.seconds >= CadenceDetector.dialSeconds, isProgressTone(run),
      bursts.isEmpty || bursts.allSatisfy({ !$0.sounds(like: run) }) || bursts.count == 1
    else { return nil }
    dialReported = true
    return Hit(
      kind: .dial, start: run.start, end: run.end, run: run, confidence: 0.95, also: [])
  }

  /// A run has ended: does it, with those before it, make two periods of a busy or reorder tone?
  mutating func ended(_ run: ToneRun) -> Hit? {
    guard isProgressTone(run), run.seconds >= 0.06 else {
      if run.seconds > 0.15, run.isSteady { bursts.removeAll(keepingCapacity: true) }
      return nil
    }
    if let last = bursts.last {
      let gap = seconds(run.start - last.end)
      if gap > 12 { bursts.removeAll(keepingCapacity: true) }
    }
    if bursts.count == 16 { bursts.removeFirst() }
    bursts.append(run)
    ringCounted = false
    gapTried = false
    gapSum = 0
    gapFrames = 0
    return match(lastGap: nil)
  }

  /// No tone at `now`, and `meanSquare` on the line: counts rings, and completes a period whose last gap is long enough.
  mutating func quiet(at now: SampleTime, meanSquare: Float, isSpeech: Bool) -> Hit? {
    guard let last = bursts.last else { return nil }
    let gap = seconds(now - last.end)
    guard gap > 0.04, gap < 2 else { return nil }
    gapSum += meanSquare
    gapFrames += 1
    // A gap is quiet, not speech: 8 dB under the tone.
    guard !isSpeech, gapSum < 0.16 * gapFrames * last.meanSquare else {
      bursts.removeAll(keepingCapacity: true)
      return nil
    }
    if !gapTried, let hit = match(lastGap: gap) { return hit }
    guard !ringCounted, gap >= CadenceDetector.ringGap, CadenceDetector.isRing(last) else {
      return nil
    }
    // A burst group: bursts whose gaps are under 1.2 s.
    var first = bursts.count - 1
    while first > 0, seconds(bursts[first].start - bursts[first - 1].end) < CadenceDetector.ringGap
    {
      first -= 1
    }
    let group = bursts[first...]
    guard group.count <= 3, last.seconds >= 0.18,
      group.allSatisfy({ $0.sounds(like: last) || group.count == 1 })
    else { return nil }
    ringCounted = true
    rings += 1
    return Hit(
      kind: .ringback, start: bursts[first].start, end: last.end, run: last, confidence: 0.95,
      also: [])
  }

  private static let ringing = CadencePattern.world.filter { $0.kind == .ringback }

  private static func isRing(_ run: ToneRun) -> Bool {
    ringing.contains { pattern in
      pattern.bursts.contains { CadencePattern.fits(run, $0.lines) }
    }
  }

  private func isProgressTone(_ run: ToneRun) -> Bool {
    CadenceDetector.band.contains(run.low)
      && (!run.isDual || CadenceDetector.band.contains(run.high)) && run.isSteady
  }

  private func seconds(_ samples: Int) -> Float { Float(samples) / Float(SampleTime.rate) }

  private mutating func match(lastGap: Float?) -> Hit? {
    // Up to the last six bursts in one train: gaps under 1.2 s.
    var first = bursts.count - 1
    while first > 0, bursts.count - first < 6,
      seconds(bursts[first].start - bursts[first - 1].end) < CadenceDetector.ringGap
    {
      first -= 1
    }
    guard bursts.count - first >= 2 else { return nil }
    let train = bursts[first...]
    var gaps: [Float] = []
    gaps.reserveCapacity(6)
    for index in (first + 1)..<bursts.count {
      gaps.append(seconds(bursts[index].start - bursts[index - 1].end))
    }
    // Two periods: the gap behind the second burst has lasted as long as the one before it.
    if let lastGap {
      guard let gap = gaps.last, lastGap >= 0.9 * gap else { return nil }
      gapTried = true
    } else if train.count < 3 {
      return nil
    }
    // Two bursts may be one double ring.
    if train.count == 2,
      CadenceDetector.ringing.contains(where: {
        $0.bursts.count > 1 && $0.likelihood(of: train, gaps: gaps[...]) > 0.05
      })
    {
      return nil
    }
    var shares: [ListedTone.Kind: Float] = [:]
    for pattern in CadencePattern.world {
      let period = pattern.bursts.count
      // Two periods of a plain cadence; of a longer one, one period and a burst more.
      let needed = period == 1 ? 2 : period + 1
      guard train.count >= needed else { continue }
      let used = train.suffix(max(needed, min(train.count, 2 * period)))
      let usedGaps = gaps.suffix(used.count - 1)
      let likelihood = pattern.likelihood(of: used, gaps: usedGaps)
      guard likelihood > 0 else { continue }
      var weight = Float(pattern.countries.count)
      if let country, pattern.countries.contains(country) { weight += 50 }
      shares[pattern.kind, default: 0] += weight * likelihood
    }
    let total = shares.values.reduce(0, +)
    guard total > 0.02, let last = bursts.last,
      let best = ListedTone.Kind.allCases.max(by: {
        shares[$0, default: 0] < shares[$1, default: 0]
      })
    else { return nil }
    // A few countries ring as fast as others are busy: ringing is counted where it pauses.
    if best == .ringback { return nil }
    let share = shares[best, default: 0] / total
    let also = ListedTone.Kind.allCases.filter {
      $0 != best && shares[$0, default: 0] > 0.02 * total
    }
    let start = train.first?.start ?? last.start
    defer { bursts.removeAll(keepingCapacity: true) }
    return Hit(
      kind: best, start: start, end: last.end, run: last, confidence: Double(min(0.99, share)),
      also: also.map(\.rawValue))
  }
}
