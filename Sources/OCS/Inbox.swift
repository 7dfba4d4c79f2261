// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Desk
import OutboundContact
import Synchronization

/// What reaches a dialing session, in the order in which it came; taken in batches, so that one sync of the disk serves
/// all that has come while the one before was under way.
///
/// It needs no bound of its own: a desktop's next line is read when the one before was settled, and a gateway has at
/// most `Delivery.window` messages under way.
final class Inbox: Sendable {
  enum Arrival: Sendable {
    case event(CampaignEvent)
    /// For those who watch only.
    case progress(Progress)
    case supervisor(Desk.Supervisor)
  }

  struct Entry: Sendable {
    let arrival: Arrival
    /// Called once: true when what came of it is durable, false when it was not taken.
    let settled: @Sendable (Bool) -> Void
  }

  /// An element whenever there is something to take; it ends when the inbox is closed.
  let news: AsyncStream<Void>
  private let bell: AsyncStream<Void>.Continuation
  private let state = Mutex((entries: [Entry](), isClosed: false))

  init() { (news, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  func put(_ arrival: Arrival, settled: @escaping @Sendable (Bool) -> Void = { _ in }) {
    let isTaken = state.withLock { state in
      if !state.isClosed { state.entries.append(Entry(arrival: arrival, settled: settled)) }
      return !state.isClosed
    }
    if isTaken { bell.yield() } else { settled(false) }
  }

  func put(_ event: CampaignEvent) { put(.event(event)) }

  /// All that has come, in order.
  func take() -> [Entry] {
    state.withLock { state in
      defer { state.entries = [] }
      return state.entries
    }
  }

  /// What is in it is still to be taken; what comes after is settled at once.
  func close() {
    state.withLock { $0.isClosed = true }
    bell.finish()
  }
}

extension Inbox: DeskHandler {
  func take(
    _ request: DesktopRequest, of agent: String, settled: @escaping @Sendable () -> Void
  ) {
    put(.event(.desktop(agent: agent, request))) { _ in settled() }
  }

  func agentGone(_ agent: String) { put(.agentGone(agent: agent)) }

  func supervisorJoined(_ supervisor: Desk.Supervisor) { put(.supervisor(supervisor)) }
}
