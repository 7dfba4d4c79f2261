// SPDX-License-Identifier: GPL-3.0-or-later

/// A message to be played to a call that is up, and hung up behind it.
public struct CallMessage: Sendable, Hashable {
  /// The name by which its sound is known.
  public var name: String
  /// Only from where a machine records: behind its beep, or where a message may start for another reason.
  public var afterBeep: Bool
  /// The DTMF digit by which the far end asks not to be called again.
  public var optOutDigit: String?

  public init(name: String, afterBeep: Bool = false, optOutDigit: String? = nil) {
    self.name = name
    self.afterBeep = afterBeep
    self.optOutDigit = optOutDigit
  }
}
