// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Desk
import OutboundContact

/// What reaches a dialing session, in the order in which it came.
///
/// It needs no bound of its own: a desktop's next line is read when the one before was settled, and a gateway has at
/// most `Delivery.window` messages under way.
struct Inbox: Sendable {
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

  let entries: AsyncStream<Entry>
  private let source: AsyncStream<Entry>.Continuation

  init() { (entries, source) = AsyncStream.makeStream(of: Entry.self) }

  func put(_ arrival: Arrival, settled: @escaping @Sendable (Bool) -> Void = { _ in }) {
    if case .terminated = source.yield(Entry(arrival: arrival, settled: settled)) {
      settled(false)
    }
  }

  func put(_ event: CampaignEvent) { put(.event(event)) }

  /// What is in it is still to be taken; what comes after is settled at once.
  func close() { source.finish() }
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
