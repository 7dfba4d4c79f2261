// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Modes: their policies, their change while running, and agents' telephones that are up before there is a call.
extension CampaignMachine {
  /// The floor as the pacing policy sees it.
  mutating func floor(now: Date) -> FloorState {
    FloorState(
      now: now, mode: mode, readyAgents: agents.ready.elements.count,
      reservedAgents: agents.reserved, talkingSince: agents.talkingSince.elements,
      wrappingUpSince: agents.wrappingUpSince.elements, dialing: calls.dialing.elements,
      waitingCalls: calls.waiting.elements.count,
      nextKind: buffer.first.map { kinds.kind(of: $0.current) } ?? 0, freeLines: freeLines)
  }

  /// From one family of modes to another a campaign goes only where no call or record is under way.
  public func mayBecome(_ mode: DialingMode) -> Bool {
    state == .idle || self.mode.canBecome(mode) || !isDialing && calls.isEmpty
  }

  mutating func change(to mode: DialingMode, into step: inout CampaignStep) {
    guard mode != self.mode else { return }
    guard mayBecome(mode) else {
      step.notes.append(.modeRefused(mode))
      return
    }
    self.mode = mode
    for agent in agents.names {
      agents[agent]?.needsEngagement = mode.isEngaged
      mode.isEngaged ? engage(agent, into: &step) : disengage(agent, into: &step)
      guard mode != .preview else { continue }
      if let request = agents[agent]?.asking {
        refuse(request, of: agent, .notInThisMode, into: &step)
      }
      endPreview(of: agent)
    }
    announce(DesktopEvent.Name.campaignModeChanged, into: &step)
  }

  /// Another goal, which the store keeps as long as the configuration has the one that it replaces.
  mutating func pursue(_ goal: PacingGoal, into step: inout CampaignStep) {
    guard goal != self.goal else { return }
    self.goal = goal
    policy.pursue(goal)
    step.transitions.append(
      .goalChanged(
        campaign: configuration.name,
        PacingGoalChange(goal: goal, configured: configuration.goal)))
  }

  // MARK: Agents' telephones

  /// Has the telephone of a ready agent called, where the mode wants it up.
  mutating func engage(_ agent: String, into step: inout CampaignStep) {
    agents[agent]?.needsEngagement = mode.isEngaged
    guard mode.isEngaged, lines != nil, let session = agents[agent], session.engagement == .none,
      case .ready = session.state
    else { return }
    let id = makeID()
    engagements[id] = agent
    agents[agent]?.engagement = .calling(id)
    step.effects.append(.engage(engagement: id, to: session.place))
  }

  /// Lets an agent's waiting telephone go.
  mutating func disengage(_ agent: String, into step: inout CampaignStep) {
    guard let id = agents[agent]?.engagement.id else { return }
    engagements[id] = nil
    agents[agent]?.engagement = .none
    if lines != nil { step.effects.append(.disengage(engagement: id)) }
  }

  /// The engagement by which a call reaches an agent; it is the call's from here on.
  mutating func takeEngagement(of agent: String) -> String? {
    guard case .up(let id) = agents[agent]?.engagement else { return nil }
    engagements[id] = nil
    agents[agent]?.engagement = .none
    return id
  }

  mutating func takeEngaged(_ id: String, into step: inout CampaignStep) {
    guard let agent = engagements[id], agents[agent]?.engagement == .calling(id) else {
      // Nobody waits for it any more.
      if lines != nil { step.effects.append(.disengage(engagement: id)) }
      return
    }
    agents[agent]?.engagement = .up(id)
    step.effects.append(.notify(agent: agent, agentEvent(DesktopEvent.Name.engaged, agent)))
  }

  /// His telephone did not answer, or he hung it up: he is not ready.
  mutating func takeDisengaged(_ id: String, text: String, into step: inout CampaignStep) {
    guard let agent = engagements.removeValue(forKey: id),
      agents[agent]?.engagement.id == id
    else { return }
    agents[agent]?.engagement = .none
    step.notes.append(.engagementFailed(agent: agent, text))
    switch agents[agent]?.state {
    case .ready, .reserved:
      standDown(agent, into: &step)
      step.effects.append(
        .notify(agent: agent, agentEvent(DesktopEvent.Name.agentNotReady, agent)))
    case .busy, .notReady, nil: break
    }
  }

  mutating func connectGateway(lines: Int, into step: inout CampaignStep) {
    self.lines = min(lines, configuration.lines ?? lines)
    guard mode.isEngaged else { return }
    for agent in agents.names { engage(agent, into: &step) }
  }
}
