// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// What is none of the signals: generated talk, music, noise and clicks, in which no tone of any kind may be heard.
enum SpeechTrials {
  private static let forbidden: Set<CallEvent.Kind> = [.sit, .fax, .modem, .tty]
  private static let seconds = 15.0

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("nothing", effort, seed: seed)
    let band = "15 s, pitch 90...320 Hz, -12...-35 dBm0"
    set.row("talk, no tone", band, .share(1), count: 160) { draw, _ in
      talk(&draw) { isQuiet($0) }
    }
    // One digit an hour, 240 times 15 s.
    set.row("talk, no digit", band, .share(1 - 1 / 240), count: 160) { draw, _ in
      talk(&draw) { hearing in
        [CallEvent.Kind.dtmf, .mf, .r2].allSatisfy { hearing.names(of: $0).isEmpty }
      }
    }
    set.row("music", "-12...-30 dBm0", .share(1), count: 24) { draw, _ in
      let (level, piece) = (draw.uniform(-30 ... -12), draw.seed())
      return played("music", level, &draw) {
        Signals.music(seconds: seconds, level: Level(dBm0: level), seed: piece)
      }
    }
    set.row("noise", "-20...-70 dBm0", .share(1), count: 80) { draw, _ in
      let (level, noise) = (draw.uniform(-70 ... -20), draw.seed())
      return played("noise", level, &draw) {
        var source = NoiseSource(level: Level(dBm0: level), seed: noise)
        return source.render(Int(seconds) * SampleTime.rate)
      }
    }
    return set.test
  }

  private static func talk(
    _ draw: inout Draw, isRight: @escaping @Sendable (AccuracyTrial.Hearing) -> Bool
  ) -> Played {
    let (pitch, level, voice) = (draw.uniform(90...320), draw.uniform(-35 ... -12), draw.seed())
    var trial = played("talk, \(pitch.rounded(to: 0)) Hz", level, &draw) {
      Signals.voice(seconds: seconds, pitch: pitch, level: Level(dBm0: level), seed: voice)
    }
    trial.isRight = isRight
    return trial
  }

  private static func played(
    _ words: String, _ level: Double, _ draw: inout Draw,
    _ signal: @escaping @Sendable () -> [Int16]
  ) -> Played {
    Played(
      words: "\(words), \(level.rounded(to: 1)) dBm0", line: .noisy(-65, &draw), lead: 0.3,
      tail: 0.3, signal: signal
    ) { isQuiet($0) && $0.names(of: .dtmf).isEmpty }
  }

  private static func isQuiet(_ hearing: AccuracyTrial.Hearing) -> Bool {
    let progress = ["busy", "reorder", "dial-tone", "ringback"]
    return hearing.reports.allSatisfy { report in
      let event = report.event
      let isProgress = event.kind == .tone && progress.contains(event.name ?? "")
      return !forbidden.contains(event.kind) && !isProgress
    }
  }
}
