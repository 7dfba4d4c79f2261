// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import OutboundContact
import Synchronization

/// Hands what desktops say to the session that is loaded. Agents who are logged in when one is loaded are logged in to
/// it; while none is, they are told so.
final class Switchboard: DeskHandler {
  private struct State {
    var inbox: Inbox?
    /// By agent: his login, without its reference.
    var logins: [String: DesktopRequest] = [:]
  }

  private let state = Mutex(State())
  private let refuse: @Sendable (DesktopRequest, String) -> Void

  /// `refuse` tells an agent that no campaign is loaded.
  init(refuse: @escaping @Sendable (DesktopRequest, String) -> Void) { self.refuse = refuse }

  /// A session's inbox, or none any more.
  func connect(_ inbox: Inbox?) {
    let logins = state.withLock { state in
      state.inbox = inbox
      return state.logins
    }
    guard let inbox else { return }
    for (agent, login) in logins.sorted(by: { $0.key < $1.key }) {
      inbox.put(.desktop(agent: agent, login))
    }
  }

  func take(
    _ request: DesktopRequest, of agent: String, settled: @escaping @Sendable () -> Void
  ) {
    let inbox = state.withLock { state in
      switch request.kind {
      case .agentLogin:
        var login = request
        login.referenceID = nil
        state.logins[agent] = login
      case .agentLogout: state.logins[agent] = nil
      default: break
      }
      return state.inbox
    }
    if let inbox {
      inbox.take(request, of: agent, settled: settled)
    } else {
      refuse(request, agent)
      settled()
    }
  }

  func agentGone(_ agent: String) {
    let inbox = state.withLock { state in
      state.logins[agent] = nil
      return state.inbox
    }
    inbox?.agentGone(agent)
  }

  func supervisorJoined(_ supervisor: Desk.Supervisor) {
    state.withLock { $0.inbox }?.supervisorJoined(supervisor)
  }
}
