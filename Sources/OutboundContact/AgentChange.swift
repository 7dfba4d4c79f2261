// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// What an agent is at, as his history has it.
public enum AgentPresence: String, Sendable, Hashable, Codable, CaseIterable {
  case loggedOut = "logged_out"
  case notReady = "not_ready"
  /// He waits for a call, perhaps one that is being dialed for him.
  case ready
  /// He has a call, or its after-call work.
  case busy
}

/// An agent was at something from a moment on.
public struct AgentChange: Sendable, Hashable, Codable {
  public var campaign: String
  public var agent: String
  public var presence: AgentPresence
  public var at: Date

  public init(campaign: String, agent: String, presence: AgentPresence, at: Date) {
    self.campaign = campaign
    self.agent = agent
    self.presence = presence
    self.at = at
  }
}

extension AgentSession {
  var presence: AgentPresence {
    switch state {
    case .notReady: .notReady
    case .ready, .reserved: .ready
    case .busy: .busy
    }
  }
}

extension CampaignMachine {
  /// Who is at something else than when this was called before, in the order of names; also who was asked for in vain and is
  /// free now, so that he is asked for again.
  public mutating func takeAgentChanges(now: Date) -> [AgentChange] {
    agents.takeChanges().map { agent, presence in
      AgentChange(campaign: configuration.name, agent: agent, presence: presence, at: now)
    }
  }
}
