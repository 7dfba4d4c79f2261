// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// Every listed ringback, busy, congestion (reorder) and dial tone of the world, as lines bring them: −8 to −40 dBm0,
/// frequency ±1.5 %, cadence ±10 %, any phase, white noise 20 dB down, one packet of 20 ms in 33 lost, µ-law or A-law.
///
/// Right is a tone that is named rightly, and never wrongly, in time: two periods of busy and reorder, a burst group and
/// 1.2 s of pause of ringback, 2.5 s of an unbroken dial tone, and 0.1 s of grace.
enum PlanTrials {
  static let grace = 0.1
  static let kinds: [ListedTone.Kind] = [.busy, .reorder, .ringback, .dial]

  private static let band =
    "-8...-40 dBm0, f ±1.5 %, cadence ±10 %, SNR 20 dB, 3 % of packets lost"

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var rows: [AccuracyRow] = []
    for kind in kinds {
      rows.append(AccuracyRow("\(kind.name), country given", band, .share(0.995)))
    }
    for kind in kinds {
      rows.append(AccuracyRow("\(kind.name), no country, unambiguous", band, .share(0.97)))
    }
    for kind in kinds {
      rows.append(AccuracyRow("\(kind.name), no country, all plans", band, allPlans(kind)))
    }
    for kind in kinds where kind != .dial {
      rows.append(AccuracyRow("\(kind.name), joined midway, country given", band, .share(0.995)))
    }
    let tones = ListedTone.world.filter { kinds.contains($0.kind) && $0.isTimed }
    // A sample has no time for all countries.
    let chosen = effort == .sample ? tones.indices.filter { $0 % 4 == 3 }.map { tones[$0] } : tones
    var trials: [AccuracyTrial] = []
    var signals = 0
    for tone in chosen {
      guard let place = kinds.firstIndex(of: tone.kind) else { continue }
      let rivals = tones.filter { $0.kind != tone.kind && $0.isLike(tone) }
      // Number unobtainable and all the others, too.
      let own = Set(ListedTone.of(tone.country).lazy.filter { $0.isLike(tone) }.map(\.kind.name))
      let open = rivals.isEmpty ? [4 + place, 8 + place] : [8 + place]
      func add(_ rows: [Int], _ right: Set<String>, isHinted: Bool, isJoined: Bool = false) {
        let draw = Draw("plans", signals, seed: seed)
        trials.append(
          trial(tone, rows: rows, right: right, isHinted: isHinted, isJoined: isJoined, draw))
      }
      for _ in 0..<effort.of(16) {
        signals += 1
        // The same signal with and without a country.
        add([place], own, isHinted: true)
        add(open, [tone.kind.name], isHinted: false)
      }
      for _ in 0..<(tone.kind == .dial || !tone.notation.lead.isEmpty ? 0 : effort.of(4)) {
        signals += 1
        add([12 + place], own, isHinted: true, isJoined: true)
      }
    }
    return AccuracyTest(name: "plans", rows: rows, trials: trials)
  }

  /// Over all plans one signal has several meanings. Given the class that most countries give it, and reorder where busy
  /// and reorder have as many, 88 % of the listed busy tones come out right, and 83 % of the reorder tones.
  private static func allPlans(_ kind: ListedTone.Kind) -> AccuracyRow.Requirement {
    switch kind {
    case .busy: .share(0.85)
    case .reorder: .share(0.80)
    case .ringback: .share(0.98)
    default: .measured
    }
  }

  private static func trial(
    _ tone: ListedTone, rows: [Int], right: Set<String>, isHinted: Bool, isJoined: Bool,
    _ given: Draw
  ) -> AccuracyTrial {
    var draw = given
    // Of the loudest burst, with the softest not below −40.
    let level = draw.band(-40 - tone.softest ... -8)
    let frequency = 1 + draw.band(-0.015...0.015)
    let cadence = draw.band(0.9...1.1)
    let running = draw.phase()
    let lead = draw.uniform(0.3...1)
    var line = LineImpairments()
    line.noise = Level(dBm0: level - 20)
    line.codec = draw.pick([.ulaw, .alaw])
    line.loss = .init(
      rate: 0.03, concealment: draw.pick(LineImpairments.PacketLoss.Concealment.allCases))
    line.seed = draw.seed()
    // Joined midway, the time counts from the next period's start.
    let skipped = isJoined ? draw.uniform(0.05...0.95) * tone.cycle * cadence : 0
    let rest = isJoined ? tone.cycle * cadence - skipped : 0
    let seconds = lead + rest + tone.deadline(cadence: cadence) + grace
    let impairments = line
    let joined = isJoined ? "joined \(skipped.rounded(to: 2)) s late, " : ""
    let words = """
      \(tone.country) \(tone.kind.name) \(tone.notation): \(level.rounded(to: 1)) dBm0, \
      f \((100 * frequency - 100).rounded(to: 2)) %, cadence \((100 * cadence - 100).rounded(to: 1)) %, \
      \(joined)\(line.codec), loss as \(line.loss?.concealment.rawValue ?? "none"), from \(lead.rounded(to: 2)) s, \
      by \(seconds.rounded(to: 2)) s
      """
    return AccuracyTrial(
      rows: rows, subject: "\(tone.kind.name) \(tone.notation)", words,
      country: isHinted ? tone.country : nil
    ) {
      let sound = tone.tone(at: Level(dBm0: level)).scaled(frequency: frequency, cadence: cadence)
        .samples(seconds: seconds - lead + skipped, running: running)
        .dropFirst(Int(SampleTime(seconds: skipped).samples))
      return impairments.applied(to: [Int16].silence(seconds: lead) + sound)
    } isRight: { hearing in
      let names = hearing.names(of: .tone)
      return !names.isEmpty && names.allSatisfy(right.contains)
    }
  }
}

extension ListedTone.Kind {
  /// As events name it.
  var name: String { rawValue.hasSuffix("dial") ? "dial-tone" : rawValue }
}

extension ListedTone {
  /// Whether the sweep has a deadline for it: a cadence, or a dial tone without a pause.
  fileprivate var isTimed: Bool {
    guard notation.repeats else { return false }
    return kind == .dial ? steps.count == 1 && cycle == 0 : cycle > 0 && burstGroup != nil
  }

  /// Seconds within which it is to be named.
  fileprivate func deadline(cadence: Double) -> Double {
    let shortestPause = 1.2
    let lead = notation.lead.reduce(0) { $0 + $1.seconds } * cadence
    if kind == .dial { return lead + 2.5 }
    if kind == .ringback, let (end, pause) = burstGroup, pause * cadence > shortestPause {
      return lead + end * cadence + shortestPause
    }
    return lead + 2 * cycle * cadence
  }

  /// dB of the softest burst beside the loudest.
  fileprivate var softest: Double {
    steps.lazy.filter { !$0.isSilence }.map(\.relativeLevel).min() ?? 0
  }
}
