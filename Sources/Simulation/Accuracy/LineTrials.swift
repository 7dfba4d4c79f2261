// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// What lines do, one thing at a time, to one signal of each family.
enum LineTrials {
  /// One signal of a family and the events that must come, no other of their kinds beside them.
  private struct Sound: Sendable {
    var name: String
    var kind: CallEvent.Kind
    var names: [String]
    var isAnswered = true
    var render: @Sendable (Level) -> [Int16]
  }

  private static func listed(_ country: String, _ kind: ListedTone.Kind) -> Sound? {
    guard let tone = ListedTone.of(country).first(where: { $0.kind == kind }) else { return nil }
    return Sound(
      name: "\(country) \(kind.name)", kind: .tone, names: [kind.name], isAnswered: false
    ) { level in
      tone.tone(at: level).samples(seconds: kind == .ringback ? 4.2 : 3.5)
    }
  }

  private static let sounds: [Sound] =
    [
      listed("us", .busy), listed("us", .reorder), listed("gb", .ringback), listed("us", .dial),
    ].compactMap { $0 } + [
      Sound(name: "SIT ic", kind: .sit, names: ["ic"], isAnswered: false) {
        Signals.sit(.intercept, level: $0).samples()
      },
      Sound(name: "CNG", kind: .fax, names: ["cng"]) {
        Signals.cng(level: $0).samples(seconds: 1)
      },
      Sound(name: "fax answer", kind: .fax, names: ["ced", "v21-preamble", "dis"]) {
        Signals.faxAnswer(seconds: 5.5, level: $0)
      },
      Sound(name: "ANSam", kind: .modem, names: ["ansam", "ansam-pr"]) {
        Signals.ansam(level: $0)
      },
      Sound(name: "Baudot", kind: .tty, names: ["baudot"]) {
        Signals.tty("HELLO GA", level: $0) ?? []
      },
      Sound(name: "DTMF", kind: .dtmf, names: "0123456789".map(String.init)) {
        Signals.dtmf("0123456789", level: Level(dBm0: $0.dBm0 - 3), twist: 0) ?? []
      },
    ]

  private struct Axis: Sendable {
    var name: String
    var band: String
    var apply: @Sendable (inout LineImpairments, inout Draw, _ level: Double) -> Void
  }

  private static let axes: [Axis] = [
    Axis(name: "clock skew", band: "±200 ppm") { line, draw, _ in
      line.clockSkew = draw.band(-200...200)
    },
    Axis(name: "DC offset", band: "±1000 of 32768") { line, draw, _ in
      line.offset = draw.band(-1000...1000)
    },
    Axis(name: "hum", band: "50 or 60 Hz, 10 dB below the signal") { line, draw, level in
      line.hum = .init(hertz: draw.pick([50, 60]), level: Level(dBm0: level - 10))
    },
    Axis(name: "clipping", band: "3 dB below a sine's peak") { line, _, level in
      line.clipping = Level(dBm0: level - 3).sineAmplitude
    },
    Axis(name: "silence suppression", band: "digital silence or comfort noise") {
      line, draw, level in
      line.suppression = .init(
        below: Level(dBm0: level - 12),
        comfortNoise: draw.pick([nil, Level(dBm0: level - 35)]))
    },
    Axis(name: "packet gaps", band: "20 ms in 3 % of packets") { line, draw, _ in
      line.loss = .init(
        rate: 0.03, concealment: draw.pick(LineImpairments.PacketLoss.Concealment.allCases))
    },
  ]

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("lines", effort, seed: seed)
    for axis in axes {
      for sound in sounds {
        // A packet may take a whole character or a digit with it: that is measured, not asked.
        let isAsked = axis.name != "packet gaps" || (sound.kind != .dtmf && sound.kind != .tty)
        set.row(
          "\(sound.name): \(axis.name)", axis.band, isAsked ? .share(0.98) : .measured, count: 32
        ) { draw, _ in
          let level = draw.uniform(-32 ... -12)
          var line = LineImpairments.noisy(level - 30, &draw)
          axis.apply(&line, &draw, level)
          return played(sound, axis, level, line, lead: draw.uniform(0.3...0.6))
        }
      }
    }
    return set.test
  }

  private static func played(
    _ sound: Sound, _ axis: Axis, _ level: Double, _ line: LineImpairments, lead: Double
  ) -> Played {
    Played(
      words: "\(sound.name), \(level.rounded(to: 1)) dBm0, \(axis.name)", line: line,
      isAnswered: sound.isAnswered, lead: lead, tail: 2
    ) {
      sound.render(Level(dBm0: level))
    } isRight: { hearing in
      // Clipping takes the modulation away.
      let isClipped = sound.name == "ANSam" && line.clipping != nil
      let heard = hearing.names(of: sound.kind).map { isClipped ? "ansam" : $0 }
      switch sound.kind {
      case .dtmf: return heard == sound.names
      default: return !heard.isEmpty && heard.allSatisfy(sound.names.contains)
      }
    }
  }
}
