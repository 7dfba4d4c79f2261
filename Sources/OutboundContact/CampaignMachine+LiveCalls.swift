// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Live calls: to an agent, with him, and their end.
extension CampaignMachine {
  /// Live calls without an agent go to those who are ready, before anything new is dialed for them.
  mutating func offerWaiting(now: Date, into step: inout CampaignStep) {
    guard lines != nil else { return }
    for id in callIDs {
      guard let call = calls[id], call.phase == .waiting, call.doubt == nil else { continue }
      guard let agent = readyAgents.first else { return }
      offer(id, to: agent, now: now, into: &step)
    }
  }

  mutating func offer(
    _ id: String, to agent: String, now: Date, into step: inout CampaignStep
  ) {
    guard let place = agents[agent]?.place else { return }
    agents[agent]?.state = .busy(attempt: id)
    enter(.offered, id, now: now)
    calls[id]?.attempt.agent = agent
    guard let call = calls[id] else { return }
    step.transitions.append(.attemptChanged(call.attempt))
    step.effects.append(.transfer(attempt: id, to: place))
    notify(agent, DesktopEvent.Name.ringing, of: call, into: &step)
  }

  mutating func establish(_ id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id] else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    guard call.phase == .offered else { return }
    enter(.talking, id, now: now)
    calls[id]?.attempt.stage = .withAgent
    guard let call = calls[id] else { return }
    step.transitions.append(.attemptChanged(call.attempt))
    notifyHolder(DesktopEvent.Name.established, of: call, into: &step)
  }

  /// The agent's place did not answer: he is not ready, and the customer waits for another.
  mutating func failTransfer(
    of id: String, text: String, now: Date, into step: inout CampaignStep
  ) {
    guard let call = calls[id], call.phase == .offered else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    step.notes.append(.transferFailed(attempt: id, text))
    notifyHolder(DesktopEvent.Name.released, of: call, into: &step)
    if let agent = call.attempt.agent, agents[agent]?.heldAttempt == id {
      agents[agent]?.state = .notReady
      step.effects.append(
        .notify(agent: agent, agentEvent(DesktopEvent.Name.agentNotReady, agent)))
    }
    enter(.waiting, id, now: now)
    calls[id]?.attempt.agent = nil
    calls[id]?.returnBy = nil
    if let attempt = calls[id]?.attempt { step.transitions.append(.attemptChanged(attempt)) }
  }

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
    case .wrapUp: break
    case .talking: endTalk(call, into: &step)
    case .offered where call.isRecovered && !isAbandoned && cause != "lost":
      // Whether they spoke while this process was away, only the agent knows.
      endTalk(call, into: &step)
    case .dialing where !isAbandoned:
      // Its result is missing: ask.
      calls[call.attempt.id]?.doubt = .unasked
    case .dialing, .waiting, .offered:
      abandon(
        call, with: call.attempt.result ?? AttemptResult(callResult: .abandoned), now: now,
        into: &step)
    }
  }

  /// The customer hung up, or was let go, before an agent heard him: 21 Abandoned, with its own treatment.
  mutating func abandon(
    _ call: OpenCall, with result: AttemptResult, now: Date, into step: inout CampaignStep
  ) {
    step.notes.append(.abandoned(attempt: call.attempt.id))
    if call.phase == .offered {
      notifyHolder(DesktopEvent.Name.abandoned, of: call, into: &step)
    }
    if let agent = call.attempt.agent, agents[agent]?.heldAttempt == call.attempt.id {
      makeReady(agent, into: &step)
    }
    var result = result
    result.callResult = .abandoned
    finish(call, with: result, now: now, into: &step)
  }

  /// The conversation is over; its record waits for the agent.
  mutating func endTalk(_ call: OpenCall, into step: inout CampaignStep) {
    let id = call.attempt.id
    calls[id]?.doubt = nil
    calls[id]?.phase = .wrapUp
    if call.phase == .offered {
      calls[id]?.attempt.stage = .withAgent
      if let attempt = calls[id]?.attempt { step.transitions.append(.attemptChanged(attempt)) }
      notifyHolder(DesktopEvent.Name.established, of: call, into: &step)
    }
    notifyHolder(DesktopEvent.Name.released, of: call, into: &step)
  }

  /// The final update: the record as the agent leaves it, and the end of the attempt, in one step.
  mutating func finalise(
    _ call: OpenCall, withTreatment: Bool, now: Date, into step: inout CampaignStep
  ) {
    var attempt = call.attempt
    attempt.stage = .finished
    attempt.closedAt = now
    calls[attempt.id] = nil
    if let agent = attempt.agent, agents[agent]?.heldAttempt == attempt.id {
      agents[agent]?.state = .notReady
    }
    step.transitions.append(.attemptChanged(attempt))
    apply(
      .finalUpdate(
        of: call.chain, after: attempt, withTreatment: withTreatment, by: configuration, now: now),
      into: &step)
  }
}
