// SPDX-License-Identifier: GPL-3.0-or-later

/// Why a message was not acted upon: the reply of type "error". The code is for programs and never changes; the text is
/// for people and never repeats a token or a number to dial.
public struct CPDError: Error, Sendable, Hashable, CustomStringConvertible {
  public struct Code: RawRepresentable, Sendable, Hashable, Codable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
  }

  public var code: Code
  public var text: String

  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }

  public var description: String { "\(code.rawValue): \(text)" }

  /// Whether the connection ends after this error.
  public var closes: Bool { code == .unauthorized || code == .version }

  /// Whether the same message may be sent again later and can then succeed. Nothing was dialed for it.
  public var isTemporary: Bool { [.noFreeLine, .busy, .journal].contains(code) }
}

extension CPDError.Code {
  /// No hello with the right token has come before. The connection ends.
  public static let unauthorized = Self(rawValue: "unauthorized")
  /// The hello is of a version that this side does not speak. The connection ends.
  public static let version = Self(rawValue: "version")
  /// The line is no JSON object, or lacks something, or has something of the wrong kind.
  public static let malformed = Self(rawValue: "malformed")
  /// The line is longer than `LineFramer.limit` bytes.
  public static let oversized = Self(rawValue: "oversized")
  public static let unknownType = Self(rawValue: "unknown-type")
  /// The id is not larger than the one before on this connection.
  public static let outOfOrder = Self(rawValue: "out-of-order")
  /// A known message that this side does not take, or not now: a result sent to a CPD server, a second hello.
  public static let unexpected = Self(rawValue: "unexpected")
  public static let unknownAttempt = Self(rawValue: "unknown-attempt")
  /// The attempt was dialed before, or is being dialed. It is never dialed twice.
  public static let duplicateAttempt = Self(rawValue: "duplicate-attempt")
  /// The attempt has no live call to transfer.
  public static let notConnected = Self(rawValue: "not-connected")
  public static let noFreeLine = Self(rawValue: "no-free-line")
  /// The server cannot take it now, or the call is being transferred already.
  public static let busy = Self(rawValue: "busy")
  /// The server has no message of this name.
  public static let unknownMessage = Self(rawValue: "unknown-message")
  /// The journal cannot be written, and nothing is dialed that it does not know.
  public static let journal = Self(rawValue: "journal")

  /// Every code of the link's version 1, in the order of its documentation.
  public static let all: [Self] = [
    .unauthorized, .version, .malformed, .oversized, .unknownType, .outOfOrder, .unexpected,
    .unknownAttempt, .duplicateAttempt, .notConnected, .noFreeLine, .busy, .unknownMessage,
    .journal,
  ]
}
