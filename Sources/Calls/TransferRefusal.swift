// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a call is not given to an agent. Nothing was placed, and the call is as it was.
public enum TransferRefusal: Error, Sendable, Hashable {
  /// No person is up on the call.
  case notConnected
  /// An agent is on his way to it, or has it.
  case busy
}
