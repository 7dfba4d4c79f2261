// SPDX-License-Identifier: GPL-3.0-or-later
public import CPDLink
public import Calls
public import LineSocket

/// What a CPD server is told before it starts.
public struct CPDServerConfiguration: Sendable {
  /// Where OCS connects to.
  public var address: Address
  /// Who the server is, at an address of TLS.
  public var identity: TLSIdentity?
  /// The secret that OCS must say. An empty one lets nobody in.
  public var token: Token
  /// The server's name, for OCS's log.
  public var name: String
  /// The journal's file; its folder must exist.
  public var journalPath: String
  /// What a call screener is told where a call's profile says `identify`: 8 kHz linear. Without it such calls are dropped.
  public var identification: [Int16] = []
  /// What a person hears who waits for an agent longer than two seconds; nil: silence.
  public var comfort: ComfortSound? = .tone
  /// Where calls are recorded; nil: nowhere.
  public var recording: RecordingConfiguration?
  /// Messages by name, 8 kHz linear: what people for whom no agent is there hear, and what machines are left.
  public var messages: [String: [Int16]] = [:]
  /// A connection that has not said hello by then is closed.
  public var helloTimeout: Duration = .seconds(10)
  /// From OCS's refusing a result for now until it is sent again.
  public var retryDelay: Duration = .seconds(1)

  public init(address: Address, token: Token, name: String, journalPath: String) {
    self.address = address
    self.token = token
    self.name = name
    self.journalPath = journalPath
  }
}
