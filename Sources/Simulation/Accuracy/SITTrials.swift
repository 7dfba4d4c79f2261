// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// Special information tones of every code, at −38 dBm0 and above, 12 dB over noise, off frequency as a whole by 1.5 %,
/// decided at most 100 ms after the third tone's end or after 400 ms of it, whichever comes first.
enum SITTrials {
  /// What each code is called.
  static let names: [SIT: String] = [
    .intercept: "ic", .vacantCode: "vc", .reorder: "ro", .noCircuit: "nc",
    .reorderBetweenAreas: "ro", .noCircuitBetweenAreas: "nc", .ineffectiveOther: "io",
    .itu: "unknown", .german: "unknown",
  ]
  private static let coded = SIT.allCases.filter { $0 != .itu && $0 != .german }
  private static let band = "-10...-38 dBm0, SNR 12 dB, f ±1.5 %"

  /// One trial's variations.
  private struct Form {
    var gap = 0.0
    /// Seconds off the first tone.
    var clipped = 0.0
    /// Tones that never arrive, of three.
    var lost = 0
    var hasSpeech = false
    var scale = 1.0
  }

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("sit", effort, seed: seed)
    for code in SIT.allCases {
      set.row("SIT \(code.rawValue)", band, .share(0.99), count: 96) { draw, _ in
        played(code, Form(), &draw)
      }
    }
    set.row("SIT, first tone clipped to 80 ms", band, .share(0.99), count: 224) { draw, _ in
      let code = draw.pick(coded)
      let first = code.tones.first?.seconds ?? 0
      return played(code, Form(clipped: draw.band(0...(first - 0.08))), &draw)
    }
    set.row("SIT, gaps to 50 ms", band, .share(0.99), count: 224) { draw, _ in
      played(draw.pick(SIT.allCases), Form(gap: draw.band(0...0.05)), &draw)
    }
    set.row("SIT, speech directly behind", band, .share(0.99), count: 224) { draw, _ in
      played(draw.pick(SIT.allCases), Form(hasSpeech: true), &draw)
    }
    set.row("SIT ITU by length", "330 ±70 ms, \(band)", .share(0.99), count: 96) { draw, _ in
      played(.itu, Form(scale: draw.band(0.26...0.4) / 0.33), &draw)
    }
    set.row("SIT, first tone lost", band, .share(0.99), count: 96) { draw, _ in
      played(draw.pick(SIT.allCases), Form(lost: 1), &draw)
    }
    set.row("SIT, two tones lost", band, .share(0.95), count: 96) { draw, _ in
      played(draw.pick(SIT.allCases), Form(lost: 2, hasSpeech: true), &draw)
    }
    rejected(&set)
    return set.test
  }

  private static func played(_ code: SIT, _ form: Form, _ draw: inout Draw) -> Played {
    let level = draw.band(-38 ... -10)
    let frequency = 1 + draw.band(-0.015...0.015)
    var tone = Signals.sit(code, level: Level(dBm0: level), gap: form.gap, clipped: form.clipped)
    let audible = tone.segments.indices.filter { !tone.segments[$0].isSilence }
    tone.segments.removeFirst(audible[form.lost])
    let sent = tone.scaled(frequency: frequency, cadence: form.scale)
    let third = sent.segments.last?.duration ?? 0
    let lead = draw.uniform(0.3...0.8)
    let deadline = lead + sent.cycle - third + max(third + 0.1, 0.4)
    let name = form.lost == 0 ? names[code] ?? "" : "unknown"
    let running = draw.phase()
    let (pitch, speech) = (draw.uniform(90...250), draw.seed())
    return Played(
      words: """
        sit \(code.rawValue), \(level.rounded(to: 1)) dBm0, f \((100 * frequency - 100).rounded(to: 2)) %, \
        gaps \((form.gap * 1000).rounded(to: 0)) ms, \((form.clipped * 1000).rounded(to: 0)) ms clipped, \
        \(form.lost) lost, x \(form.scale.rounded(to: 2)), by \(deadline.rounded(to: 2)) s
        """,
      line: .noisy(level - 12, &draw), isAnswered: false, lead: lead, tail: 0.3
    ) {
      let sound = sent.samples(running: running)
      return form.hasSpeech
        ? sound
          + Signals.voice(seconds: 1, pitch: pitch, level: Level(dBm0: level), seed: speech)
        : sound
    } isRight: { hearing in
      let reports = hearing.reports.filter { $0.event.kind == .sit }
      return reports.count == 1
        && reports.allSatisfy { $0.event.name == name && $0.reported <= deadline }
    }
  }

  /// Three tones that are no SIT: falling, apart, off frequency, or one of them alone.
  private static func rejected(_ set: inout TrialSet) {
    let forms: [(String, [(hertz: Double, seconds: Double)], gap: Double)] = [
      ("falling", [(1400, 0.33), (950, 0.33), (700, 0.33)], 0),
      ("0.3 s apart", [(950, 0.33), (1400, 0.33), (1800, 0.33)], 0.3),
      ("too high", [(1100, 0.33), (1550, 0.33), (1950, 0.33)], 0),
      ("too short", [(950, 0.12), (1400, 0.12), (1800, 0.12)], 0),
      ("the first alone", [(950, 0.33)], 0),
      ("the second alone", [(1400, 0.33)], 0),
    ]
    set.row("not SIT", "falling, apart, high, short, alone; SNR 20 dB", .share(0.995), count: 240) {
      draw, index in
      let (words, tones, gap) = forms[index % forms.count]
      let level = draw.uniform(-38 ... -10)
      let segments = tones.flatMap { tone in
        [
          ToneSegment([tone.hertz], duration: tone.seconds, level: Level(dBm0: level)),
          .silence(gap),
        ]
      }
      let tone = Tone(segments, repeats: false)
      return Played(
        words: "three tones, \(words), \(level.rounded(to: 1)) dBm0",
        line: .noisy(level - 20, &draw), isAnswered: false
      ) {
        tone.samples()
      } isRight: {
        $0.names(of: .sit).isEmpty
      }
    }
  }
}
