// SPDX-License-Identifier: GPL-3.0-or-later

/// What becomes of a call that a call screener answers: a telephone's assistant that asks who is calling and why.
public enum ScreenerAction: String, Sendable, Hashable, Codable, CaseIterable {
  /// It is hung up, and counts as a machine.
  case drop
  /// It is given to an agent as a person is.
  case connect
  /// The server says who is calling, and listens on until a person comes on. Where nobody does, it is dropped.
  case identify
}
