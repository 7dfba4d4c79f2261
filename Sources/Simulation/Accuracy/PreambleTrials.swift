// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// The V.21 preamble of fax control: HDLC flags at 300 bit/s, known within 50 bits (167 ms) of the first, and known to be over
/// within 40 bits (133 ms) of the last.
enum PreambleTrials {
  private static let band = "-10...-43 dBm0, SNR 20 dB, ±6 Hz"
  private static let bit = 1.0 / 300

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("preamble", effort, seed: seed)
    set.row("V.21 flags on within 50 bits", band, .share(0.995), count: 240) { draw, _ in
      flags(count: 37, &draw) { hearing, start, _ in
        let reports = preambles(hearing)
        return reports.count > 0 && reports[0].reported <= start + 50 * bit
          && reports[0].reported >= start
      }
    }
    set.row("V.21 flags off within 40 bits", band, .share(0.995), count: 240) { draw, _ in
      let count = Int(draw.uniform(30...45))
      return flags(count: count, &draw) { hearing, _, end in
        // The report that closes it names its end.
        preambles(hearing).contains { report in
          guard let heard = report.event.end?.seconds else { return false }
          return report.reported > end && report.reported <= end + 40 * bit
            && abs(heard - end) <= 40 * bit
        }
      }
    }
    set.row("V.21 flags in noise", "SNR 12 dB, -10...-35 dBm0", .share(0.99), count: 80) {
      draw, _ in
      flags(count: 37, level: draw.uniform(-35 ... -10), snr: 12, &draw) { hearing, _, _ in
        !preambles(hearing).isEmpty
      }
    }
    set.row("V.21 data is no preamble", "random bits, SNR 20 dB", .share(0.995), count: 160) {
      draw, _ in
      let level = draw.uniform(-40 ... -10)
      let channel = draw.pick([FrequencyShiftKeying.v21Channel1, .v21Channel2])
      let bits = draw.seed()
      return Played(
        words: "V.21 data at \(Int(channel.mark)) Hz, \(level.rounded(to: 1)) dBm0",
        line: .noisy(level - 20, &draw)
      ) {
        channel.data(seconds: 3, level: Level(dBm0: level), seed: bits)
      } isRight: {
        preambles($0).isEmpty
      }
    }
    set.row("DIS decoded behind its preamble", band, .share(0.99), count: 120) { draw, _ in
      let level = draw.band(-40 ... -10)
      return Played(
        words: "CED, preamble and DIS, \(level.rounded(to: 1)) dBm0",
        line: .noisy(level - 20, &draw)
      ) {
        Signals.faxAnswer(seconds: 6, level: Level(dBm0: level))
      } isRight: {
        $0.names(of: .fax).contains("dis")
      }
    }
    return set.test
  }

  private static func preambles(
    _ hearing: AccuracyTrial.Hearing
  ) -> [AccuracyTrial.Hearing.Report] {
    hearing.reports.filter { $0.event.kind == .fax && $0.event.name == "v21-preamble" }
  }

  private static func flags(
    count: Int, level given: Double? = nil, snr: Double = 20, _ draw: inout Draw,
    _ isRight:
      @escaping @Sendable (_ hearing: AccuracyTrial.Hearing, _ start: Double, _ end: Double) -> Bool
  ) -> Played {
    let level = given ?? draw.band(-43 ... -10)
    let offset = draw.band(-6...6)
    let lead = draw.uniform(0.3...0.8)
    // Sample-exact, so that the moments are those of the signal.
    let start = SampleTime(seconds: lead).seconds
    let end = start + Double(count * 8) * bit
    return Played(
      words: "\(count) flags \(offset.rounded(to: 1)) Hz off, \(level.rounded(to: 1)) dBm0",
      line: .noisy(level - snr, &draw), lead: lead, tail: 0.6
    ) {
      Signals.flags(count, level: Level(dBm0: level), offset: offset)
    } isRight: {
      isRight($0, start, end)
    }
  }
}
