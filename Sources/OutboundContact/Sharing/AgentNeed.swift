// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// What a campaign would have of the agents whom others share with it.
public struct AgentNeed: Sendable, Hashable {
  /// Agents are of use to it: there is something to dial, or calls are out that may need one.
  public var hasWork = false
  /// Live calls for which nobody is ready.
  public var waiting = 0
  /// Agents who are not with it, and for whom personal callbacks are due.
  public var named: [String] = []

  public init(hasWork: Bool = false, waiting: Int = 0, named: [String] = []) {
    self.hasWork = hasWork
    self.waiting = waiting
    self.named = named
  }
}

/// An agent as he goes from one campaign to another.
public struct SharedAgent: Sendable, Hashable {
  public var name: String
  public var place: String
  /// He waits for a call.
  public var isReady: Bool

  public init(name: String, place: String, isReady: Bool) {
    self.name = name
    self.place = place
    self.isReady = isReady
  }
}

extension CampaignMachine {
  /// What it would have of others' agents, now. In preview agents come by themselves.
  public func need(now: Date) -> AgentNeed {
    guard state == .running || state == .stopping, mode.isAutomatic else { return AgentNeed() }
    let isActive = state == .running && isDialing
    var need = AgentNeed()
    need.hasWork =
      !calls.dialing.elements.isEmpty || !calls.waiting.elements.isEmpty
      || (isActive && hasSupply(now: now))
    if lines != nil {
      let unheard = calls.waiting.elements.count { calls[$0.attempt]?.doubt == nil }
      need.waiting = max(0, unheard - agents.ready.elements.count)
    }
    if isActive, buffer.personal > 0 {
      var named: [String] = []
      for chain in buffer where (personalUntil(chain.current) ?? .distantPast) > now {
        if let agent = chain.current.agentID, agents[agent] == nil, !named.contains(agent) {
          named.append(agent)
        }
      }
      need.named = named
    }
    return need
  }

  private func hasSupply(now: Date) -> Bool {
    if !buffer.isEmpty || isFetching { return true }
    return switch supply {
    case .unknown: true
    case .due(let date): date <= now
    case .none: false
    }
  }

  /// Agents who are with it.
  public var agentCount: Int { agents.count }

  /// Agents who are not there, and whose records wait for them.
  public var awaitedAgents: [String] {
    let held = calls.all.filter(\.isWithAgent).compactMap(\.attempt.agent)
    return Set(held).filter { agents[$0] == nil }.sorted()
  }

  /// Lets an agent go to another campaign, unless he has a call or a record, or one is being dialed for him.
  mutating func lend(_ agent: String, into step: inout CampaignStep) {
    guard let session = agents[agent] else {
      return step.effects.append(.lent(agent: agent, nil))
    }
    let isReady: Bool
    switch session.state {
    case .ready: isReady = true
    case .notReady: isReady = false
    case .reserved, .busy:
      agents.refuse(agent)
      return step.effects.append(.lent(agent: agent, nil))
    }
    disengage(agent, into: &step)
    endPreview(of: agent)
    agents[agent] = nil
    step.effects.append(
      .lent(agent: agent, SharedAgent(name: agent, place: session.place, isReady: isReady)))
  }

  /// Takes an agent whom another campaign has let go, and tells him so.
  mutating func join(_ agent: SharedAgent, now: Date, into step: inout CampaignStep) {
    let name = agent.name
    agents[name] = AgentSession(place: agent.place)
    agents[name]?.needsEngagement = mode.isEngaged
    step.effects.append(
      .notify(agent: name, campaignEvent(DesktopEvent.Name.campaignGroupAssigned)))
    giveBack(to: name, now: now, into: &step)
    guard agent.isReady, agents[name]?.state == .notReady else { return }
    enqueue(name)
    engage(name, into: &step)
  }
}
