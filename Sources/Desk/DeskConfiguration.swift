// SPDX-License-Identifier: GPL-3.0-or-later
public import CPDLink
public import LineSocket

/// Where desktops connect, and who is let in.
public struct DeskConfiguration: Sendable {
  public var address: Address
  /// Who the desk is, at an address of TLS.
  public var identity: TLSIdentity?
  /// What agents log in with.
  public var token: Token
  /// What supervisors subscribe with.
  public var supervisorToken: Token
  /// Seconds of real time in which a connection must have logged in or subscribed.
  public var loginSeconds = 30.0
  public var limits: LineLimits

  /// Bytes of the longest agent id and place taken.
  public static let longestName = 128

  /// Without a `supervisorToken` supervisors use the agents'.
  public init(address: Address, token: Token, supervisorToken: Token? = nil) {
    self.address = address
    self.token = token
    self.supervisorToken = supervisorToken ?? token
    limits = LineLimits()
    // A desktop that reads nothing for 2000 events or so is not there any more.
    limits.unsentBytes = 1 << 20
  }

  /// In a time that does not depend on where the tokens differ.
  func admits(_ presented: Token) -> Bool { token.matches(presented) }
}
