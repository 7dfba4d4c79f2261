// SPDX-License-Identifier: GPL-3.0-or-later

/// The secret that both sides of the link know. It prints as dots, so that no log line can give it away.
public struct Token: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
  private let bytes: [UInt8]

  public init(_ text: String) { bytes = Array(text.utf8) }

  /// For the wire and nothing else.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether `presented` is this token, in a time that depends on the length of `presented` only.
  ///
  /// An empty token matches nothing: a server without a secret lets nobody in.
  public func matches(_ presented: Token) -> Bool {
    guard !bytes.isEmpty else { return false }
    var difference = bytes.count ^ presented.bytes.count
    for index in presented.bytes.indices {
      difference |= Int(presented.bytes[index] ^ bytes[index % bytes.count])
    }
    return difference == 0
  }

  public var description: String { "•••" }
  public var debugDescription: String { "•••" }
}
