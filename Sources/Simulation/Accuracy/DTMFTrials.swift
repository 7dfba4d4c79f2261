// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// DTMF as Q.24 and the first side of Mitel's CM7291 test tape ask: decoding, bandwidth, twist, dynamic range, guard time,
/// noise, and where digits begin and end. The limits are AT&T's: frequency accepted to 1.5 % and 2 Hz, refused from 3.5 %; the
/// high tone from 4 dB above to 8 dB below the low one; 40 ms accepted, 23 ms refused; pauses of 40 ms; breaks of 10 ms bridged.
enum DTMFTrials {
  private static let keys = "0123456789*#ABCD"

  /// How digits are sent.
  struct Form: Sendable {
    var on = 0.05
    var off = 0.05
    /// dBm0 of the low tone.
    var level = -10.0
    var twist = 0.0
    var low = 1.0
    var high = 1.0

    func samples(_ digits: String) -> [Int16] {
      Signals.dtmf(
        digits, on: on, off: off, level: Level(dBm0: level), twist: twist, lowFactor: low,
        highFactor: high) ?? []
    }
  }

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("dtmf", effort, seed: seed)
    set.row("DTMF, 16 digits", "50/50 ms, -4 dBm0 a tone", .share(1), count: 80) { draw, _ in
      played(Form(level: -4), noise: -65, &draw)
    }
    bandwidth(&set)
    twist(&set)
    level(&set)
    duration(&set)
    noise(&set)
    edges(&set)
    return set.test
  }

  private static func shuffled(_ draw: inout Draw) -> String {
    var rest = Array(keys)
    var digits = ""
    while !rest.isEmpty {
      let index = Int(draw.uniform(0...0.999999) * Double(rest.count))
      digits.append(rest.remove(at: index))
    }
    return digits
  }

  /// All sixteen digits, each of which must be reported once and in order; or none of them.
  private static func played(
    _ form: Form, noise: Double, isWanted: Bool = true, place: Double? = nil, _ draw: inout Draw
  ) -> Played {
    let digits = shuffled(&draw)
    return Played(
      words: """
        DTMF, \(digits) \((form.on * 1000).rounded(to: 0))/\((form.off * 1000).rounded(to: 0)) ms, \
        \(form.level.rounded(to: 1)) dBm0, twist \(form.twist.rounded(to: 1)) dB, \
        f \((100 * form.low - 100).rounded(to: 2)) and \((100 * form.high - 100).rounded(to: 2)) %
        """,
      place: place, line: .noisy(noise, &draw), lead: draw.uniform(0.3...0.6), tail: 0.2
    ) {
      form.samples(digits)
    } isRight: { hearing in
      let heard = hearing.names(of: .dtmf).joined()
      return isWanted ? heard == digits : heard.isEmpty
    }
  }

  private static func bandwidth(_ set: inout TrialSet) {
    // 2 Hz are 0.12 % of the highest tone.
    for (what, range, asked, isWanted) in [
      ("DTMF frequency accepted", 0.0...0.0162, AccuracyRow.Requirement.share(0.995), true),
      ("DTMF frequency, blackout", 0.0162...0.035, .measured, true),
      ("DTMF frequency rejected", 0.035...0.055, .share(0.995), false),
    ] {
      let band =
        "\((100 * range.lowerBound).rounded(to: 1))...\((100 * range.upperBound).rounded(to: 1)) % off"
      set.row(what, band, asked, count: 240) { draw, _ in
        func off() -> Double { 1 + draw.pick([-1.0, 1]) * draw.band(range) }
        var form = Form(level: draw.uniform(-20 ... -6))
        // To be refused, one tone off is enough.
        let whose = isWanted ? 2 : Int(draw.uniform(0...2.999))
        if whose != 1 { form.low = off() }
        if whose != 0 { form.high = off() }
        return played(form, noise: form.level - 30, isWanted: isWanted, &draw)
      }
    }
  }

  private static func twist(_ set: inout TrialSet) {
    for (what, sign, asked) in [
      ("DTMF twist, high tone below", -1.0, 8.0), ("DTMF twist, high tone above", 1.0, 4.0),
    ] {
      let steps = Array(stride(from: 0.0, through: 14, by: 0.5))
      let each = set.effort.of(8)
      set.row(
        what, "all 16 digits, 50/50 ms", .reach(asked, unit: "dB"), count: steps.count * each,
        everywhere: true
      ) { draw, index in
        let step = steps[index / each]
        let form = Form(level: sign < 0 ? -6 : -6 - step, twist: sign * step)
        return played(form, noise: -60, place: step, &draw)
      }
    }
  }

  private static func level(_ set: inout TrialSet) {
    // From −3 dBm0 a tone, where both together reach full scale.
    let steps = Array(stride(from: -3.0, through: -50, by: -1))
    let each = set.effort.of(8)
    set.row(
      "DTMF dynamic range", "from -3 dBm0 a tone down", .descent(-38, unit: "dBm0"),
      count: steps.count * each, everywhere: true
    ) { draw, index in
      let level = steps[index / each]
      return played(Form(level: level), noise: -75, place: level, &draw)
    }
    set.row("DTMF too soft", "below -55 dBm0 a tone", .share(0.995), count: 80) { draw, _ in
      played(Form(level: draw.band(-65 ... -55)), noise: -75, isWanted: false, &draw)
    }
  }

  private static func duration(_ set: inout TrialSet) {
    set.row("DTMF of 40 ms and more", "pauses of 40 ms and more", .share(0.995), count: 160) {
      draw, _ in
      let form = Form(
        on: draw.band(0.04...0.1), off: draw.band(0.04...0.1), level: draw.uniform(-25 ... -6),
        twist: draw.uniform(-3...3))
      return played(form, noise: form.level - 30, &draw)
    }
    set.row("DTMF of 23 ms and less", "pauses of 60 ms", .share(0.995), count: 160) { draw, _ in
      let form = Form(
        on: draw.band(0.008...0.023), off: 0.06, level: draw.uniform(-25 ... -6))
      return played(form, noise: form.level - 30, isWanted: false, &draw)
    }
    set.row("DTMF with a break of 10 ms", "one digit, not two", .share(0.99), count: 160) {
      draw, _ in
      let digit = String(draw.pick(Array(keys)))
      let level = draw.uniform(-25 ... -6)
      let (start, length) = (draw.uniform(0.03...0.05), draw.band(0.002...0.01))
      return Played(
        words: """
          DTMF \(digit), 100 ms, broken at \((start * 1000).rounded(to: 0)) ms for \
          \((length * 1000).rounded(to: 1)) ms, \(level.rounded(to: 1)) dBm0
          """,
        line: .noisy(level - 30, &draw), tail: 0.3
      ) {
        var samples = Form(on: 0.1, off: 0, level: level).samples(digit)
        let first = SampleTime(seconds: start)
        let last = SampleTime(seconds: start + length)
        for index in Int(first.samples)..<Int(last.samples) { samples[index] = 0 }
        return samples
      } isRight: {
        $0.names(of: .dtmf) == [digit]
      }
    }
  }

  private static func noise(_ set: inout TrialSet) {
    let steps: [Double] = [28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8]
    // A thousand digits a step, as Mitel's tape has them.
    let each = set.effort.of(63)
    set.row(
      "DTMF least SNR", "all of \(each * 16) digits at a step, 50/50 ms",
      .descent(20, unit: "dB"), count: steps.count * each, everywhere: true
    ) { draw, index in
      let snr = steps[index / each]
      let form = Form(level: draw.uniform(-20 ... -4))
      // Of both tones together.
      return played(form, noise: form.level + 3 - snr, place: snr, &draw)
    }
  }

  private static func edges(_ set: inout TrialSet) {
    set.row("DTMF edges within 10 ms", "40...200 ms, SNR 25 dB", .share(0.99), count: 160) {
      draw, _ in
      let digits = shuffled(&draw)
      let form = Form(
        on: draw.uniform(0.04...0.2), off: draw.uniform(0.04...0.15),
        level: draw.uniform(-25 ... -6))
      let lead = draw.uniform(0.3...0.6)
      return Played(
        words:
          "DTMF, \(digits) \((form.on * 1000).rounded(to: 0))/\((form.off * 1000).rounded(to: 0)) ms",
        line: .noisy(form.level - 22, &draw), lead: lead, tail: 0.3
      ) {
        form.samples(digits)
      } isRight: { hearing in
        let heard = hearing.reports.filter { $0.event.kind == .dtmf }.map(\.event)
        guard heard.count == digits.count else { return false }
        return heard.enumerated().allSatisfy { index, event in
          let start = lead + Double(index) * (form.on + form.off)
          let end = event.end?.seconds ?? .infinity
          return abs(event.at.seconds - start) <= 0.01 && abs(end - start - form.on) <= 0.01
        }
      }
    }
  }
}
