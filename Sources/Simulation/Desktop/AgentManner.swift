// SPDX-License-Identifier: GPL-3.0-or-later

/// How a simulated agent works. Times are campaign seconds.
public struct AgentManner: Sendable, Hashable {
  /// How long he talks, if the customer does not hang up before.
  public var talkSeconds = 8.0...20.0
  /// After-call work.
  public var wrapUpSeconds = 2.0...6.0
  /// Of the customers, how many ask to be called again: 0...1.
  public var callBackShare = 0.0
  /// When they are to be called again, from now.
  public var callBackSeconds = 3600.0
  /// Of these, how many want the same agent again: 0...1.
  public var personalShare = 0.5
  /// Until he asks again for what was refused for now, or is ready again after his telephone was not answered.
  public var retrySeconds = 1.0

  public init() {}
}
