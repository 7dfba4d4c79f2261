// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// Every kind of modem and text telephone by its own name, from −10 to −38 dBm0 and 20 dB over noise.
enum ModemTrials {
  /// A far end, and the names that say what it is.
  private struct Kind: Sendable {
    var what: String
    var kinds: Set<CallEvent.Kind>
    var names: Set<String>
    /// Names that may stand beside them.
    var besides: Set<String> = []
    var render: @Sendable (_ level: Level, _ seed: UInt64) -> [Int16]
  }

  private static let modems: [Kind] = [
    Kind(what: "ANS", kinds: [.modem], names: ["ans"]) { level, _ in
      Signals.ans(level: level, phaseReversals: false)
    },
    Kind(what: "ANS with reversals", kinds: [.modem], names: ["ans-pr"]) { level, _ in
      Signals.ans(level: level)
    },
    Kind(what: "ANSam", kinds: [.modem], names: ["ansam"]) { level, _ in
      Signals.ansam(level: level, phaseReversals: false)
    },
    Kind(what: "ANSam with reversals", kinds: [.modem], names: ["ansam-pr"]) { level, _ in
      Signals.ansam(level: level)
    },
    Kind(what: "Bell 103, answering", kinds: [.modem], names: ["bell103"]) { level, seed in
      Signals.bell103(seconds: 2, level: level)
        + FrequencyShiftKeying.bell103Answer.data(seconds: 2, level: level, seed: seed)
    },
    Kind(what: "Bell 103, calling", kinds: [.modem], names: ["bell103"]) { level, seed in
      FrequencyShiftKeying.bell103Originate.data(seconds: 3, level: level, seed: seed)
    },
    Kind(what: "V.21, answering", kinds: [.modem], names: ["v21"]) { level, seed in
      Signals.v21Mark(seconds: 1.5, level: level)
        + FrequencyShiftKeying.v21Channel2.data(seconds: 2, level: level, seed: seed)
    },
    Kind(what: "V.21, calling", kinds: [.modem], names: ["v21"]) { level, seed in
      FrequencyShiftKeying.v21Channel1.data(seconds: 3, level: level, seed: seed)
    },
    Kind(what: "V.22, unscrambled 1s", kinds: [.modem], names: ["v22"]) { level, _ in
      Signals.v22(seconds: 3, level: level)
    },
    Kind(what: "V.22, scrambled 1s", kinds: [.modem], names: ["v22"]) { level, _ in
      Signals.v22(seconds: 0.5, level: level) + Signals.v22Data(seconds: 2.5, level: level)
    },
    Kind(what: "V.22 bis S1", kinds: [.modem], names: ["v22bis-s1"], besides: ["v22"]) { level, _ in
      Signals.v22(seconds: 0.155, level: level) + Signals.v22bisS1(level: level)
        + Signals.v22Data(seconds: 1, level: level)
    },
    Kind(what: "V.23, forward", kinds: [.modem], names: ["v23"]) { level, seed in
      FrequencyShiftKeying.v23Forward.data(seconds: 3, level: level, seed: seed)
    },
    Kind(what: "V.23, backward", kinds: [.modem], names: ["v23"]) { level, seed in
      FrequencyShiftKeying.v23Backward.data(seconds: 4, level: level, seed: seed)
    },
    Kind(what: "V.32 AA", kinds: [.modem], names: ["v32-aa"]) { level, _ in
      Signals.v32AA(seconds: 2, level: level)
    },
    Kind(what: "V.32 AC", kinds: [.modem], names: ["v32-ac"]) { level, _ in
      Signals.v32AC(seconds: 1, level: level)
    },
    Kind(what: "V.8 CI", kinds: [.modem], names: ["v8-ci"]) { level, _ in
      Signals.v8CI(level: level)
    },
    Kind(what: "V.8 CM", kinds: [.modem], names: ["v8-cm"]) { level, _ in Signals.v8CM(level: level)
    },
    Kind(what: "V.8 JM", kinds: [.modem], names: ["v8-cm", "v8-jm"]) { level, _ in
      Signals.v8CM(isAnswer: true, level: level)
    },
    Kind(what: "V.25 calling tone", kinds: [.modem], names: ["calling-tone"]) { level, _ in
      Signals.callingTone(level: level).samples(seconds: 4)
    },
  ]

  private static let textTelephones: [Kind] = [
    Kind(what: "EDT", kinds: [.tty], names: ["edt"]) { level, _ in
      Signals.edt("HELLO THIS IS ANN GA", level: level)
    },
    Kind(what: "V.18 XCI", kinds: [.tty], names: ["v18-probe"]) { level, _ in
      Signals.v18(.xci, level: level)
    },
    Kind(what: "V.18 TXP", kinds: [.tty], names: ["v18-probe"]) { level, _ in
      Signals.v18(.txp, level: level)
    },
    // The same signal as of a modem at work.
    Kind(what: "Bell 103 text telephone", kinds: [.tty, .modem], names: ["bell103"]) { level, _ in
      Signals.bell103Text("HELLO THIS IS ANN PLEASE GO AHEAD GA", level: level)
    },
  ]

  static func test(_ effort: AccuracyEffort, seed: UInt64) -> AccuracyTest {
    var set = TrialSet("modems", effort, seed: seed)
    let band = "-10...-38 dBm0, SNR 20 dB"
    for kind in modems + textTelephones {
      set.row(kind.what, band, .share(0.99), count: 48) { draw, _ in
        played(kind.what, draw.band(-38 ... -10), &draw, kind.render) { hearing in
          // By its own name and by no other of its kind.
          let heard = kind.kinds.flatMap(hearing.names)
          return heard.contains(where: kind.names.contains)
            && heard.allSatisfy(kind.names.union(kind.besides).contains)
        }
      }
    }
    for signal in V8bisSignal.allCases {
      set.row("V.8 bis \(signal.rawValue)", band, .share(0.99), count: 24) { draw, _ in
        played("V.8 bis \(signal.rawValue)", draw.band(-38 ... -10), &draw) { level, _ in
          Signals.v8bis(signal, level: level).samples()
        } isRight: {
          $0.names(of: .modem) == ["v8bis"]
        }
      }
    }
    return set.test
  }

  static func played(
    _ words: String, _ level: Double, _ draw: inout Draw,
    _ render: @escaping @Sendable (Level, UInt64) -> [Int16],
    isRight: @escaping @Sendable (AccuracyTrial.Hearing) -> Bool
  ) -> Played {
    let data = draw.seed()
    return Played(
      words: "\(words), \(level.rounded(to: 1)) dBm0", line: .noisy(level - 20, &draw),
      lead: draw.uniform(0.3...0.8), tail: 2.5
    ) {
      render(Level(dBm0: level), data)
    } isRight: {
      isRight($0)
    }
  }
}
