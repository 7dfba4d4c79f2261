// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation
import NIOSSL

/// What a server shows who it is with: its certificate, the chain of those who vouch for it, and the private key.
public struct TLSIdentity: Sendable {
  let context: NIOSSLContext
  /// When the first of the certificates ends to be valid.
  public let expires: Date

  /// Reads PEM files, once: a new certificate is taken at the next start.
  ///
  /// `certificate` has the server's own first, then its chain. Throws `badCertificate` or `badKey`, the file named.
  public init(certificate: String, key: String) throws(LineError) {
    try TLSIdentity.checkReadable(certificate, .badCertificate)
    try TLSIdentity.checkReadable(key, .badKey)
    guard let chain = try? NIOSSLCertificate.fromPEMFile(certificate), let own = chain.first else {
      throw LineError(
        .badCertificate,
        "\(certificate) has no certificate in PEM, \"-----BEGIN CERTIFICATE-----\"")
    }
    guard let secret = try? NIOSSLPrivateKey(file: key, format: .pem) else {
      throw LineError(
        .badKey,
        "\(key) has no private key in PEM; one under a passphrase is opened by: openssl pkey -in \(key) -out open.key"
      )
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
    configuration.minimumTLSVersion = .tlsv12
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      throw LineError(
        .badKey,
        "\(key) is not the key of the first certificate in \(certificate); name the key that it was made with"
      )
    }
    let ends = chain.map(\.notValidAfter).min() ?? own.notValidAfter
    expires = Date(timeIntervalSince1970: TimeInterval(ends))
  }

  static func checkReadable(_ path: String, _ reason: LineError.Reason) throws(LineError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw LineError(reason, "there is no file \(path)")
    }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw LineError(reason, "\(path) is not to be read by this user; see its owner and mode")
    }
  }
}

/// Whom a client believes who they are.
public struct TLSTrust: Sendable {
  let context: NIOSSLContext

  /// Those for whom a certificate of `authorities` vouches, a PEM file; nil: one of the machine's own roots. Throws
  /// `badCertificate`, the file named.
  public init(authorities: String? = nil) throws(LineError) {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let authorities {
      try TLSIdentity.checkReadable(authorities, .badCertificate)
      guard let roots = try? NIOSSLCertificate.fromPEMFile(authorities), !roots.isEmpty else {
        throw LineError(
          .badCertificate,
          "\(authorities) has no certificate in PEM, \"-----BEGIN CERTIFICATE-----\"")
      }
      configuration.trustRoots = .certificates(roots)
    }
    do {
      context = try NIOSSLContext(configuration: configuration)
    } catch {
      throw LineError(.badCertificate, "\(authorities ?? "the machine's roots"): \(error)")
    }
  }
}
