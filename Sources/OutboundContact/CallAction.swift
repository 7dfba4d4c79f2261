// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// What a treatment does with the call itself; the comment names Genesys' callActionCode.
public enum CallAction: Sendable, Hashable {
  /// 1 Connect: an agent gets it, like a person's.
  case connect
  /// 2 Drop.
  case drop
  /// 3 MuteTransfer, 4 Transfer, 5 Route: to this number, which keeps it.
  case transfer(to: String)
  /// 6 PlayMessage: the gateway's message of this name, to a machine behind its beep; then the call ends.
  case playMessage(String)

  /// Whether the call stays up for it.
  var keepsCall: Bool {
    switch self {
    case .drop: false
    case .connect, .transfer, .playMessage: true
    }
  }

  /// The results that leave a call of which something can be made.
  public static let results: Set<CallResult> = [.answeringMachine, .faxDetected, .silence]
}
