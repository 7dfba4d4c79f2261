// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import Logging

/// Agents' telephones that are connected before there is a call for them.
extension CallFloor {
  struct Engagement {
    enum State {
      /// Without a leg while the trunk seizes a line.
      case calling((any Leg)?)
      case up(any Leg)
      /// A call has it; its events go on to that call.
      case handedOver(AsyncStream<LegEvent>.Continuation)
    }

    /// The connection that asked for it.
    let peer: Int
    var state = State.calling(nil)
    /// Nobody wants it any more; its telephone is hung up, or will be as soon as it has a line.
    var isUnwanted = false

    var isHandedOver: Bool {
      if case .handedOver = state { true } else { false }
    }
  }

  /// Those that no call has yet; the others count with their calls.
  var waitingEngagements: Int { engagements.values.count { !$0.isHandedOver } }

  func engage(_ id: String, to place: String, _ peer: Int) throws(CPDError) {
    guard engagements[id] == nil, calls[id] == nil else {
      throw CPDError(.duplicateAttempt, "this id is in use")
    }
    guard !isClosing else { throw CPDError(.busy, "the server is stopping") }
    engagements[id] = Engagement(peer: peer)
    jobs.yield { [self] in await follow(id, at: place) }
  }

  /// Calls the place and follows it to its end, be it with a call.
  private func follow(_ id: String, at place: String) async {
    let request = CallRequest(attempt: id, number: place)
    let (listener, events) = Listener.make(for: request)
    let leg: any Leg
    do {
      leg = try await trunk.place(request, listener: listener)
    } catch {
      return lose(id, "\(error)")
    }
    if engagements[id]?.isUnwanted == false {
      engagements[id]?.state = .calling(leg)
    } else {
      await leg.hangUp()
    }
    for await event in events {
      switch (engagements[id]?.state, event) {
      case (.calling, .answered):
        guard engagements[id]?.isUnwanted == false else { break }
        engagements[id]?.state = .up(leg)
        tell(id, .engaged, line: leg.line)
      case (.calling, .decided(let verdict)):
        lose(id, verdict.outcome.rawValue, line: leg.line)
      case (.calling, .limit(.ring, _)), (.calling, .ended): lose(id, "no answer", line: leg.line)
      case (.up, .ended): lose(id, "hung up", line: leg.line)
      case (.handedOver(let call), _): call.yield(event)
      default: break
      }
      // It is lost, or not wanted any more.
      if engagements[id]?.isUnwanted ?? true { await leg.hangUp() }
    }
    if case .handedOver(let call) = engagements[id]?.state { call.finish() }
    engagements[id] = nil
  }

  private func lose(_ id: String, _ text: String, line: String = "") {
    guard let engagement = engagements.removeValue(forKey: id), !engagement.isUnwanted else {
      return
    }
    tell(id, .disengaged, line: line, text: text, engagement.peer)
  }

  /// Lets a telephone go that waits; one that a call has stays the call's.
  func disengage(_ id: String) {
    switch engagements[id]?.state {
    case .up(let leg):
      engagements[id] = nil
      jobs.yield { await leg.hangUp() }
    case .calling(let leg):
      engagements[id]?.isUnwanted = true
      if let leg { jobs.yield { await leg.hangUp() } }
    case .handedOver, nil: break
    }
  }

  /// The telephone for a call, which owns it from here on; nil where it is not there any more.
  func handOver(_ id: String) -> (leg: any Leg, events: AsyncStream<LegEvent>)? {
    guard case .up(let leg) = engagements[id]?.state else { return nil }
    let (events, source) = AsyncStream.makeStream(of: LegEvent.self)
    engagements[id]?.state = .handedOver(source)
    return (leg, events)
  }

  private func tell(
    _ id: String, _ state: Progress.State, line: String, text: String? = nil, _ peer: Int? = nil
  ) {
    guard let peer = peer ?? engagements[id]?.peer, let name = peers[peer]?.name else { return }
    let progress = Progress(attempt: id, line: line, state: state, at: .zero, text: text)
    deliver(.progress(progress), to: name)
  }
}
