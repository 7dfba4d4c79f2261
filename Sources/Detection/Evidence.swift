// SPDX-License-Identifier: GPL-3.0-or-later

/// What an event decides by itself.
struct Evidence {
  var outcome: Outcome
  var confidence: Double
  var reason: String

  /// Nil for an event that decides nothing: ringing, speech, digits, a tone that is no answer.
  init?(_ event: CallEvent) {
    let name = event.name ?? ""
    switch (event.kind, name) {
    case (.fax, "cng"): self.init(.fax, 0.93, "CNG: a fax machine calls")
    case (.fax, "v21-preamble"):
      self.init(.fax, 0.99, "V.21 preamble: HDLC flags at 300 bit/s")
    case (.fax, _): self.init(.fax, 0.99, "a fax's \(name)")
    case (.modem, "calling-tone"): return nil
    case (.modem, "ans"), (.modem, "ans-pr"), (.modem, "ansam"), (.modem, "ansam-pr"):
      self.init(.modem, 0.9, "an answer tone that no fax preamble followed")
    case (.modem, _): self.init(.modem, 0.97, "a modem's \(name)")
    case (.tty, "baudot"): self.init(.tty, 0.98, "Baudot characters, 1400 and 1800 Hz")
    case (.tty, _): self.init(.tty, 0.95, "a text telephone's \(name)")
    case (.sit, _):
      guard let outcome = Outcome(rawValue: "sit-" + name) else { return nil }
      self.init(outcome, event.confidence ?? 0.9, "special information tone")
    case (.tone, "busy"):
      self.init(.busy, event.confidence ?? 0.9, "busy tone, two periods")
    case (.tone, "reorder"):
      self.init(.reorder, event.confidence ?? 0.9, "reorder tone, two periods")
    case (.tone, "number-unobtainable"):
      self.init(
        .numberUnobtainable, event.confidence ?? 0.9, "number unobtainable tone, two periods")
    case (.tone, "intercept"):
      // What the SIT of this cause says: the number was changed or disconnected.
      self.init(.sitIC, event.confidence ?? 0.9, "intercept tone, two periods")
    case (.tone, "dial-tone"):
      self.init(.dialTone, event.confidence ?? 0.9, "an unbroken tone")
    case (.recording, "repeated"):
      self.init(.answeringMachine, 0.99, "the same recording again")
    case (.recording, _):
      guard let outcome = Outcome(rawValue: name) else { return nil }
      self.init(outcome, 0.99, "the known prompt \(event.text ?? name)")
    case (.beep, _): self.init(.answeringMachine, 0.98, "a beep behind speech")
    default: return nil
    }
  }

  private init(_ outcome: Outcome, _ confidence: Double, _ reason: String) {
    self.outcome = outcome
    self.confidence = confidence
    self.reason = reason
  }
}
