// SPDX-License-Identifier: GPL-3.0-or-later
public import CPDLink
public import Desk
public import LineSocket
public import OutboundContact

/// An outbound contact server: its campaigns, their CPD server, the desktops that they share.
///
/// Campaigns' times are campaign seconds; times here are seconds of real time.
public struct OCSConfiguration: Sendable {
  /// What the CPD server gets to know of us, a campaign's name behind it.
  public var name = "ocs"
  public var gateway: Address
  public var gatewayToken: Token
  /// Whom to believe that he is the gateway, at an address of TLS; nil: the machine's roots.
  public var gatewayTrust: TLSTrust?
  public var desk: DeskConfiguration
  /// At least one, each with a name of its own.
  public var campaigns: [CampaignConfiguration]
  /// Programs that treatments run, by name: the path and its arguments.
  public var programs: [String: [String]] = [:]
  /// End when every record of every campaign is in a final status; else stay, with nothing to do.
  public var exitWhenFinished = false
  /// Where dialing sessions are controlled; nil: nowhere.
  public var control: ControlConfiguration?
  /// Campaigns are loaded and started when the service begins; else on request.
  public var startsByItself = true
  /// Silence on the link after which a ping is sent.
  public var pingSeconds = 3.0
  /// The link is given up when the gateway acknowledges nothing of what it was asked for so long.
  public var silenceSeconds = 10.0
  /// Between attempts to connect, the first and the longest.
  public var reconnectSeconds = 0.1...5.0
  /// Between attempts to write to a store that refuses, the first and the longest.
  public var storeRetrySeconds = 0.1...5.0
  /// After a graceful shutdown calls have so long to end; what is left is taken up by the next process.
  public var stopSeconds = 30.0

  public init(
    gateway: Address, gatewayToken: Token, desk: DeskConfiguration,
    campaigns: [CampaignConfiguration]
  ) {
    self.gateway = gateway
    self.gatewayToken = gatewayToken
    self.desk = desk
    self.campaigns = campaigns
  }
}
