// SPDX-License-Identifier: GPL-3.0-or-later

/// Where a server listens: "unix:/path", "tcp:host:port" or "tls:host:port"; an IPv6 host stands in brackets,
/// "tcp:[::1]:7000".
public enum Address: Sendable, Hashable, CustomStringConvertible {
  case unix(path: String)
  /// Port 0 on a server: any that is free.
  case tcp(host: String, port: Int)
  /// TCP with TLS 1.2 or 1.3 on it.
  case tls(host: String, port: Int)

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
    } else if text.hasPrefix("tcp:") || text.hasPrefix("tls:") {
      let scheme = text.prefix(4)
      let rest = text.dropFirst(4)
      guard let colon = rest.lastIndex(of: ":"),
        let port = UInt16(rest[rest.index(after: colon)...])
      else { throw LineError(.badAddress, "\"\(text)\" has no port; write \(scheme)host:port") }
      var host = rest[..<colon]
      if host.hasPrefix("["), host.hasSuffix("]") {
        host = host.dropFirst().dropLast()
      } else if host.contains(":") {
        throw LineError(.badAddress, "\"\(text)\": IPv6 stands in brackets, \(scheme)[::1]:7000")
      }
      guard !host.isEmpty else {
        throw LineError(.badAddress, "\"\(text)\" has no host; write \(scheme)host:port")
      }
      self =
        scheme == "tls:"
        ? .tls(host: String(host), port: Int(port)) : .tcp(host: String(host), port: Int(port))
    } else {
      throw LineError(
        .badAddress, "\"\(text)\" is no address; write unix:/path, tcp:host:port or tls:host:port")
    }
  }

  public var description: String {
    switch self {
    case .unix(let path): "unix:\(path)"
    case .tcp(let host, let port): "tcp:\(Address.bracketed(host)):\(port)"
    case .tls(let host, let port): "tls:\(Address.bracketed(host)):\(port)"
    }
  }

  private static func bracketed(_ host: String) -> String {
    host.contains(":") ? "[\(host)]" : host
  }

  /// What is said there can be read by whoever is on the network: TCP beyond this machine, without TLS.
  public var isExposed: Bool {
    guard case .tcp(let host, _) = self else { return false }
    return host != "localhost" && host != "::1" && !host.hasPrefix("127.")
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
