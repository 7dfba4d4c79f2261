// SPDX-License-Identifier: GPL-3.0-or-later

/// What went wrong with an address or a connection.
public struct LineError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Reason: String, Sendable, Hashable {
    case badAddress = "bad address"
    /// Somebody listens there already.
    case inUse = "address in use"
    case cannotListen = "cannot listen"
    case cannotConnect = "cannot connect"
    /// A certificate, or trusted roots, that cannot be had of their file.
    case badCertificate = "bad certificate"
    /// A private key that cannot be had of its file, or is not the certificate's.
    case badKey = "bad private key"
    case closed = "the connection is closed"
    /// The peer does not read: what waits for it has reached the bound, and the connection was ended.
    case peerTooSlow = "the peer does not read"
    /// What was to be sent has a line end in it.
    case notOneLine = "not one line"
  }

  public var reason: Reason
  public var detail: String

  public init(_ reason: Reason, _ detail: String = "") {
    self.reason = reason
    self.detail = detail
  }

  /// Whether trying the same again later can succeed.
  public var isTemporary: Bool {
    switch reason {
    case .inUse, .cannotConnect, .closed, .peerTooSlow: true
    case .badAddress, .cannotListen, .badCertificate, .badKey, .notOneLine: false
    }
  }

  public var description: String {
    detail.isEmpty ? reason.rawValue : "\(reason.rawValue): \(detail)"
  }
}
