// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

/// "type" and the payload's own keys, side by side in one object.
extension CPDMessage: Codable {
  private enum CodingKeys: String, CodingKey {
    case type, attempt, to, number
    case callerID = "caller_id"
    case country, profile, place, engagement, message
    case afterBeep = "after_beep"
    case optOutDigit = "opt_out"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    switch try values.decode(Kind.self, forKey: .type) {
    case .hello: self = .hello(try Hello(from: decoder))
    case .dial:
      self = .dial(
        CallRequest(
          attempt: try values.decodeAttempt(forKey: .attempt),
          number: try values.decodeWord(forKey: .number),
          callerID: try values.decodeIfPresent(String.self, forKey: .callerID),
          country: try values.decodeIfPresent(String.self, forKey: .country),
          profile: try values.decodeIfPresent(CallProfile.self, forKey: .profile) ?? CallProfile(),
          place: try values.contains(.place) ? values.decodeWord(forKey: .place) : nil))
    case .transfer:
      self = .transfer(
        attempt: try values.decodeAttempt(forKey: .attempt), to: try values.decodeWord(forKey: .to),
        engagement: try values.contains(.engagement)
          ? values.decodeAttempt(forKey: .engagement) : nil)
    case .engage:
      self = .engage(
        engagement: try values.decodeAttempt(forKey: .attempt),
        to: try values.decodeWord(forKey: .to))
    case .play:
      self = .play(
        attempt: try values.decodeAttempt(forKey: .attempt),
        CallMessage(
          name: try values.decodeWord(forKey: .message),
          afterBeep: try values.decodeIfPresent(Bool.self, forKey: .afterBeep) ?? false,
          optOutDigit: try values.decodeIfPresent(String.self, forKey: .optOutDigit)))
    case .hangup: self = .hangup(attempt: try values.decodeAttempt(forKey: .attempt))
    case .query: self = .query(attempt: try values.decodeAttempt(forKey: .attempt))
    case .ping: self = .ping
    case .progress: self = .progress(try Progress(from: decoder))
    case .result: self = .result(try CallOutcome(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(kind, forKey: .type)
    switch self {
    case .hello(let hello): try hello.encode(to: encoder)
    case .dial(let request):
      try values.encode(request.attempt, forKey: .attempt)
      try values.encode(request.number, forKey: .number)
      try values.encodeIfPresent(request.callerID, forKey: .callerID)
      try values.encodeIfPresent(request.country, forKey: .country)
      try values.encode(request.profile, forKey: .profile)
      try values.encodeIfPresent(request.place, forKey: .place)
    case .transfer(let attempt, let to, let engagement):
      try values.encode(attempt, forKey: .attempt)
      try values.encode(to, forKey: .to)
      try values.encodeIfPresent(engagement, forKey: .engagement)
    case .engage(let engagement, let to):
      try values.encode(engagement, forKey: .attempt)
      try values.encode(to, forKey: .to)
    case .play(let attempt, let message):
      try values.encode(attempt, forKey: .attempt)
      try values.encode(message.name, forKey: .message)
      if message.afterBeep { try values.encode(true, forKey: .afterBeep) }
      try values.encodeIfPresent(message.optOutDigit, forKey: .optOutDigit)
    case .hangup(let attempt), .query(let attempt): try values.encode(attempt, forKey: .attempt)
    case .ping: break
    case .progress(let progress): try progress.encode(to: encoder)
    case .result(let outcome): try outcome.encode(to: encoder)
    }
  }
}

extension KeyedDecodingContainer {
  /// The longest attempt id or number, as wide as a calling list's contact_info (OU Ref, Defined Constants: varchar 128).
  static var wordLimit: Int { 128 }

  func decodeWord(forKey key: Key) throws -> String {
    let word = try decode(String.self, forKey: key)
    guard !word.isEmpty, word.utf8.count <= Self.wordLimit else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "must have 1 to \(Self.wordLimit) bytes")
    }
    return word
  }

  func decodeAttempt(forKey key: Key) throws -> String { try decodeWord(forKey: key) }
}
