// SPDX-License-Identifier: GPL-3.0-or-later

/// One line of the link: a message with its id, or the reply to one.
public enum CPDLine: Sendable, Hashable {
  /// `id` is the sender's count on this connection: positive, and larger than the one before.
  case message(id: Int, CPDMessage)
  case reply(CPDReply)

  public static func ack(_ id: Int, _ ack: CPDAck = .plain) -> CPDLine { .reply(.ack(re: id, ack)) }

  public static func error(_ id: Int?, _ code: CPDError.Code, _ text: String) -> CPDLine {
    .reply(.error(re: id, CPDError(code, text)))
  }
}

/// The reply to a message.
public enum CPDReply: Sendable, Hashable {
  case ack(re: Int, CPDAck)
  /// `re` is nil where the line had no id that could be read.
  case error(re: Int?, CPDError)
}

/// A line that cannot be acted upon, with the id that it had if one could be read.
public struct CPDFault: Error, Sendable, Hashable {
  public var id: Int?
  public var error: CPDError

  public init(id: Int? = nil, _ code: CPDError.Code, _ text: String) {
    self.id = id
    error = CPDError(code, text)
  }

  /// What its sender is told.
  public var reply: CPDLine { .reply(.error(re: id, error)) }
}

extension CPDLine: Encodable {
  private enum CodingKeys: String, CodingKey { case id, type, re, code, text }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .message(let id, let message):
      try values.encode(id, forKey: .id)
      try message.encode(to: encoder)
    case .reply(.ack(let re, let ack)):
      try values.encode("ack", forKey: .type)
      try values.encode(re, forKey: .re)
      try ack.encode(to: encoder)
    case .reply(.error(let re, let error)):
      try values.encode("error", forKey: .type)
      try values.encode(re, forKey: .re)
      try values.encode(error.code, forKey: .code)
      try values.encode(error.text, forKey: .text)
    }
  }
}
