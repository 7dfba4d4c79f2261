// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink

/// The bounds of connections.
public struct LineLimits: Sendable, Hashable {
  /// Bytes of the longest line taken.
  public var line = LineFramer.limit
  /// Lines that wait to be taken by their reader; beyond it nothing is read from the socket until half were taken.
  public var waitingLines = 32
  /// Bytes that wait for a peer that does not read; at more the connection is ended.
  public var unsentBytes = 4 << 20
  /// Connections that a server serves at a time; one more is closed at once.
  public var connections = 256
  /// Seconds that a connection being closed waits for its last lines to leave and its peer to end.
  public var lingerSeconds = 1.0
  /// Seconds until a client gives up connecting.
  public var connectSeconds = 10.0
  /// Seconds in which a peer must have ended the TLS handshake, or the connection is.
  public var handshakeSeconds = 10.0

  public init() {}
}
