// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Live calls: to an agent, with him, and their end.
extension CampaignMachine {
  /// Live calls without an agent go to those who are ready, before anything new is dialed for them.
  mutating func offerWaiting(now: Date, into step: inout CampaignStep) {
    guard lines != nil else { return }
    for turn in calls.waiting.elements {
      guard calls[turn.attempt]?.doubt == nil else { continue }
      guard let agent = agents.firstReady else { return }
      offer(turn.attempt, to: agent, now: now, into: &step)
    }
  }

  mutating func offer(
    _ id: String, to agent: String, now: Date, into step: inout CampaignStep
  ) {
    guard let place = agents[agent]?.place else { return }
    agents[agent]?.state = .busy(attempt: id, since: now)
    change(id, to: .offered, now: now, into: &step) { $0.attempt.agent = agent }
    guard let call = calls[id] else { return }
    step.effects.append(
      .transfer(attempt: id, to: place, engagement: takeEngagement(of: agent)))
    notify(agent, DesktopEvent.Name.ringing, of: call, into: &step)
  }

  mutating func establish(_ id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id] else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    if call.phase == .diverting { return finishDiverted(call, now: now, into: &step) }
    if call.isPreview { return connectPreview(call, now: now, into: &step) }
    guard call.phase == .offered else { return }
    change(id, to: .talking, now: now, into: &step) {
      $0.agentBy = nil
      $0.attempt.stage = .withAgent
      $0.attempt.connectedAt = now
    }
    guard let call = calls[id] else { return }
    notifyHolder(DesktopEvent.Name.established, of: call, into: &step)
  }

  /// The agent's place did not answer: he is not ready, and the customer waits for another, or hears the message
  /// where he has waited too long.
  mutating func failTransfer(
    of id: String, text: String, now: Date, into step: inout CampaignStep
  ) {
    guard let call = calls[id], call.phase == .offered || call.phase == .diverting else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    step.notes.append(.transferFailed(attempt: id, text))
    guard call.phase == .offered else {
      hangUp(id, into: &step)
      return finishKept(call, result: .transferError, now: now, into: &step)
    }
    notifyHolder(DesktopEvent.Name.released, of: call, into: &step)
    if let agent = call.attempt.agent, agents[agent]?.heldAttempt == id {
      agents[agent]?.state = .notReady
      step.effects.append(
        .notify(agent: agent, agentEvent(DesktopEvent.Name.agentNotReady, agent)))
    }
    change(id, to: .waiting, now: now, into: &step) {
      $0.attempt.agent = nil
      $0.returnBy = nil
    }
    if call.attempt.isAbandoned { letGo(id, now: now, into: &step) }
  }

  // MARK: Nobody there

  /// Two seconds have passed. Who waits hears the message; who is on his way to an agent is counted, and goes on.
  mutating func passAgentBy(of id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id], let agentBy = call.agentBy, agentBy <= now else { return }
    switch call.phase {
    case .waiting where call.doubt == nil:
      letGo(id, now: now, into: &step)
    case .waiting, .offered:
      change(id, now: now, into: &step) {
        $0.agentBy = nil
        $0.attempt.isAbandoned = true
      }
    default: calls[id]?.agentBy = nil
    }
  }

  /// No agent came in time: the person hears the message, where there is one, and is let go.
  private mutating func letGo(_ id: String, now: Date, into step: inout CampaignStep) {
    step.notes.append(.abandoned(attempt: id))
    change(id, now: now, into: &step) {
      $0.agentBy = nil
      $0.attempt.isAbandoned = true
    }
    guard let call = calls[id] else { return }
    if let message = configuration.safeHarbourMessage, lines != nil {
      change(id, to: .message, now: now, into: &step)
      step.effects.append(
        .play(
          attempt: id,
          PlayOrder(message: message, optOutDigit: configuration.optOutDigit)))
    } else {
      hangUp(id, into: &step)
      finishAbandoned(call, now: now, into: &step)
    }
  }

  /// The customer hung up, or was let go, before an agent heard him: 21 Abandoned, with its own treatment.
  mutating func abandon(
    _ call: OpenCall, with result: AttemptResult, now: Date, into step: inout CampaignStep
  ) {
    if !call.attempt.isAbandoned { step.notes.append(.abandoned(attempt: call.attempt.id)) }
    if call.phase == .offered {
      notifyHolder(DesktopEvent.Name.abandoned, of: call, into: &step)
    }
    if let agent = call.attempt.agent, agents[agent]?.heldAttempt == call.attempt.id {
      makeReady(agent, into: &step)
    }
    change(call.attempt.id, now: now, into: &step) {
      $0.attempt.isAbandoned = true
      $0.attempt.liveAt = $0.attempt.liveAt ?? now
      $0.attempt.result = result
    }
    if let call = calls[call.attempt.id] { finishAbandoned(call, now: now, into: &step) }
  }

  mutating func finishAbandoned(
    _ call: OpenCall, now: Date, into step: inout CampaignStep
  ) {
    var result = call.attempt.result ?? AttemptResult(callResult: .abandoned)
    result.callResult = .abandoned
    finish(call, with: result, now: now, into: &step)
  }

  // MARK: The end

  mutating func release(
    _ id: String, cause: String, now: Date, into step: inout CampaignStep
  ) {
    guard let call = calls[id] else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    release(call, cause: cause, now: now, into: &step)
  }

  mutating func release(
    _ call: OpenCall, cause: String, now: Date, into step: inout CampaignStep
  ) {
    let isAbandoned = cause == "abandoned"
    switch call.phase {
    case .previewing, .wrapUp: break
    case .talking: endTalk(call, now: now, into: &step)
    case .dialing where call.isPreview: endTalk(call, now: now, into: &step)
    case .offered where call.isRecovered && !isAbandoned && cause != "lost":
      // Whether they spoke while this process was away, only the agent knows.
      endTalk(call, now: now, into: &step)
    case .message, .diverting: finishKept(call, now: now, into: &step)
    case .waiting where call.attempt.result?.isLive == false:
      finishKept(call, now: now, into: &step)
    case .dialing where !isAbandoned:
      // Its result is missing: ask.
      calls[call.attempt.id]?.doubt = .unasked
    case .dialing, .waiting, .offered:
      abandon(
        call, with: call.attempt.result ?? AttemptResult(callResult: .abandoned), now: now,
        into: &step)
    }
  }

  /// The conversation is over; its record waits for the agent.
  mutating func endTalk(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    let id = call.attempt.id
    change(id, now: now, into: &step) {
      $0.doubt = nil
      $0.agentBy = nil
      $0.phase = .wrapUp
      $0.attempt.releasedAt = now
      if call.phase == .offered || call.isPreview { $0.attempt.stage = .withAgent }
    }
    if let agent = call.attempt.agent, case .busy(id, let since) = agents[agent]?.state {
      agents[agent]?.wrapUpSince = now
      policy.observe(.talked(seconds: now.timeIntervalSince(since), at: now))
    }
    if call.phase == .offered { notifyHolder(DesktopEvent.Name.established, of: call, into: &step) }
    if let request = call.makeCall, let agent = call.attempt.agent, agents[agent] != nil {
      // It was over before it went out: his own telephone did not answer, say.
      calls[id]?.makeCall = nil
      refuse(request, of: agent, .notDialed, call.attempt.result?.reason, into: &step)
    }
    notifyHolder(DesktopEvent.Name.released, of: calls[id] ?? call, into: &step)
  }

  /// The final update: the record as the agent leaves it, and the end of the attempt, in one step.
  mutating func finalise(
    _ call: OpenCall, withTreatment: Bool, now: Date, into step: inout CampaignStep
  ) {
    var attempt = call.attempt
    let wasDialed = attempt.stage != .preview
    attempt.stage = wasDialed ? .finished : .neverDialed
    attempt.closedAt = now
    if wasDialed {
      attempt.releasedAt = attempt.releasedAt ?? now
      // In preview the agent may be done before detection has said anything.
      attempt.result =
        attempt.result
        ?? AttemptResult(callResult: attempt.connectedAt == nil ? .unknown : .answer)
    }
    attempt.isFalseMachine =
      attempt.result?.callResult == .answeringMachine && attempt.pending.callResult == .answer
    calls[attempt.id] = nil
    if let agent = attempt.agent, case .busy(attempt.id, let since) = agents[agent]?.state {
      let ended = agents[agent]?.wrapUpSince
      agents[agent]?.state = .notReady
      if ended == nil { policy.observe(.talked(seconds: now.timeIntervalSince(since), at: now)) }
      policy.observe(.wrappedUp(seconds: now.timeIntervalSince(ended ?? now), at: now))
    }
    write(attempt, after: call.attempt, now: now, into: &step)
    apply(
      .finalUpdate(
        of: call.chain, after: attempt, wasDialed: wasDialed, withTreatment: withTreatment,
        by: configuration, now: now),
      into: &step)
  }

  /// Who is not to be called again is on the list of all campaigns as soon as that is acknowledged.
  func recordOptOut(of call: OpenCall, into step: inout CampaignStep) {
    guard case .doNotCall(let scope) = call.attempt.pending.disposition else { return }
    let records = scope == .allChain ? call.chain.records : [call.record]
    let said = call.attempt.pending.custom[Record.customerIDField]
    for record in records {
      step.transitions.append(
        .doNotCall(record.contactInfo, customerID: said ?? record.custom[Record.customerIDField]))
    }
  }
}
