// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// The agents whose desktops are connected, and who of them is next: look-ups cost the same however many there are.
struct AgentTable: Sendable {
  /// An agent in the order of those who are ready.
  struct Turn: Sendable, Hashable, Comparable {
    var turn: Int
    var agent: String

    static func < (one: Turn, other: Turn) -> Bool {
      (one.turn, one.agent) < (other.turn, other.agent)
    }
  }

  private var sessions: [String: AgentSession] = [:]
  /// By agent: what he was at when changes were taken the last time, where he has been touched since.
  private var touched: [String: AgentPresence] = [:]
  /// Who was asked for in vain: that he is free again is said, though with a call that was but dialed for him he was ready all along.
  private var refused: Set<String> = []
  /// Of these, who is free.
  private var freed: Set<String> = []
  /// Who could be given a call, the one who has waited longest first.
  private(set) var ready = Ordered<Turn>()
  private(set) var reserved = 0
  /// When those who have a call got it.
  private(set) var talkingSince = Ordered<Date>()
  /// When the calls of those were over who have only the record still.
  private(set) var wrappingUpSince = Ordered<Date>()

  var count: Int { sessions.count }
  var names: [String] { sessions.keys.sorted() }
  var readyNames: [String] { ready.elements.map(\.agent) }
  var firstReady: String? { ready.elements.first?.agent }
  /// Agents who have a call, are promised one, or could be given one.
  var active: Int {
    ready.elements.count + reserved + talkingSince.elements.count + wrappingUpSince.elements.count
  }

  subscript(agent: String) -> AgentSession? {
    get { sessions[agent] }
    set {
      let old = sessions.replaceValue(newValue, forKey: agent)
      if let old { leave(old, agent) }
      if old?.presence != newValue?.presence, touched[agent] == nil {
        touched[agent] = old?.presence ?? .loggedOut
      }
      if refused.contains(agent) { note(newValue?.state, ofRefused: agent) }
      if let newValue { join(newValue, agent) }
    }
  }

  /// An agent cannot be let go, because he has a call, or one is being dialed for him.
  mutating func refuse(_ agent: String) { refused.insert(agent) }

  private mutating func note(_ state: AgentSession.State?, ofRefused agent: String) {
    switch state {
    case .ready: freed.insert(agent)
    // The next call is being dialed for him already.
    case .reserved: freed.remove(agent)
    // He goes, or what he is at is told anyway.
    case .busy, .notReady, nil:
      freed.remove(agent)
      refused.remove(agent)
    }
  }

  /// Who is at something else than when this was called before, or free again, by name, and at what.
  mutating func takeChanges() -> [(agent: String, presence: AgentPresence)] {
    guard !touched.isEmpty || !freed.isEmpty else { return [] }
    defer {
      touched = [:]
      refused.subtract(freed)
      freed = []
    }
    return freed.union(touched.keys).sorted().compactMap { agent in
      let presence = sessions[agent]?.presence ?? .loggedOut
      return presence == touched[agent] && !freed.contains(agent) ? nil : (agent, presence)
    }
  }

  private mutating func leave(_ session: AgentSession, _ agent: String) {
    switch session.state {
    case .ready(let turn): ready.remove(Turn(turn: turn, agent: agent))
    case .reserved: reserved -= 1
    case .busy(_, let since):
      if let ended = session.wrapUpSince {
        wrappingUpSince.remove(ended)
      } else {
        talkingSince.remove(since)
      }
    case .notReady: break
    }
  }

  private mutating func join(_ session: AgentSession, _ agent: String) {
    switch session.state {
    case .ready(let turn):
      if session.isAvailable { ready.insert(Turn(turn: turn, agent: agent)) }
    case .reserved: reserved += 1
    case .busy(_, let since):
      if let ended = session.wrapUpSince {
        wrappingUpSince.insert(ended)
      } else {
        talkingSince.insert(since)
      }
    case .notReady: break
    }
  }
}
