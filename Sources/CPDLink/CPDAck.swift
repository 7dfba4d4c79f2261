// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls

/// What an acknowledgement carries beside the id that it acknowledges.
public enum CPDAck: Sendable, Hashable {
  case plain
  /// Of a hello.
  case welcome(Welcome)
  /// Of a query.
  case attempt(AttemptState, result: CallOutcome?)

  public struct Welcome: Sendable, Hashable, Codable {
    public var version: Int
    /// The server's name, for logs.
    public var name: String
    /// How many lines it has.
    public var lines: Int

    public init(name: String, lines: Int, version: Int = Hello.version) {
      self.version = version
      self.name = name
      self.lines = lines
    }
  }

  /// What a CPD server knows of an attempt.
  public enum AttemptState: String, Sendable, Hashable, Codable, CaseIterable {
    case unknown
    /// Journaled as dialed; what became of it was lost in a crash.
    case interrupted
    case dialing
    /// A live call is up.
    case connected
    case finished
  }
}

extension CPDAck: Codable {
  private enum CodingKeys: String, CodingKey { case version, state, result }

  /// Told apart by their keys: "version" makes a welcome, "state" an answer to a query.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    if values.contains(.version) {
      self = .welcome(try Welcome(from: decoder))
    } else if values.contains(.state) {
      self = .attempt(
        try values.decode(AttemptState.self, forKey: .state),
        result: try values.decodeIfPresent(CallOutcome.self, forKey: .result))
    } else {
      self = .plain
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .plain: break
    case .welcome(let welcome): try welcome.encode(to: encoder)
    case .attempt(let state, let result):
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(state, forKey: .state)
      try values.encodeIfPresent(result, forKey: .result)
    }
  }
}
