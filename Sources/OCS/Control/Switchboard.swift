// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import OutboundContact
import Synchronization

/// Hands what desktops say to the campaign that has the agent, and agents from one campaign to another. Agents who are logged
/// in when one is loaded come to it; while none is, they are told so.
final class Switchboard: DeskHandler {
  private struct State {
    /// Of the campaigns that are loaded, by name.
    var inboxes: [String: Inbox] = [:]
    var roster = AgentRoster()
    /// By agent: his login, without its reference.
    var logins: [String: DesktopRequest] = [:]
    /// By agent: what he has asked for since he was asked for by another campaign.
    var held: [String: [Held]] = [:]
  }

  private struct Held {
    var request: DesktopRequest
    var settled: @Sendable () -> Void
  }

  private let state = Mutex(State())
  private let refuse: @Sendable (DesktopRequest, String) -> Void

  /// `refuse` tells an agent that no campaign is loaded.
  init(refuse: @escaping @Sendable (DesktopRequest, String) -> Void) { self.refuse = refuse }

  // MARK: Campaigns

  /// A campaign is loaded; it takes up nothing yet.
  func open(_ campaign: String, _ terms: AgentTerms, _ inbox: Inbox) {
    state.withLock { state in
      state.inboxes[campaign] = inbox
      carry(out: state.roster.open(campaign, terms), &state)
    }
  }

  func close(_ campaign: String) {
    state.withLock { state in
      state.inboxes[campaign] = nil
      carry(out: state.roster.close(campaign), &state)
    }
  }

  /// Records of a campaign wait for agents.
  func recordsWait(for agents: [String], in campaign: String) {
    state.withLock { carry(out: $0.roster.recordsWait(for: agents, in: campaign), &$0) }
  }

  func need(_ need: AgentNeed, of campaign: String) {
    state.withLock { carry(out: $0.roster.need(need, of: campaign), &$0) }
  }

  func note(_ changes: [AgentChange]) {
    guard !changes.isEmpty else { return }
    state.withLock { state in
      for change in changes { carry(out: state.roster.note(change), &state) }
    }
  }

  /// A campaign's answer to being asked for an agent.
  func lent(_ agent: SharedAgent?, named name: String, by campaign: String) {
    state.withLock { carry(out: $0.roster.lent(agent, named: name, by: campaign), &$0) }
  }

  // MARK: Desktops

  func take(
    _ request: DesktopRequest, of agent: String, settled: @escaping @Sendable () -> Void
  ) {
    state.withLock { state in
      if request.kind == .agentLogin {
        var login = request
        login.referenceID = nil
        state.logins[agent] = login
        if let place = request.place, !place.isEmpty { state.roster.logIn(agent, place: place) }
      } else if let name = request.attributes.string(DesktopKey.campaignName),
        state.inboxes[name] != nil
      {
        carry(out: state.roster.want(agent, in: name), &state)
      }
      let held = Held(request: request, settled: settled)
      if state.roster.isMoving(agent) {
        state.held[agent, default: []].append(held)
      } else {
        pass(held, of: agent, state)
      }
    }
  }

  func agentGone(_ agent: String) {
    state.withLock { state in
      state.logins[agent] = nil
      let campaign = state.roster.campaign(of: agent)
      state.roster.leave(agent)
      if let campaign { state.inboxes[campaign]?.agentGone(agent) }
      for held in state.held.removeValue(forKey: agent) ?? [] { held.settled() }
    }
  }

  func supervisorJoined(_ supervisor: Desk.Supervisor) {
    state.withLock { state in
      for inbox in state.inboxes.values { inbox.supervisorJoined(supervisor) }
    }
  }

  // MARK: -

  /// To the campaign that has him; of who is not logged in, to any: it tells him so.
  private func pass(_ held: Held, of agent: String, _ state: State) {
    let roster = state.roster
    let campaign = roster.knows(agent) ? roster.campaign(of: agent) : roster.campaigns.first
    if let inbox = campaign.flatMap({ state.inboxes[$0] }) {
      inbox.take(held.request, of: agent, settled: held.settled)
    } else {
      refuse(held.request, agent)
      held.settled()
    }
  }

  /// What is put into inboxes keeps the order in which it was decided: an inbox only takes note.
  private func carry(out orders: [AgentRoster.Order], _ state: inout State) {
    for order in orders {
      switch order {
      case .ask(let agent, let campaign): state.inboxes[campaign]?.put(.lend(agent: agent))
      case .join(let agent, let campaign): state.inboxes[campaign]?.put(.join(agent))
      case .logIn(let agent, let campaign):
        guard let login = state.logins[agent] else { continue }
        state.inboxes[campaign]?.put(.desktop(agent: agent, login))
      }
    }
    for (agent, waiting) in state.held where !state.roster.isMoving(agent) {
      state.held[agent] = nil
      for held in waiting { pass(held, of: agent, state) }
    }
  }
}
