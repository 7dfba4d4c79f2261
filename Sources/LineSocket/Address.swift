// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a server listens: "unix:/path" or "tcp:host:port"; an IPv6 host stands in brackets, "tcp:[::1]:7000".
public enum Address: Sendable, Hashable, CustomStringConvertible {
  case unix(path: String)
  /// Port 0 on a server: any that is free.
  case tcp(host: String, port: Int)

  /// Bytes that fit into `sockaddr_un.sun_path` with their terminator (Linux: 108).
  public static let longestPath = 107

  public init(_ text: String) throws(LineError) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty, !path.utf8.contains(0) else {
        throw LineError(.badAddress, "\"\(text)\" names no path; write unix:/path")
      }
      guard path.utf8.count <= Address.longestPath else {
        let most = Address.longestPath
        throw LineError(
          .badAddress,
          "the path of a Unix socket has at most \(most) bytes, not \(path.utf8.count)")
      }
      self = .unix(path: path)
    } else if text.hasPrefix("tcp:") {
      let rest = text.dropFirst(4)
      guard let colon = rest.lastIndex(of: ":"),
        let port = UInt16(rest[rest.index(after: colon)...])
      else { throw LineError(.badAddress, "\"\(text)\" has no port; write tcp:host:port") }
      var host = rest[..<colon]
      if host.hasPrefix("["), host.hasSuffix("]") {
        host = host.dropFirst().dropLast()
      } else if host.contains(":") {
        throw LineError(.badAddress, "\"\(text)\": IPv6 stands in brackets, tcp:[::1]:7000")
      }
      guard !host.isEmpty else {
        throw LineError(.badAddress, "\"\(text)\" has no host; write tcp:host:port")
      }
      self = .tcp(host: String(host), port: Int(port))
    } else {
      throw LineError(.badAddress, "\"\(text)\" is no address; write unix:/path or tcp:host:port")
    }
  }

  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port):
      host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
    }
  }
}

extension Address: Codable {
  public init(from decoder: any Decoder) throws {
    self = try Address(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(description)
  }
}
