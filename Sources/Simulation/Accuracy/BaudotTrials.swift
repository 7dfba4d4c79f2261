// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// Text telephones' Baudot at 45.45 and 50 bit/s: heard as such, and the text read.
enum BaudotTrials {
  private static let texts = [
    "HELLO GA", "HELLO THIS IS ANN SMITH GA", "CALL 555-0199 OR 555-0142 GA",
    "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG 0123456789",
  ]

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("baudot", effort, seed: seed)
    for (rate, channel) in [
      ("45.45", FrequencyShiftKeying.baudot45), ("50", FrequencyShiftKeying.baudot50),
    ] {
      for (what, band, level, snr, skew) in [
        ("read", "-10...-40 dBm0, SNR 20 dB", -40.0 ... -10, 20.0, 0.0),
        ("in noise", "SNR 12 dB", -30.0 ... -10, 12.0, 0.0),
        ("off frequency", "±2 %, SNR 20 dB", -35.0 ... -10, 20.0, 0.02),
      ] {
        set.row("Baudot at \(rate) bit/s, \(what)", band, .share(0.99), count: 60) { draw, _ in
          let text = draw.pick(texts)
          let level = draw.band(level)
          let factor = 1 + draw.band(-skew...skew)
          var sent = channel
          sent.mark *= factor
          sent.space *= factor
          let form = sent
          return Played(
            words:
              "\"\(text)\" at \(rate) bit/s, \(level.rounded(to: 1)) dBm0, f x \(factor.rounded(to: 3))",
            line: .noisy(level - snr, &draw), lead: draw.uniform(0.3...0.8), tail: 1.5
          ) {
            Signals.tty(text, level: Level(dBm0: level), channel: form) ?? []
          } isRight: {
            $0.names(of: .tty).contains("baudot")
          }
        }
      }
    }
    return set.test
  }
}
