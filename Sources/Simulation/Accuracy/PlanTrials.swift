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
    let rows =
      kinds.map { AccuracyRow("\($0.name), country given", band, .share(0.995)) }
      + kinds.map { AccuracyRow("\($0.name), no country, unambiguous", band, .share(0.97)) }
      + kinds.map { AccuracyRow("\($0.name), no country, all plans", band, allPlans($0)) }
    let tones = ListedTone.world.filter { kinds.contains($0.kind) && $0.isTimed }
    let repeats = effort.of(16)
    // A sample has no time for all countries.
    let chosen = effort == .sample ? tones.indices.filter { $0 % 8 == 3 }.map { tones[$0] } : tones
    var trials: [AccuracyTrial] = []
    for tone in chosen {
      guard let place = kinds.firstIndex(of: tone.kind) else { continue }
      let rivals = tones.filter { $0.kind != tone.kind && $0.isLike(tone) }
      let own = Set(rivals.lazy.filter { $0.country == tone.country }.map(\.kind.name))
      let open = rivals.isEmpty ? [4 + place, 8 + place] : [8 + place]
      for _ in 0..<repeats {
        let draw = Draw("plans", trials.count, seed: seed)
        trials.append(
          trial(tone, rows: [place], right: own.union([tone.kind.name]), isHinted: true, draw))
        trials.append(trial(tone, rows: open, right: [tone.kind.name], isHinted: false, draw))
      }
    }
    return AccuracyTest(name: "plans", rows: rows, trials: trials)
  }

  /// Over all plans one signal has several meanings: of the listed busy tones 87 % at most can be told without a
  /// country, of the reorder tones 82 %.
  private static func allPlans(_ kind: ListedTone.Kind) -> AccuracyRow.Requirement {
    switch kind {
    case .busy: .share(0.85)
    case .reorder: .share(0.80)
    case .ringback: .share(0.98)
    default: .measured
    }
  }

  private static func trial(
    _ tone: ListedTone, rows: [Int], right: Set<String>, isHinted: Bool, _ given: Draw
  ) -> AccuracyTrial {
    var draw = given
    let level = draw.band(-40 ... -8)
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
    let seconds = lead + tone.deadline(cadence: cadence) + grace
    let impairments = line
    let words = """
      \(tone.country) \(tone.kind.name) \(tone.notation): \(level.rounded(to: 1)) dBm0, \
      f \((100 * frequency - 100).rounded(to: 2)) %, cadence \((100 * cadence - 100).rounded(to: 1)) %, \
      \(line.codec), loss as \(line.loss?.concealment.rawValue ?? "none"), from \(lead.rounded(to: 2)) s, \
      by \(seconds.rounded(to: 2)) s
      """
    return AccuracyTrial(rows: rows, words, country: isHinted ? tone.country : nil) {
      let sound = tone.tone(at: Level(dBm0: level)).scaled(frequency: frequency, cadence: cadence)
        .samples(seconds: seconds - lead, running: running)
      return impairments.applied(to: [Int16].silence(seconds: lead) + sound)
    } isRight: { hearing in
      let names = hearing.names(of: .tone)
      return !names.isEmpty && names.allSatisfy(right.contains)
    }
  }
}

extension ListedTone.Kind {
  /// As events name it.
  var name: String { self == .dial ? "dial-tone" : rawValue }
}

extension ListedTone {
  /// Whether the sweep has a deadline for it: a cadence, or a dial tone without a pause.
  fileprivate var isTimed: Bool {
    kind == .dial ? steps.count == 1 && cycle == 0 : cycle > 0 && burstGroup != nil
  }

  /// Seconds within which it is to be named.
  fileprivate func deadline(cadence: Double) -> Double {
    let shortestPause = 1.2
    if kind == .dial { return 2.5 }
    if kind == .ringback, let (end, pause) = burstGroup, pause * cadence > shortestPause {
      return end * cadence + shortestPause
    }
    return 2 * cycle * cadence
  }
}
