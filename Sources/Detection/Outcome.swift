// SPDX-License-Identifier: GPL-3.0-or-later

/// Who or what the far end turned out to be.
public enum Outcome: String, Sendable, Codable, CaseIterable {
  case liveVoice = "live-voice"
  case answeringMachine = "answering-machine"
  case callScreener = "call-screener"
  case fax
  case modem
  case tty
  case busy
  case reorder
  /// The tone that says that the number is not in use or cannot be reached.
  case numberUnobtainable = "number-unobtainable"
  case sitIC = "sit-ic"
  case sitVC = "sit-vc"
  case sitRO = "sit-ro"
  case sitNC = "sit-nc"
  case sitIO = "sit-io"
  /// A SIT whose cause the signal does not carry.
  case sitUnknown = "sit-unknown"
  case ringback
  case dialTone = "dial-tone"
  case music
  case announcement
  case silence
  case unknown
}
