// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// The digits that exchanges send each other: Bell MF, which is R1, and R2. Receivers' limits as spandsp's bell_r2_mf.c has them:
/// R1 ±1.5 %, twist to 6 dB, heard to −22 dBm0; R2 ±10 Hz, −5 to −35 dBm0, twist to 5 dB of neighbours and 7 dB of others.
enum MFTrials {
  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("mf", effort, seed: seed)
    r1(&set)
    r2(&set)
    return set.test
  }

  private static func r1(_ set: inout TrialSet) {
    let digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"]
    let codes = ["KP"] + digits + ["ST"]
    for (what, band, level, twist, factor) in [
      ("R1, KP to ST", "-3...-22 dBm0 a tone", -22.0 ... -3, 0.0...0.0, 1.0...1.0),
      ("R1 by twist", "±6 dB, -20 dBm0 and above", -20.0 ... -9, -6.0...6.0, 1.0...1.0),
      ("R1 by frequency", "±1.5 %", -20.0 ... -7, 0.0...0.0, 0.985...1.015),
    ] {
      set.row(what, band + ", SNR 20 dB", .share(0.99), count: 80) { draw, _ in
        let level = draw.band(level)
        let twist = draw.band(twist)
        let factor = draw.band(factor)
        return Played(
          words: """
            KP 1234567890 ST, \(level.rounded(to: 1)) dBm0, twist \(twist.rounded(to: 1)) dB, \
            f \((100 * factor - 100).rounded(to: 2)) %
            """,
          line: .noisy(level - 20, &draw), isAnswered: false, lead: draw.uniform(0.3...0.6),
          tail: 0.3
        ) {
          Signals.r1(codes, level: Level(dBm0: level), twist: twist, factor: factor) ?? []
        } isRight: {
          $0.names(of: .mf) == codes
        }
      }
    }
    set.row("R1, one tone or three", "SNR 25 dB", .share(0.99), count: 80) { draw, index in
      let level = draw.uniform(-20 ... -7)
      let first = 700 + 200 * (draw.uniform(0...3.999)).rounded(.down)
      let frequencies = index % 2 == 0 ? [first] : [first, first + 200, first + 400]
      let tone = Tone(
        (0..<8).flatMap { _ in
          [
            ToneSegment(frequencies, duration: 0.068, level: Level(dBm0: level)), .silence(0.068),
          ]
        }, repeats: false)
      return Played(
        words: "\(frequencies.map { $0.rounded(to: 0) }.joined(separator: "+")) Hz, 68/68 ms",
        line: .noisy(level - 25, &draw), isAnswered: false
      ) {
        tone.samples()
      } isRight: {
        $0.names(of: .mf).isEmpty
      }
    }
  }

  private static func r2(_ set: inout TrialSet) {
    for direction in Signals.R2Direction.allCases {
      for (what, band, level, offset, isTwisted) in [
        ("levels", "-5...-35 dBm0 a tone", -35.0 ... -5, 0.0...0.0, false),
        ("frequency", "±10 Hz", -30.0 ... -8, -10.0...10.0, false),
        ("twist", "±5 dB", -28.0 ... -11, 0.0...0.0, true),
      ] {
        set.row("R2 \(direction.rawValue), \(what)", band + ", SNR 20 dB", .share(0.99), count: 60)
        { draw, _ in
          let level = draw.band(level)
          let offset = draw.band(offset)
          let twist = isTwisted ? draw.band(-5...5) : 0
          let signals = Array(1...15)
          return Played(
            words: """
              R2 \(direction.rawValue) 1 to 15, \(level.rounded(to: 1)) dBm0, \
              \(offset.rounded(to: 1)) Hz off, twist \(twist.rounded(to: 1)) dB
              """,
            line: .noisy(level - 20, &draw), isAnswered: false, lead: draw.uniform(0.3...0.6),
            tail: 0.3
          ) {
            Signals.r2(
              signals, direction, level: Level(dBm0: level), twist: twist, offset: offset) ?? []
          } isRight: { hearing in
            hearing.names(of: .r2) == signals.map(String.init)
          }
        }
      }
    }
  }
}
