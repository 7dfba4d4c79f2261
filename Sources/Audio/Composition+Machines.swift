// SPDX-License-Identifier: GPL-3.0-or-later

extension Composition {
  /// What a machine or an exchange sends, by the name with which a part asks for it.
  struct Machine: Sendable {
    /// fax, modem or service.
    var kind: String
    var name: String
    /// Length, where a part gives none.
    var seconds: Double
    var make: @Sendable (_ seconds: Double, _ level: Level) -> [Int16]

    init(
      _ kind: String, _ name: String, _ seconds: Double,
      _ make: @escaping @Sendable (_ seconds: Double, _ level: Level) -> [Int16]
    ) {
      self.kind = kind
      self.name = name
      self.seconds = seconds
      self.make = make
    }
  }

  /// The signals of a kind (fax, modem, service), as parts name them, with a space between.
  public static func names(of kind: String) -> String {
    machines.lazy.filter { $0.kind == kind }.map(\.name).joined(separator: " ")
  }

  static let machines: [Machine] = fax + answerTones + keyed + carriers + service

  private static let fax = [
    Machine("fax", "cng", 10) { Signals.cng(level: $1).samples(seconds: $0) },
    Machine("fax", "ced", 3.3) { Signals.ced(seconds: $0, level: $1) },
    Machine("fax", "ced-reversals", 3.3) {
      Signals.ced(seconds: $0, level: $1, phaseReversals: true)
    },
    Machine("fax", "answer", 10) { Signals.faxAnswer(seconds: $0, level: $1) },
    Machine("fax", "answer-reversals", 10) {
      Signals.faxAnswer(seconds: $0, level: $1, phaseReversals: true)
    },
  ]

  private static let answerTones = [
    Machine("modem", "ans", 3.3) { Signals.ans(seconds: $0, level: $1) },
    Machine("modem", "ans-plain", 3.3) {
      Signals.ans(seconds: $0, level: $1, phaseReversals: false)
    },
    Machine("modem", "ansam", 4) { Signals.ansam(seconds: $0, level: $1) },
    Machine("modem", "ansam-plain", 4) {
      Signals.ansam(seconds: $0, level: $1, phaseReversals: false)
    },
    Machine("modem", "bell103", 4) { Signals.bell103(seconds: $0, level: $1) },
    Machine("modem", "v21", 4) { Signals.v21Mark(seconds: $0, level: $1) },
    Machine("modem", "v22", 4) { Signals.v22(seconds: $0, level: $1) },
    Machine("modem", "calling-tone", 6) { Signals.callingTone(level: $1).samples(seconds: $0) },
  ]

  /// Random data in each channel, and V.8's octets.
  private static let keyed =
    [
      ("v21-call", FrequencyShiftKeying.v21Channel1), ("v21-answer", .v21Channel2),
      ("bell103-call", .bell103Originate), ("bell103-answer", .bell103Answer),
      ("v23-forward", .v23Forward), ("v23-back", .v23Backward),
    ].map { name, channel in
      Machine("modem", name, 4) { channel.data(seconds: $0, level: $1) }
    } + [
      Machine("modem", "v8-ci", 6) { Signals.v8CI(seconds: $0, level: $1) },
      Machine("modem", "v8-cm", 3) { Signals.v8CM(seconds: $0, level: $1) },
      Machine("modem", "v8-jm", 3) { Signals.v8CM(isAnswer: true, seconds: $0, level: $1) },
    ]

  private static let carriers =
    [
      Machine("modem", "v22-data", 4) { Signals.v22Data(seconds: $0, level: $1) },
      Machine("modem", "v22bis-s1", 0.1) { Signals.v22bisS1(seconds: $0, level: $1) },
      Machine("modem", "v32-aa", 2) { Signals.v32AA(seconds: $0, level: $1) },
      Machine("modem", "v32-ac", 1) { Signals.v32AC(seconds: $0, level: $1) },
    ]
    + V8bisSignal.allCases.map { signal in
      Machine("modem", "v8bis-\(signal.rawValue)", 0.5) {
        Signals.v8bis(signal, level: $1).samples(seconds: $0)
      }
    }
    + Signals.V18Probe.allCases.map { probe in
      Machine("modem", "v18-\(probe.rawValue)", 3.2) { seconds, level in
        Array(Signals.v18(probe, level: level).prefix(SampleTime(seconds: seconds).count))
      }
    }

  private static let service = [
    Machine("service", "howler", 5) { Signals.howler(level: $1).samples(seconds: $0) },
    Machine("service", "recorder-warning", 31) {
      Signals.recorderWarning(level: $1).samples(seconds: $0)
    },
    Machine("service", "milliwatt", 5) { Signals.milliwatt(level: $1).samples(seconds: $0) },
    Machine("service", "clock-pips", 6) { Signals.clockPips(level: $1).samples(seconds: $0) },
  ]
}
