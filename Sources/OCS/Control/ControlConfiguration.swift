// SPDX-License-Identifier: GPL-3.0-or-later
public import CPDLink
public import LineSocket

/// Where dialing sessions are controlled, and who may.
public struct ControlConfiguration: Sendable {
  public var address: Address
  /// Who the server is, at an address of TLS.
  public var identity: TLSIdentity?
  public var token: Token
  /// Seconds of real time in which a connection must have shown its token.
  public var loginSeconds = 30.0
  public var limits = LineLimits()

  public init(address: Address, token: Token) {
    self.address = address
    self.token = token
  }
}
