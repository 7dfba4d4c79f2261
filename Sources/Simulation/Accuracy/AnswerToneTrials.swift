// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// The single tones of fax machines and modems: CNG, CED, ANS, ANSam, Bell 103's 2225 Hz and V.25's 1300 Hz.
///
/// The bands are those of the strictest public test (spandsp's modem_connect_tones_tests): CNG accepted over its ±38 Hz and
/// 8 Hz of a carrier system's error, the others over ±15 and 8 Hz, all rejected beyond ±80 Hz; heard at −43 dBm0, not below
/// −46; at 8 dB of signal to noise.
struct AnswerToneTrials {
  /// One of the tones.
  struct Signal: Sendable {
    var name: String
    var hertz: Double
    /// Hz within which it must be heard.
    var width: Double
    /// Names under which events may bring it.
    var names: Set<String>
    var render: @Sendable (_ hertz: Double, _ level: Level) -> [Int16]

    func isHeard(_ hearing: AccuracyTrial.Hearing) -> Bool {
      (hearing.names(of: .fax) + hearing.names(of: .modem)).contains(where: names.contains)
    }
  }

  static let signals: [Signal] = [
    Signal(name: "CNG", hertz: 1100, width: 46, names: ["cng"]) { hertz, level in
      Signals.answer(hertz, seconds: 0.5, level: level)
    },
    Signal(name: "CED", hertz: 2100, width: 23, names: ["ced"]) { hertz, level in
      Signals.answer(hertz, seconds: 3, level: level) + .silence(seconds: 0.075)
        + Signals.preambleAndDIS(level: level)
    },
    Signal(name: "ANS", hertz: 2100, width: 23, names: ["ans", "ans-pr"]) { hertz, level in
      Signals.answer(hertz, seconds: 3, level: level, reversal: 0.45)
    },
    Signal(name: "ANSam", hertz: 2100, width: 23, names: ["ansam", "ansam-pr"]) { hertz, level in
      Signals.answer(
        hertz, seconds: 3, level: level, reversal: 0.45, modulation: .init(hertz: 15, depth: 0.2))
    },
    Signal(name: "Bell 2225", hertz: 2225, width: 23, names: ["bell103"]) { hertz, level in
      Signals.answer(hertz, seconds: 2, level: level)
    },
    Signal(name: "calling tone 1300", hertz: 1300, width: 23, names: ["calling-tone"]) {
      hertz, level in Signals.answer(hertz, seconds: 0.6, level: level)
    },
  ]

  /// Seconds behind a tone in which it may still be told what it was.
  private static let patience = 2.5

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("tones", effort, seed: seed)
    for signal in signals {
      frequency(signal, &set)
      level(signal, &set)
      noise(signal, &set)
    }
    return set.test
  }

  private static func frequency(_ signal: Signal, _ set: inout TrialSet) {
    let width = signal.width
    let band = "-10...-38 dBm0, SNR 20 dB"
    set.row("\(signal.name) accepted", "±\(Int(width)) Hz, \(band)", .share(0.995), count: 240) {
      draw, _ in
      let offset = draw.band(-width...width)
      return played(signal, offset: offset, level: draw.uniform(-38 ... -10), snr: 20, &draw)
    }
    set.row("\(signal.name) blackout", "±\(Int(width))...80 Hz, \(band)", .measured, count: 80) {
      draw, _ in
      let offset = draw.pick([-1.0, 1]) * draw.uniform(width...80)
      return played(signal, offset: offset, level: draw.uniform(-38 ... -10), snr: 20, &draw)
    }
    set.row("\(signal.name) rejected", "beyond ±80 Hz, \(band)", .share(0.995), count: 240) {
      draw, _ in
      let offset = draw.pick([-1.0, 1]) * draw.band(80...200)
      // 2225 Hz is itself within 200 Hz of 2100, and another signal: it may be heard, but not as this one.
      return played(
        signal, offset: offset, level: draw.uniform(-38 ... -10), snr: 20, isWanted: false, &draw)
    }
  }

  private static func level(_ signal: Signal, _ set: inout TrialSet) {
    let width = signal.width
    set.row("\(signal.name) loud enough", "-3...-43 dBm0, quiet line", .share(0.995), count: 160) {
      draw, _ in
      let level = draw.band(-43 ... -3)
      return played(
        signal, offset: draw.uniform(-width...width), level: level, snr: 25, &draw)
    }
    set.row("\(signal.name) blackout", "-43...-46 dBm0", .measured, count: 48) { draw, _ in
      played(
        signal, offset: draw.uniform(-width...width), level: draw.uniform(-46 ... -43), snr: 25,
        &draw)
    }
    set.row("\(signal.name) too soft", "-46.2...-60 dBm0", .share(0.995), count: 160) { draw, _ in
      let level = draw.band(-60 ... -46.2)
      return played(
        signal, offset: draw.uniform(-width...width), level: level, snr: 25, isWanted: false,
        &draw)
    }
  }

  private static func noise(_ signal: Signal, _ set: inout TrialSet) {
    set.row("\(signal.name) in noise", "SNR 8 dB, -10...-35 dBm0", .share(0.99), count: 160) {
      draw, _ in
      let offset = draw.uniform(-signal.width...signal.width)
      return played(signal, offset: offset, level: draw.uniform(-35 ... -10), snr: 8, &draw)
    }
    let steps: [Double] = [14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    let each = set.effort.of(16)
    set.row(
      "\(signal.name) least SNR", "all of \(each) at a step", .descent(8, unit: "dB"),
      count: steps.count * each, everywhere: true
    ) { draw, index in
      let snr = steps[index / each]
      var trial = played(signal, offset: 0, level: draw.uniform(-35 ... -10), snr: snr, &draw)
      trial.place = snr
      return trial
    }
  }

  private static func played(
    _ signal: Signal, offset: Double, level: Double, snr: Double, isWanted: Bool = true,
    _ draw: inout Draw
  ) -> Played {
    let hertz = signal.hertz + offset
    return Played(
      words:
        "\(signal.name) at \(hertz.rounded(to: 1)) Hz, \(level.rounded(to: 1)) dBm0, SNR \(snr.rounded(to: 1)) dB",
      line: .noisy(level - snr, &draw), lead: draw.uniform(0.3...0.8), tail: patience
    ) {
      signal.render(hertz, Level(dBm0: level))
    } isRight: {
      signal.isHeard($0) == isWanted
    }
  }
}
