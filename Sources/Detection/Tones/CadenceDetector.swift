// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// Busy, reorder, ringback and dial tone, told by cadence and frequency over the tone plans of all countries (E.180).
///
/// A country is a prior, not a switch: where it is given, its own plan counts two hundred times as much as any other.
/// Without one, an ambiguous signal gets the class that most countries give it, and names the other.
struct CadenceDetector: Sendable {
  struct Hit: Sendable {
    var kind: ListedTone.Kind
    var start: SampleTime
    var end: SampleTime
    var run: ToneRun
    /// Share of the class among the plans that fit.
    var confidence: Double
    /// The share of every other class.
    var also: [(kind: ListedTone.Kind, share: Double)] = []
  }

  /// Call-progress tones lie here: 330 to 480, 600 to 640 and 720 Hz nearly all of them, 900 and 1000 Hz a few.
  static let band: ClosedRange<Float> = 290...1080
  /// A tone unbroken for this long is dial tone (Q.35 receivers ask 2.5 s).
  static let dialSeconds = 2.5
  /// Samples, 90 ms: no cadence pauses for less than 0.1 s.
  static let `break` = 720
  /// Seconds: the last frame before the next burst may be as long before it.
  static let frame: Float = 0.02
  /// Quiet after a burst group that makes it ringing.
  static let ringGap: Float = 1.2
  /// Share of the plans that fit by which two bursts are a ring.
  static let certain: Float = 0.8
  /// Quiet, 8 dB under the tone, is what makes a gap.
  static let gapShare: Float = 0.16
  /// What a country's own plan counts.
  static let own: Float = 200

  let country: String?
  let ownDials: [(low: ClosedRange<Float>, high: ClosedRange<Float>)]
  /// Rings heard: burst groups followed by quiet.
  private(set) var rings = 0
  /// The last burst of the last one.
  private(set) var lastRing: ToneRun?
  private var ringCounted = false
  /// Whether the train was named already.
  private var isTrainNamed = false
  /// The class it was told to be, and whether the country's own plan has another that goes on in the same way so far.
  private var told: ListedTone.Kind?
  private(set) var mayChange = false
  /// Whether the last burst's gap was tried as the end of a second period: it comes out the same as it goes on.
  private var gapTried = false
  /// Whether it was tried as the whole gap that the burst under way shows it to be.
  private var wholeGapTried = false
  /// What the last burst's gap has held so far.
  private var gapSum: Float = 0
  private var gapFrames: Float = 0
  /// The tone that may be a dial tone: since when, and until when it was last heard.
  private var steady: ToneRun?
  private var dialReported = false
  private var mayBePlanned = false
  /// Whether quiet frames matter: there was a burst not long ago.
  private(set) var isAwake = false
  private var train = CadencePattern.Train()

  init(country: String?) {
    self.country = country.map(ListedTone.code)
    ownDials = self.country.map(CadenceDetector.dials(of:)) ?? []
  }

  mutating func opened() { mayBePlanned = false }

  /// Whether the run under way was reported as dial tone, or may yet be a long burst of a plan.
  var isNamed: Bool { dialReported || mayBePlanned }

  /// The memory that most frames look at: all but the bursts.
  @inline(__always)
  mutating func forEachLine(_ body: (UnsafeRawPointer) -> Void) {
    let bursts = MemoryLayout<CadencePattern.Train>.size - MemoryLayout<Int>.size
    CacheLine.forEach(of: &self, 0..<MemoryLayout<CadenceDetector>.size - bursts, body)
  }

  private mutating func forget() {
    train = CadencePattern.Train()
    isTrainNamed = false
    told = nil
    mayChange = false
  }

  /// A run is under way.
  mutating func underway(_ run: ToneRun) -> Hit? {
    guard isProgressTone(run) else { return nil }
    var whole = run
    if let before = steady {
      if goesOn(before, in: run) {
        whole.start = before.start
      } else {
        steady = nil
        dialReported = false
      }
    }
    guard !dialReported else { return nil }
    if let hit = resumed(run) { return hit }
    guard whole.seconds >= CadenceDetector.dialSeconds else { return nil }
    mayBePlanned = whole.seconds < longestBurst(run)
    // Without a country a dial tone is likelier than a burst as long.
    guard !mayBePlanned || country == nil, CadenceDetector.isDial(run),
      train.count < 2 || train.runs[train.count - 1].map({ !$0.sounds(like: run) }) ?? true
    else { return nil }
    dialReported = true
    return Hit(kind: .dial, start: whole.start, end: run.end, run: run, confidence: 0.95)
  }

  /// Whether `run` is what `before` was: a lost packet or three do not break it.
  private func goesOn(_ before: ToneRun, in run: ToneRun) -> Bool {
    before.sounds(like: run) && run.start - before.end < CadenceDetector.break
  }

  /// The next burst has begun: the gap before it is no ring's pause.
  private mutating func resumed(_ run: ToneRun) -> Hit? {
    guard !wholeGapTried, train.count > 1, let last = train.runs[train.count - 1],
      run.belongs(to: last)
    else { return nil }
    wholeGapTried = true
    return match(gap: seconds(run.start - last.end), isGapWhole: true)
  }

  /// A run has ended: does it, with those before it, make two periods of a cadence?
  mutating func ended(_ run: ToneRun) -> Hit? {
    if let before = steady {
      if goesOn(before, in: run) {
        steady?.end = run.end
      } else if !dialReported || isProgressTone(run) {
        // Behind a dial tone what is no tone is a piece of it.
        steady = run
        dialReported = false
      }
    } else {
      steady = run
    }
    let isAlike =
      train.count > 0 && (train.runs[train.count - 1].map { run.belongs(to: $0) } ?? false)
    // A dial tone is no burst.
    guard isProgressTone(run) || isAlike, run.seconds >= 0.06, !dialReported else {
      if run.seconds > 0.15, run.isSteady { forget() }
      return nil
    }
    if train.count > 0, let last = train.runs[train.count - 1] {
      let gap = seconds(run.start - last.end)
      train.gaps[train.count - 1] = gap
      if gap > 12 || !continues(run) { forget() }
    }
    if train.count == CadencePattern.Train.most {
      for index in 1..<train.count {
        train.runs[index - 1] = train.runs[index]
        train.gaps[index - 1] = train.gaps[index]
      }
      train.count -= 1
    }
    train.runs[train.count] = run
    train.gaps[train.count] = 0
    train.count += 1
    ringCounted = false
    gapTried = false
    wholeGapTried = false
    gapSum = 0
    gapFrames = 0
    isAwake = true
    return match(gap: 0)
  }

  /// No tone at `now`, and `meanSquare` on the line: counts rings, and completes a period whose last gap is long enough.
  mutating func quiet(at now: SampleTime, meanSquare: Float) -> Hit? {
    guard train.count > 0, let last = train.runs[train.count - 1] else {
      isAwake = false
      return nil
    }
    let gap = seconds(now - last.end)
    isAwake = gap < 2
    guard gap > 0.04, isAwake else { return nil }
    gapSum += meanSquare
    gapFrames += 1
    // A gap is quiet, not speech: 8 dB under the tone.
    guard gapSum < CadenceDetector.gapShare * gapFrames * last.meanSquare else {
      forget()
      return nil
    }
    // Two periods: the gap behind the second burst has lasted as long as the one before it.
    if !gapTried, train.count > 1,
      gap >= 0.85 * train.gaps[train.count - 2] - CadenceDetector.frame
    {
      gapTried = true
      if let hit = match(gap: gap) { return hit }
    }
    return ringCounted || gap < CadenceDetector.ringGap ? nil : ring(last, gap: gap)
  }

  /// Whether a burst may belong to the train: some burst of it sounds alike, or a pattern of several tones is at work.
  private func continues(_ run: ToneRun) -> Bool {
    for index in 0..<train.count where train.runs[index]?.sounds(like: run) ?? false { return true }
    return train.count < 3
  }

  private func isProgressTone(_ run: ToneRun) -> Bool {
    CadenceDetector.band.contains(run.low)
      && (!run.isDual || CadenceDetector.band.contains(run.high)) && run.isSteady
      // What wanders is no tone, unless it is a pair that looks like one line.
      && (run.jitter <= 8 || run.isDual || run.lines.count > 1)
  }

  private func seconds(_ samples: Int) -> Float { Float(samples) / Float(SampleTime.rate) }

  // MARK: - Naming

  /// The plans' classes and what they weigh under what was heard.
  private struct Shares {
    /// One for each kind, and room for more.
    var weights = InlineArray<32, Float>(repeating: 0)
    var total: Float = 0

    subscript(kind: ListedTone.Kind) -> Float { weights[Shares.index(kind)] }

    mutating func add(_ weight: Float, to kind: ListedTone.Kind) {
      weights[Shares.index(kind)] += weight
      total += weight
    }

    var best: ListedTone.Kind? { total > 0 ? Shares.kinds.max { self[$0] < self[$1] } : nil }

    private static func index(_ kind: ListedTone.Kind) -> Int { kinds.firstIndex(of: kind) ?? 0 }

    static let kinds = ListedTone.Kind.allCases
  }

  /// What a class counts beside the number of its countries. Where the country is not known reorder counts more: what is
  /// tried again too soon costs less than a customer who is engaged and never called. Numbers that are not in use are on
  /// few lists.
  private func prior(of kind: ListedTone.Kind) -> Float {
    switch kind {
    case .reorder: country == nil ? 1.6 : 1.3
    case .numberUnobtainable: 0.3
    default: 1
    }
  }

  private func shares(of train: CadencePattern.Train) -> Shares {
    var shares = Shares()
    for pattern in CadencePattern.world {
      let likelihood = pattern.likelihood(of: train)
      guard likelihood > 0 else { continue }
      var weight = Float(pattern.countries.count)
      if let country, pattern.countries.contains(country) { weight += CadenceDetector.own }
      weight *= prior(of: pattern.kind)
      shares.add(weight * likelihood, to: pattern.kind)
    }
    return shares
  }

  /// The last bursts, up to six, since the last pause of `pause` seconds, and the quiet behind them.
  private func recent(gap: Float, pause: Float = ringGap) -> CadencePattern.Train {
    var first = train.count - 1
    while first > 0, train.count - first < 6, train.gaps[first - 1] < pause { first -= 1 }
    var part = CadencePattern.Train()
    for index in first..<train.count {
      part.runs[part.count] = train.runs[index]
      part.gaps[part.count] = train.gaps[index]
      part.count += 1
    }
    part.gaps[part.count - 1] = gap
    return part
  }

  private mutating func match(gap: Float, isGapWhole: Bool = false) -> Hit? {
    guard !isTrainNamed else { return nil }
    // Behind a pause as long as between rings, what is no ringing shows.
    let isSlow = train.count > 1 && train.gaps[train.count - 2] >= CadenceDetector.ringGap
    var part = recent(gap: gap, pause: isSlow ? 12 : CadenceDetector.ringGap)
    part.isLastGapWhole = isGapWhole
    guard part.count > 2 || part.count == 2 && (gap > 0 || isSlow),
      let last = part.runs[part.count - 1]
    else { return nil }
    let shares = shares(of: part)
    guard shares.total > 0.02, let best = shares.best else { return nil }
    // Ringing shows by its pause, or by two bursts that nothing else makes.
    if best == .ringback {
      guard !ringCounted, shares[best] > CadenceDetector.certain * shares.total else { return nil }
      isTrainNamed = true
      return ring(last, gap: gap)
    }
    // Two bursts may be one double ring: its pause tells.
    guard part.count > 2 && !isSlow || shares[.ringback] < (isSlow ? 0.2 : 0.05) * shares.total
    else { return nil }
    mayChange = isShared(part)
    isTrainNamed = !mayChange
    if mayChange, told == best { return nil }
    told = best
    return hit(best, shares, start: part.runs[0]?.start ?? last.start, last)
  }

  /// Whether the country's own plan gives what was heard to two classes, of which one has more bursts to come.
  private func isShared(_ part: CadencePattern.Train) -> Bool {
    guard let country else { return false }
    var kind: ListedTone.Kind?
    var isOther = false
    var longest = 0
    for pattern in CadencePattern.world
    where pattern.countries.contains(country) && pattern.likelihood(of: part) > 0.05 {
      if let kind, kind != pattern.kind { isOther = true }
      kind = pattern.kind
      longest = max(longest, pattern.bursts.count)
    }
    return isOther && longest >= part.count
  }

  private func hit(
    _ kind: ListedTone.Kind, _ shares: Shares, start: SampleTime, _ last: ToneRun
  ) -> Hit {
    let also = Shares.kinds.filter {
      $0 != kind && shares[$0] > 0.02 * shares.total
    }
    return Hit(
      kind: kind, start: start, end: last.end, run: last,
      confidence: Double(min(0.99, shares[kind] / max(shares.total, 1e-6))),
      also: also.map { ($0, Double(shares[$0] / shares.total)) })
  }

  /// A burst group, then quiet for 1.2 s: a ring, unless the plans say that something else pauses as long.
  private mutating func ring(_ last: ToneRun, gap: Float) -> Hit? {
    ringCounted = true
    let part = recent(gap: gap)
    guard part.count <= 3, last.seconds >= 0.18 else { return nil }
    guard CadenceDetector.isRing(last) else { return nil }
    let shares = shares(of: part)
    if shares.total > 0 {
      guard shares[.ringback] >= 0.63 * shares.total else { return nil }
    } else {
      // On no list, it is one tone at least.
      for index in 0..<part.count {
        guard let run = part.runs[index], run.sounds(like: last) else { return nil }
      }
    }
    // A lone burst that is short may be anything, but where the country's own plan has it.
    guard part.count > 1 || last.seconds >= 0.4 || shares.total > 0.2 * CadenceDetector.own else {
      return nil
    }
    rings += 1
    lastRing = last
    return Hit(
      kind: .ringback, start: part.runs[0]?.start ?? last.start, end: last.end, run: last,
      confidence: 0.95)
  }

  private static let ringing = CadencePattern.world.filter { $0.kind == .ringback }

  private static func isRing(_ run: ToneRun) -> Bool {
    ringing.contains { pattern in
      pattern.bursts.contains { CadencePattern.fit(run, $0) > 0.05 }
    }
  }
}
