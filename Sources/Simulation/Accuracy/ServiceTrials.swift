// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// Tones that are no answer to a call, by their own names and never as one: the off-hook howler, warnings, test tones, pips
/// and whatever sounds without end.
enum ServiceTrials {
  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("service", effort, seed: seed)
    let band = "-10...-35 dBm0, SNR 20 dB"
    let callWaiting = Tone(
      [ToneSegment([440], duration: 0.3, level: Level(dBm0: -13)), .silence(9.7)], repeats: true)
    for (name, tone, seconds, isAnswered, count) in [
      ("howler", Signals.howler(), 3.0, false, 48),
      ("milliwatt", Signals.milliwatt(), 4.0, false, 48),
      ("recorder-warning", Signals.recorderWarning(), 16.5, true, 16),
      ("call-waiting", callWaiting, 11.0, true, 16),
      ("clock-pips", Signals.clockPips(), 6.0, true, 32),
    ] {
      set.row(name, band, .share(0.99), count: count) { draw, _ in
        played(name, tone, seconds: seconds, isAnswered: isAnswered, &draw)
      }
    }
    set.row("an unending tone of its own", "600...2000 Hz, \(band)", .share(0.99), count: 64) {
      draw, _ in
      // Between the lines of dial tones, fax, modems and special information tones.
      let hertz = draw.pick([760.0, 1170, 1220, 1520, 1580, 1900]) + draw.uniform(-15...15)
      let tone = Tone(
        [ToneSegment([hertz], duration: 1, level: Level(dBm0: -13))], repeats: true)
      return played("unknown", tone, seconds: 4, isAnswered: false, &draw)
    }
    return set.test
  }

  private static func played(
    _ name: String, _ tone: Tone, seconds: Double, isAnswered: Bool, _ draw: inout Draw
  ) -> Played {
    let level = draw.band(-35 ... -10)
    let running = draw.phase()
    let hertz = tone.segments.first?.frequencies.first ?? 0
    return Played(
      words: "\(name), \(hertz.rounded(to: 1)) Hz, \(level.rounded(to: 1)) dBm0",
      line: .noisy(level - 20, &draw), isAnswered: isAnswered, lead: draw.uniform(0.3...0.8)
    ) {
      tone.at(Level(dBm0: level)).samples(seconds: seconds, running: running)
    } isRight: { hearing in
      let heard = hearing.names(of: .tone)
      let others = [CallEvent.Kind.sit, .fax, .modem, .tty, .dtmf, .mf, .r2]
      return heard.contains(name) && heard.allSatisfy { $0 == name }
        && others.allSatisfy { hearing.names(of: $0).isEmpty }
    }
  }
}
