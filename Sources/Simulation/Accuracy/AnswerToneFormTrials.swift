// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// What distinguishes the answer tones of one frequency: amplitude modulation and phase reversals; and how long CNG is.
enum AnswerToneFormTrials {
  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("forms", effort, seed: seed)
    depth(&set)
    rate(&set)
    reversals(&set)
    length(&set)
    return set.test
  }

  /// ANSam's envelope swings by 20 ±1 % (V.8); spandsp's test asks > 15 % accepted and < 10 % refused.
  private static func depth(_ set: inout TrialSet) {
    for (what, range, asked, isWanted) in [
      ("ANSam by AM depth", 15.0...30, AccuracyRow.Requirement.share(0.995), true),
      ("AM depth, blackout", 10.0...15, .measured, true),
      ("not ANSam by AM depth", 0.0...10, .share(0.995), false),
    ] {
      let band = "\(Int(range.lowerBound))...\(Int(range.upperBound)) %, SNR 25 dB"
      set.row(what, band, asked, count: 160) { draw, _ in
        modulated(15, depth: draw.band(range) / 100, isWanted: isWanted, &draw)
      }
    }
  }

  private static func rate(_ set: inout TrialSet) {
    set.row("ANSam by AM rate", "15 ±1 Hz, SNR 25 dB", .share(0.995), count: 80) { draw, _ in
      modulated(draw.band(14...16), depth: 0.2, isWanted: true, &draw)
    }
    set.row("not ANSam by AM rate", "to 5 and from 25 Hz, SNR 25 dB", .share(0.995), count: 80) {
      draw, index in
      let hertz = index % 2 == 0 ? draw.band(2...5) : draw.band(25...40)
      return modulated(hertz, depth: 0.2, isWanted: false, &draw)
    }
  }

  private static func modulated(
    _ hertz: Double, depth: Double, isWanted: Bool, _ draw: inout Draw
  ) -> Played {
    let level = draw.uniform(-35 ... -10)
    let carrier = 2100 + draw.uniform(-15...15)
    let reversal = draw.pick([nil, 0.45])
    return Played(
      words: """
        \(carrier.rounded(to: 1)) Hz, AM \(hertz.rounded(to: 2)) Hz \((100 * depth).rounded(to: 1)) %, \
        \(reversal == nil ? "no" : "with") reversals, \(level.rounded(to: 1)) dBm0
        """,
      line: .noisy(level - 25, &draw), tail: 2.5
    ) {
      Signals.answer(
        carrier, seconds: 3.3, level: Level(dBm0: level), reversal: reversal,
        modulation: .init(hertz: hertz, depth: depth))
    } isRight: { hearing in
      hearing.names(of: .modem).contains { $0.hasPrefix("ansam") } == isWanted
    }
  }

  /// V.25 and V.8 turn the phase by 180 ±25° every 450 ±25 ms; jumps of up to 110° are none.
  private static func reversals(_ set: inout TrialSet) {
    for (what, ranges, asked, isWanted) in [
      ("reversals accepted", [0.425...0.475], AccuracyRow.Requirement.share(0.995), true),
      ("reversals, blackout", [0.39...0.425, 0.475...0.51], .measured, true),
      ("reversals rejected", [0.2...0.39, 0.51...0.8], .share(0.995), false),
    ] {
      let band = ranges.map { "\(Int($0.lowerBound * 1000))...\(Int($0.upperBound * 1000))" }
        .joined(separator: ", ")
      set.row(what, "\(band) ms, SNR 20 dB", asked, count: 160) { draw, _ in
        let interval = draw.band(draw.pick(ranges))
        let isModulated = draw.pick([true, false])
        return reversed(interval, isModulated: isModulated, isWanted: isWanted, &draw)
      }
    }
    for (what, range, asked, isWanted) in [
      ("phase jumps accepted", 155.0...205, AccuracyRow.Requirement.share(0.995), true),
      ("phase jumps, blackout", 110...155, .measured, true),
      ("phase jumps rejected", 0...110, .share(0.995), false),
    ] {
      let band = "\(Int(range.lowerBound))...\(Int(range.upperBound)) degrees, SNR 20 dB"
      set.row(what, band, asked, count: 80) { draw, _ in
        let degrees = draw.band(range)
        return reversed(0.45, by: degrees, isModulated: false, isWanted: isWanted, &draw)
      }
    }
    set.row("no reversals", "SNR 20 dB", .share(0.995), count: 80) { draw, _ in
      reversed(nil, isModulated: draw.pick([true, false]), isWanted: false, &draw)
    }
  }

  private static func reversed(
    _ interval: Double?, by degrees: Double = 180, isModulated: Bool, isWanted: Bool,
    _ draw: inout Draw
  ) -> Played {
    let level = draw.uniform(-38 ... -10)
    let hertz = 2100 + draw.uniform(-15...15)
    let every = interval.map { "every \(($0 * 1000).rounded(to: 0)) ms" } ?? "never"
    return Played(
      words: """
        \(isModulated ? "ANSam" : "ANS") at \(hertz.rounded(to: 1)) Hz, reversed \(every) \
        by \(degrees.rounded(to: 0)) degrees, \(level.rounded(to: 1)) dBm0
        """,
      line: .noisy(level - 20, &draw), tail: 2.5
    ) {
      Signals.answer(
        hertz, seconds: 3.6, level: Level(dBm0: level), reversal: interval, degrees: degrees,
        modulation: isModulated ? .init(hertz: 15, depth: 0.2) : nil)
    } isRight: { hearing in
      hearing.names(of: .modem).contains { $0.hasSuffix("-pr") } == isWanted
    }
  }

  /// CNG is 0.5 s ±15 % (T.30).
  private static func length(_ set: inout TrialSet) {
    for (what, range, asked, isWanted) in [
      ("CNG by length", 0.425...0.575, AccuracyRow.Requirement.share(0.995), true),
      ("too short for CNG", 0.05...0.3, .share(0.995), false),
      ("too long for CNG", 0.8...2.5, .share(0.995), false),
    ] {
      let band = "\(range.lowerBound)...\(range.upperBound) s, SNR 20 dB"
      set.row(what, band, asked, count: 80) { draw, _ in
        let level = draw.uniform(-38 ... -10)
        let seconds = draw.band(range)
        let hertz = 1100 + draw.uniform(-38...38)
        return Played(
          words: """
            \(hertz.rounded(to: 1)) Hz for \(seconds.rounded(to: 3)) s, \(level.rounded(to: 1)) dBm0
            """,
          line: .noisy(level - 20, &draw)
        ) {
          Signals.answer(hertz, seconds: seconds, level: Level(dBm0: level))
        } isRight: {
          $0.names(of: .fax).contains("cng") == isWanted
        }
      }
    }
  }
}
