// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation

/// The record tones of answering machines behind a greeting: whether they are heard, where they end and when that is known.
///
/// A greeting is 1.5 to 3 s of generated talk; the beep comes 50 ms to 2 s later; and then there is the line's noise.
enum BeepTrials {
  /// What a machine makes of its tone.
  private enum Form: String, CaseIterable {
    case single, pair, glide, fade, twoSteps

    var name: String {
      switch self {
      case .single: "one tone"
      case .pair: "a pair, 6 to 70 % apart"
      case .glide: "a glide, by 5 to 50 %, 3 kHz/s"
      case .fade: "fading by 6 to 18 dB"
      case .twoSteps: "two steps, 10 to 50 % apart"
      }
    }
  }

  /// The bands that a row's beeps are drawn from.
  private struct Band {
    var hertz = 350.0...2500
    var seconds = 0.12...1.5
    var level = -30.0 ... -10
    var snr = 20.0...40
    var gap = 0.05...2
    var loss: Double?
    var isSuppressed = false
  }

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("beep", effort, seed: seed)
    for form in Form.allCases {
      set.row(
        form.name, "350...2500 Hz, 0.12...1.5 s, SNR 20 dB, end ±50 ms",
        .share(form == .twoSteps ? 0.95 : 0.97), count: 120
      ) { draw, _ in played(form, Band(), &draw, isRight: isFound) }
    }
    let axes: [(String, String, Double?, Band)] = [
      ("short", "0.12...0.2 s", 0.97, Band(seconds: 0.12...0.2)),
      ("weak", "-35 dBm0", 0.97, Band(level: -35 ... -35)),
      ("loud", "-5 dBm0", 0.97, Band(level: -5 ... -5)),
      ("low", "350...450 Hz", 0.95, Band(hertz: 350...450)),
      ("directly behind talk", "gap 50 ms", 0.95, Band(gap: 0.05...0.05)),
      ("seconds later", "gap 2...4.5 s", 0.97, Band(gap: 2...4.5)),
      ("lost packets", "3 %", 0.93, Band(loss: 0.03)),
      (
        "silence suppression", "digital silence or comfort noise", 0.97,
        Band(snr: 30...40, isSuppressed: true)
      ),
      ("in noise", "SNR 15 dB", 0.92, Band(snr: 15...15)),
      ("in noise", "SNR 10 dB", nil, Band(snr: 10...10)),
      ("in noise", "SNR 6 dB", nil, Band(snr: 6...6)),
    ]
    for (what, condition, share, band) in axes {
      set.row(
        what, "\(condition), all forms", share.map { .share($0) } ?? .measured, count: 120
      ) { draw, index in
        played(Form.allCases[index % Form.allCases.count], band, &draw, isRight: isFound)
      }
    }
    set.row("end within 20 ms", "all forms", .share(0.95), count: 240) { draw, index in
      played(Form.allCases[index % Form.allCases.count], Band(), &draw) { reports, _, end in
        reports.contains { abs(($0.event.end?.seconds ?? 0) - end) <= 0.02 }
      }
    }
    set.row("known within 200 ms of its end", "all forms", .share(0.97), count: 120) {
      draw, index in
      played(Form.allCases[index % Form.allCases.count], Band(), &draw) { reports, _, end in
        reports.contains { $0.reported > end && $0.reported <= end + 0.2 }
      }
    }
    BeepRejectionTrials.add(to: &set)
    return set.test
  }

  /// One beep, and it ends there.
  private static func isFound(
    _ reports: [AccuracyTrial.Hearing.Report], start: Double, end: Double
  ) -> Bool {
    reports.count == 1
      && reports.allSatisfy {
        abs(($0.event.end?.seconds ?? 0) - end) <= 0.05 && abs($0.event.at.seconds - start) <= 0.2
      }
  }

  private static func played(
    _ form: Form, _ band: Band, _ draw: inout Draw,
    isRight: @escaping @Sendable ([AccuracyTrial.Hearing.Report], Double, Double) -> Bool
  ) -> Played {
    let (hertz, seconds) = (draw.band(band.hertz), draw.band(band.seconds))
    let (level, gap) = (draw.uniform(band.level), draw.band(band.gap))
    let beep = samples(form, hertz, seconds, level, within: band.hertz, &draw)
    let greeting = Signals.voice(
      seconds: draw.uniform(1.5...3), pitch: draw.uniform(90...260),
      level: Level(dBm0: level + draw.uniform(-6...6)), seed: draw.seed())
    var line = LineImpairments.noisy(level - draw.uniform(band.snr), &draw)
    if let loss = band.loss {
      line.loss = .init(
        rate: loss, concealment: draw.pick(LineImpairments.PacketLoss.Concealment.allCases))
    }
    if band.isSuppressed {
      line.suppression = .init(
        below: Level(dBm0: level - 26), comfortNoise: draw.pick([nil, Level(dBm0: level - 40)]))
    }
    let lead = 0.5
    let before = greeting + .silence(seconds: gap)
    let start = lead + SampleTime(samples: Int64(before.count)).seconds
    let end = start + envelopeEnd(beep)
    return Played(
      words: "\(form.rawValue), \(hertz.rounded(to: 0)) Hz, \(seconds.rounded(to: 2)) s, "
        + "\(level.rounded(to: 1)) dBm0, \(gap.rounded(to: 2)) s behind talk",
      line: line, lead: lead, tail: 1
    ) {
      before + beep
    } isRight: { hearing in
      isRight(hearing.reports.filter { $0.event.kind == .beep }, start, end)
    }
  }

  private static func samples(
    _ form: Form, _ hertz: Double, _ seconds: Double, _ level: Double,
    within band: ClosedRange<Double>, _ draw: inout Draw
  ) -> [Int16] {
    let level = Level(dBm0: level)
    /// Another frequency, up where there is room, down where not.
    func other(_ shares: ClosedRange<Double>, _ draw: inout Draw) -> Double {
      let factor = 1 + draw.uniform(shares)
      return hertz * factor <= 2500 ? hertz * factor : hertz / factor
    }
    switch form {
    case .single: return Signals.beep([hertz], seconds: seconds, level: level)
    case .pair:
      // Nearer lines than 75 Hz beat instead.
      let side = max(other(0.06...0.7, &draw), hertz > 2400 ? 0 : hertz + 80)
      return Signals.beep([hertz, side], seconds: seconds, level: level)
    case .glide:
      // No faster than 3 kHz a second.
      let end = other(0.05...0.5, &draw)
      let most = 3000 * seconds
      return Signals.beep(
        [hertz], to: min(hertz + most, max(hertz - most, end)), seconds: seconds, level: level)
    case .fade:
      let drop = draw.uniform(6...18)
      let plain = Signals.beep([hertz], seconds: seconds, level: level)
      return plain.enumerated().map { index, sample in
        let share = Double(index) / Double(plain.count)
        return Int16(saturating: Double(sample) * pow(10, -drop * share / 20))
      }
    case .twoSteps:
      // Nearer ones than 100 Hz are a glide.
      let half = seconds / 2
      let second = other(max(0.1, 100 / hertz)...0.5, &draw)
      return Signals.beep([hertz], seconds: half, level: level)
        + Signals.beep([second], seconds: half, level: level)
    }
  }

  /// Seconds from its start to where it last reaches a tenth of its peak.
  private static func envelopeEnd(_ beep: [Int16]) -> Double {
    let peak = beep.map { abs(Int($0)) }.max() ?? 0
    let last = beep.lastIndex { 10 * abs(Int($0)) >= peak } ?? 0
    return SampleTime(samples: Int64(last + 1)).seconds
  }
}
