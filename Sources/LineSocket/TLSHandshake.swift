// SPDX-License-Identifier: GPL-3.0-or-later
import NIOCore
import NIOSSL

/// The end of a connection that TLS is spoken at.
enum TLSSide: Sendable {
  case server(TLSIdentity)
  /// `host`: whom the peer has to be.
  case client(TLSTrust, host: String)

  /// The client's end of a connection to `address`; nil: no TLS is spoken there.
  init?(to address: Address, trust: TLSTrust?) throws(LineError) {
    guard case .tls(let host, _) = address else { return nil }
    if let trust {
      self = .client(trust, host: host)
    } else {
      self = .client(try TLSTrust(), host: host)
    }
  }

  /// The handler at the wire's end of the channel.
  func makeHandler() throws -> NIOSSLHandler {
    switch self {
    case .server(let identity): NIOSSLServerHandler(context: identity.context)
    case .client(let trust, let host):
      // An address is not asked for by name; the certificate is held against the address itself.
      try NIOSSLClientHandler(
        context: trust.context, serverHostname: TLSSide.isAddress(host) ? nil : host)
    }
  }

  private static func isAddress(_ host: String) -> Bool {
    (try? SocketAddress(ipAddress: host, port: 0)) != nil
  }

  /// Why a handshake failed, and what helps.
  static func words(of error: any Error) -> String {
    let text = "\(error)"
    return if text.contains("CERTIFICATE_VERIFY_FAILED") {
      "nobody trusted vouches for its certificate, or it has expired; name the root that does as authorities"
    } else if error is NIOSSLExtraError || text.contains("unableToValidateCertificate") {
      "its certificate is another's: \(text)"
    } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("eofDuringHandshake")
      || text.contains("EOF during handshake")
    {
      "no TLS is spoken there"
    } else {
      text
    }
  }
}
