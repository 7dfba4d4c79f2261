// SPDX-License-Identifier: GPL-3.0-or-later

/// The first message of a connection: who speaks which version, and proves to be let in.
public struct Hello: Sendable, Hashable, Codable {
  /// The version of the link that this library speaks.
  public static let version = 1

  public var version: Int
  public var token: Token
  /// The sender's name, for logs.
  public var name: String

  public init(token: Token, name: String, version: Int = Hello.version) {
    self.version = version
    self.token = token
    self.name = name
  }

  private enum CodingKeys: String, CodingKey { case version, token, name }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    version = try values.decode(Int.self, forKey: .version)
    token = Token(try values.decode(String.self, forKey: .token))
    name = try values.decode(String.self, forKey: .name)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(version, forKey: .version)
    try values.encode(token.text, forKey: .token)
    try values.encode(name, forKey: .name)
  }
}
