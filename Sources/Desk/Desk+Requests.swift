// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import LineSocket
import Logging
import OutboundContact

/// What comes in, by who sends it.
extension Desk {
  /// False: nothing more is taken from this visitor.
  func take(_ output: LineFramer.Output, from visitor: Int) async -> Bool {
    guard let role = visitors[visitor]?.role else { return false }
    let request: DesktopRequest
    do throws(DeskFault) {
      request = try DeskLine.request(in: output, atMost: configuration.limits.line)
    } catch {
      send(error.event, to: visitor)
      return true
    }
    switch (request.kind, role) {
    case (.agentLogin, _): return await logIn(request, visitor)
    case (.monitorLines, _): return monitor(request, visitor)
    case (_, .agent(let agent)):
      await pass(request, of: agent)
      return true
    case (_, .stranger), (_, .supervisor):
      send(.refusal(of: request, .notLoggedIn), to: visitor)
      return true
    }
  }

  private func logIn(_ request: DesktopRequest, _ visitor: Int) async -> Bool {
    guard let agent = request.agent, !agent.isEmpty else {
      send(.refusal(of: request, .missingAttribute, "\(DesktopKey.agent) is missing"), to: visitor)
      return true
    }
    let longest = max(agent.utf8.count, request.place?.utf8.count ?? 0)
    guard longest <= DeskConfiguration.longestName else {
      let most = DeskConfiguration.longestName
      send(
        .refusal(of: request, .invalidValue, "a name has at most \(most) bytes"), to: visitor)
      return true
    }
    guard configuration.admits(Token(request.token ?? "")) else {
      logger.notice("login refused", metadata: ["visitor": "\(visitor)"])
      send(.refusal(of: request, .unauthorized), to: visitor)
      return false
    }
    switch visitors[visitor]?.role {
    case .stranger, .agent(agent): break
    case .agent, .supervisor:
      send(
        .refusal(of: request, .wrongState, "this connection is somebody else's"), to: visitor)
      return true
    case nil: return false
    }
    takeSeat(of: agent, visitor)
    var request = request
    request.attributes.set(DesktopKey.token, nil as String?)
    await pass(request, of: agent)
    return true
  }

  private func takeSeat(of agent: String, _ visitor: Int) {
    if let before = seats[agent], before != visitor {
      logger.notice("a second login takes over", metadata: ["agent": "\(agent)"])
      let news = DesktopRequest(.agentLogin)
      send(.refusal(of: news, .alreadyLoggedIn), to: before)
      visitors.removeValue(forKey: before)?.connection.close()
    }
    seats[agent] = visitor
    visitors[visitor]?.role = .agent(agent)
  }

  private func monitor(_ request: DesktopRequest, _ visitor: Int) -> Bool {
    guard configuration.supervisorToken.matches(Token(request.token ?? "")) else {
      logger.notice("supervisor refused", metadata: ["visitor": "\(visitor)"])
      send(.refusal(of: request, .unauthorized), to: visitor)
      return false
    }
    if case .agent = visitors[visitor]?.role {
      send(.refusal(of: request, .wrongState, "this connection is an agent's"), to: visitor)
      return true
    }
    visitors[visitor]?.role = .supervisor
    send(DesktopEvent(MonitorEvent.subscribed, referenceID: request.referenceID), to: visitor)
    handler.supervisorJoined(Supervisor(visitor: visitor))
    return true
  }

  /// Returns when the handler has dealt with it, so that nobody can ask faster than is answered.
  private func pass(_ request: DesktopRequest, of agent: String) async {
    let settlement = Settlement()
    handler.take(request, of: agent) { settlement.settle() }
    await settlement.wait()
  }
}
