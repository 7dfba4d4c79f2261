// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// What is no record tone, though somebody spoke before: other signals, other frequencies and lengths, talk and music.
enum BeepRejectionTrials {
  static func add(to set: inout TrialSet) {
    let tones: [(String, String, ClosedRange<Double>, ClosedRange<Double>)] = [
      ("too low", "200...300 Hz", 200...300, 0.2...1),
      ("too high", "2750...3300 Hz", 2750...3300, 0.2...1),
      ("too short", "0.05...0.09 s", 400...2400, 0.05...0.09),
      ("too long", "1.8...4 s", 400...2400, 1.8...4),
    ]
    for (what, band, hertz, seconds) in tones {
      set.row("no beep: \(what)", band, .share(0.99), count: 100) { draw, _ in
        let (hertz, seconds) = (draw.band(hertz), draw.band(seconds))
        return behindTalk(
          "\(hertz.rounded(to: 0)) Hz, \(seconds.rounded(to: 2)) s", &draw
        ) { Signals.beep([hertz], seconds: seconds, level: $0) }
      }
    }
    for signal in signals {
      set.row("no beep: \(signal.name)", "behind talk, SNR 25 dB", .share(0.99), count: 40) {
        draw, _ in behindTalk(signal.name, &draw, signal.render)
      }
    }
    set.row("no beep: ringing and a tone before any talk", "", .share(1), count: 40) { draw, _ in
      let tone = draw.pick(["us", "gb", "de", "fr"])
      return played("\(tone) ringback", .noisy(-50, &draw)) {
        let ringing = ListedTone.of(tone).first { $0.kind == .ringback }
        return (ringing?.tone(at: Level(dBm0: -18)).samples(seconds: 9) ?? [])
          + Signals.beep(seconds: 0.4) + .silence(seconds: 1)
      }
    }
    // Generated voices hold their pitch as no person does: of recorded talk an hour or more has none.
    set.row("no beep: talk", "15 s, pitch 90...320 Hz, SNR 10...45 dB", .share(0.95), count: 240) {
      draw, _ in
      let (pitch, level, voice) = (draw.uniform(90...320), draw.uniform(-32 ... -12), draw.seed())
      let snr = draw.uniform(10...45)
      return played("talk, \(pitch.rounded(to: 0)) Hz", .noisy(level - snr, &draw)) {
        Signals.voice(seconds: 15, pitch: pitch, level: Level(dBm0: level), seed: voice)
      }
    }
    set.row("no beep: music", "15 s, -12...-30 dBm0", .share(0.98), count: 48) { draw, _ in
      let (level, piece) = (draw.uniform(-30 ... -12), draw.seed())
      return played("music", .noisy(-65, &draw)) {
        Signals.music(seconds: 15, level: Level(dBm0: level), seed: piece)
      }
    }
  }

  private struct Sound: Sendable {
    var name: String
    var render: @Sendable (Level) -> [Int16]
  }

  private static let signals = [
    Sound(name: "DTMF") {
      Signals.dtmf("159#", on: 0.25, off: 0.25, level: Level(dBm0: $0.dBm0 - 3), twist: 0) ?? []
    },
    Sound(name: "CNG") { Signals.cng(level: $0).samples(seconds: 4.2) },
    Sound(name: "fax answer") { Signals.faxAnswer(seconds: 5.5, level: $0) },
    Sound(name: "ANSam") { Signals.ansam(level: $0) },
    Sound(name: "Baudot") { Signals.tty("HELLO THIS IS ANNA GA", level: $0) ?? [] },
    Sound(name: "special information tone") { Signals.sit(.intercept, level: $0).samples() },
    Sound(name: "clock pips, but for the long one") {
      Signals.clockPips(level: $0).samples(seconds: 4.8)
    },
  ]

  private static func behindTalk(
    _ words: String, _ draw: inout Draw, _ signal: @escaping @Sendable (Level) -> [Int16]
  ) -> Played {
    let (level, voice) = (draw.uniform(-30 ... -12), draw.seed())
    let (pitch, gap) = (draw.uniform(90...260), draw.uniform(0.3...1.5))
    return played(
      "\(words), \(level.rounded(to: 1)) dBm0", .noisy(level - 25, &draw)
    ) {
      Signals.voice(seconds: 2, pitch: pitch, level: Level(dBm0: level), seed: voice)
        + .silence(seconds: gap) + signal(Level(dBm0: level))
    }
  }

  private static func played(
    _ words: String, _ line: LineImpairments, _ signal: @escaping @Sendable () -> [Int16]
  ) -> Played {
    Played(words: words, line: line, lead: 0.4, tail: 1, signal: signal) { hearing in
      hearing.reports.allSatisfy { $0.event.kind != .beep }
    }
  }
}
