// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Testing

@testable import Detection

/// One signal of every kind that is heard, on a line with noise of −50 dBm0.
struct SignalsOfAllKinds: Sendable, CustomTestStringConvertible {
  var kind: CallEvent.Kind
  /// Of one of its events.
  var name: String
  var samples: [Int16]

  var testDescription: String { "\(kind.rawValue) \(name)" }

  init(_ kind: CallEvent.Kind, _ name: String, _ signal: [Int16]?) {
    self.kind = kind
    self.name = name
    samples = (signal ?? []).between(0.5, 1.27).noisy(-50).throughULaw
  }

  static let all: [SignalsOfAllKinds] = [
    .init(.tone, "busy", TonePlan.of("us")?.busy?.at(.usual).samples(seconds: 4)),
    .init(.tone, "reorder", TonePlan.of("us")?.reorder?.at(.usual).samples(seconds: 3)),
    .init(.tone, "ringback", TonePlan.of("gb")?.ringback?.at(.usual).samples(seconds: 6)),
    .init(.tone, "dial-tone", TonePlan.of("us")?.dial?.at(.usual).samples(seconds: 4)),
    .init(.tone, "howler", Signals.howler().samples(seconds: 3)),
    .init(.tone, "milliwatt", Signals.milliwatt(level: .usual).samples(seconds: 4)),
    .init(.sit, "vc", Signals.sit(.vacantCode).samples()),
    .init(.fax, "cng", Signals.cng().samples(seconds: 4)),
    .init(.fax, "dis", Signals.faxAnswer(seconds: 5.5)),
    .init(.modem, "ansam-pr", Signals.ansam(seconds: 3)),
    .init(.modem, "v21", FrequencyShiftKeying.v21Channel2.data(seconds: 2)),
    .init(.modem, "v22", Signals.v22(seconds: 1)),
    .init(.tty, "baudot", Signals.tty("HELLO GA")),
    .init(.dtmf, "7", Signals.dtmf("0123456789")),
    .init(.mf, "ST", Signals.r1(["KP", "5", "5", "0", "9", "ST"])),
    .init(.r2, "11", Signals.r2([1, 5, 11, 15])),
  ]
}
