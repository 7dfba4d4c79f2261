// SPDX-License-Identifier: GPL-3.0-or-later

/// Which of several campaigns has which agent.
///
/// An agent is with one campaign at a time, so that what it knows of him is true, and its pacing counts on nobody else's. He
/// goes to another where that one has fewer than its share, work while his has none, a live call for which nobody is ready,
/// or a personal callback of his own. He is asked for, and goes only when he has nothing in hand: his campaign says so.
///
/// A value without a clock. Its orders are carried out in their order.
public struct AgentRoster: Sendable {
  /// What is to be done.
  public enum Order: Sendable, Hashable {
    /// Ask the campaign to let him go; then give `lent`.
    case ask(agent: String, of: String)
    /// The campaign has him from here on.
    case join(SharedAgent, to: String)
    /// The same, of one whose login no campaign has answered yet.
    case logIn(agent: String, to: String)
  }

  private struct Group {
    var terms: AgentTerms
    var need = AgentNeed()
    var agents: Set<String> = []
  }

  private struct Agent {
    var campaign: String?
    var place: String
    var isLoggedIn = false
    var presence = AgentPresence.notReady
    /// The campaign that has asked for him.
    var wantedBy: String?
    /// He was asked for in vain since he was ready the last time.
    var isPromised = false
  }

  private var groups: [String: Group] = [:]
  private var agents: [String: Agent] = [:]
  /// The campaign that has a record for an agent who is not there.
  private var homes: [String: String] = [:]

  public init() {}

  /// The campaigns that are loaded.
  public var campaigns: [String] { groups.keys.sorted() }

  /// The campaign that has the agent; nil: none that is loaded.
  public func campaign(of agent: String) -> String? { agents[agent]?.campaign }

  /// He has logged in.
  public func knows(_ agent: String) -> Bool { agents[agent] != nil }

  /// He is on his way to another campaign, or asked whether he can go.
  public func isMoving(_ agent: String) -> Bool { agents[agent]?.wantedBy != nil }

  // MARK: Campaigns

  /// A campaign is loaded: agents who have none come to it.
  public mutating func open(_ campaign: String, _ terms: AgentTerms) -> [Order] {
    groups[campaign] = Group(terms: terms)
    var orders: [Order] = []
    for name in agents.keys.sorted() where agents[name]?.campaign == nil { orders += place(name) }
    return orders
  }

  /// Records in a campaign's hands wait for these agents.
  public mutating func recordsWait(for awaited: [String], in campaign: String) -> [Order] {
    var orders: [Order] = []
    for agent in awaited where agents[agent]?.campaign != campaign {
      homes[agent] = campaign
      orders += want(agent, in: campaign)
    }
    return orders
  }

  /// A campaign is no longer loaded: its agents go to others.
  public mutating func close(_ campaign: String) -> [Order] {
    guard let group = groups.removeValue(forKey: campaign) else { return [] }
    for (name, home) in homes where home == campaign { homes[name] = nil }
    for (name, agent) in agents where agent.wantedBy == campaign {
      agents[name]?.wantedBy = agent.campaign
    }
    var orders: [Order] = []
    for name in group.agents.sorted() {
      agents[name]?.campaign = nil
      agents[name]?.wantedBy = nil
      orders += place(name)
    }
    return orders
  }

  /// What a campaign would have of agents has changed.
  public mutating func need(_ need: AgentNeed, of campaign: String) -> [Order] {
    guard let before = groups[campaign]?.need, before != need else { return [] }
    groups[campaign]?.need = need
    guard groups.count > 1 else { return [] }
    var orders: [Order] = []
    for agent in need.named where !before.named.contains(agent) {
      if agents[agent]?.presence == .ready { orders += ask(agent, for: campaign) }
    }
    orders += help(campaign)
    if need.hasWork != before.hasWork {
      for name in ready { orders += balance(name) }
    }
    return orders
  }

  // MARK: Agents

  /// An agent logs in, or does so again. Where there is a campaign for him his login goes there: where a record waits for
  /// him, or where he is missing most.
  public mutating func logIn(_ agent: String, place: String) {
    if agents[agent] == nil { agents[agent] = Agent(place: place) }
    agents[agent]?.place = place
    guard agents[agent]?.campaign == nil, let campaign = best(for: agent) else { return }
    settle(agent, in: campaign)
  }

  /// His desktop is gone, or he has logged out.
  public mutating func leave(_ agent: String) {
    guard let left = agents.removeValue(forKey: agent), let campaign = left.campaign else { return }
    groups[campaign]?.agents.remove(agent)
    if left.presence == .busy { homes[agent] = campaign }
  }

  /// What an agent is at, as his campaign has it.
  public mutating func note(_ change: AgentChange) -> [Order] {
    guard agents[change.agent]?.campaign == change.campaign else { return [] }
    if change.presence == .loggedOut {
      if !isMoving(change.agent) { leave(change.agent) }
      return []
    }
    agents[change.agent]?.presence = change.presence
    agents[change.agent]?.isPromised = false
    guard groups.count > 1, change.presence == .ready, !isMoving(change.agent) else { return [] }
    if let home = homes[change.agent], home != change.campaign, groups[home] != nil {
      return ask(change.agent, for: home)
    }
    for (name, group) in groups.sorted(by: { $0.key < $1.key })
    where name != change.campaign && group.terms.admits(change.agent) {
      if group.need.named.contains(change.agent) || group.need.waiting > coming(to: name) {
        return ask(change.agent, for: name)
      }
    }
    return balance(change.agent)
  }

  /// A request of his names another campaign: he goes there first, if he can.
  public mutating func want(_ agent: String, in campaign: String) -> [Order] {
    guard agents[agent]?.presence != .busy else { return [] }
    return ask(agent, for: campaign)
  }

  /// A campaign has let an agent go; nil: it has not.
  public mutating func lent(_ agent: SharedAgent?, named name: String, by campaign: String)
    -> [Order]
  {
    guard let known = agents[name], known.campaign == campaign, let wanted = known.wantedBy else {
      return []
    }
    agents[name]?.wantedBy = nil
    guard let agent else {
      agents[name]?.isPromised = true
      return help(wanted)
    }
    groups[campaign]?.agents.remove(name)
    settle(name, in: wanted)
    agents[name]?.presence = agent.isReady ? .ready : .notReady
    return [.join(agent, to: wanted)]
  }

  // MARK: -

  private var ready: [String] {
    agents.filter { $0.value.presence == .ready && $0.value.wantedBy == nil }.keys.sorted()
  }

  private mutating func settle(_ agent: String, in campaign: String) {
    agents[agent]?.campaign = campaign
    agents[agent]?.isLoggedIn = true
    agents[agent]?.isPromised = false
    groups[campaign]?.agents.insert(agent)
    if homes[agent] == campaign { homes[agent] = nil }
  }

  /// An agent without a campaign gets one.
  private mutating func place(_ agent: String) -> [Order] {
    guard let known = agents[agent], let campaign = best(for: agent) else { return [] }
    settle(agent, in: campaign)
    guard known.isLoggedIn else { return [.logIn(agent: agent, to: campaign)] }
    let isReady = known.presence == .ready
    return [.join(SharedAgent(name: agent, place: known.place, isReady: isReady), to: campaign)]
  }

  private mutating func ask(_ agent: String, for campaign: String) -> [Order] {
    guard let known = agents[agent], let present = known.campaign, known.wantedBy == nil,
      present != campaign, groups[campaign]?.terms.admits(agent) == true
    else { return [] }
    agents[agent]?.wantedBy = campaign
    return [.ask(agent: agent, of: present)]
  }

  /// Agents who have been asked for on a campaign's behalf.
  private func coming(to campaign: String) -> Int {
    agents.values.count { $0.wantedBy == campaign }
  }

  /// Agents for live calls that nobody is ready for: from where most are ready.
  private mutating func help(_ campaign: String) -> [Order] {
    guard let group = groups[campaign] else { return [] }
    var orders: [Order] = []
    for _ in 0..<max(0, group.need.waiting - coming(to: campaign)) {
      var spare: [String: [String]] = [:]
      for name in ready where group.terms.admits(name) && agents[name]?.isPromised == false {
        guard let present = agents[name]?.campaign, present != campaign,
          groups[present]?.need.waiting == 0
        else { continue }
        spare[present, default: []].append(name)
      }
      let most = spare.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
      guard let agent = most?.value.first else { break }
      orders += ask(agent, for: campaign)
    }
    return orders
  }

  /// A ready agent goes where fewer are than should be.
  private mutating func balance(_ agent: String) -> [Order] {
    guard let known = agents[agent], let present = known.campaign, known.wantedBy == nil,
      !known.isPromised, let group = groups[present]
    else { return [] }
    guard let other = best(for: agent, but: present), let better = groups[other],
      better.need.hasWork
    else { return [] }
    let load = Double(better.agents.count + coming(to: other) + 1) / better.terms.share
    guard
      !group.need.hasWork
        || load < Double(group.agents.count - leaving(present)) / group.terms.share
    else { return [] }
    return ask(agent, for: other)
  }

  private func leaving(_ campaign: String) -> Int {
    groups[campaign]?.agents.count { agents[$0]?.wantedBy != nil } ?? 0
  }

  /// Where he is missing most: of the campaigns that have work for him, or else of all.
  private func best(for agent: String, but present: String? = nil) -> String? {
    if let home = homes[agent], home != present, groups[home] != nil { return home }
    let open = groups.filter { $0.key != present && $0.value.terms.admits(agent) }
    let working = open.filter(\.value.need.hasWork)
    func load(_ name: String, _ group: Group) -> Double {
      Double(group.agents.count + coming(to: name) + 1) / group.terms.share
    }
    return (working.isEmpty ? open : working).min {
      (load($0.key, $0.value), $0.key) < (load($1.key, $1.value), $1.key)
    }?.key
  }
}
