// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Agents: login and logout, ready and not ready, gone and back.
extension CampaignMachine {
  mutating func take(
    _ request: DesktopRequest, of agent: String, now: Date, into step: inout CampaignStep
  ) {
    guard let kind = request.kind else {
      return refuse(request, of: agent, .unknownRequest, into: &step)
    }
    if kind == .agentLogin { return logIn(request, agent, now: now, into: &step) }
    guard agents[agent] != nil else { return refuse(request, of: agent, .notLoggedIn, into: &step) }
    switch kind {
    case .agentReady: takeReady(request, agent, now: now, into: &step)
    case .agentNotReady:
      standDown(agent, into: &step)
      answer(request, DesktopEvent.Name.agentNotReady, to: agent, into: &step)
    case .agentLogout, .logOut:
      if let held = heldRecord(of: agent) {
        return refuse(
          request, of: agent, .wrongState, "record \(held) waits to be processed", into: &step)
      }
      standDown(agent, into: &step)
      endPreview(of: agent)
      agents[agent] = nil
      if kind == .logOut {
        acknowledge(request, of: agent, into: &step)
      } else {
        answer(request, DesktopEvent.Name.agentLogout, to: agent, into: &step)
      }
    case .makeCall: takeMakeCall(request, agent, now: now, into: &step)
    case .releaseCall: takeRelease(request, agent, into: &step)
    case .updateCallCompletionStats, .recordProcessed, .recordReschedule,
      .scheduledRecordReschedule, .doNotCall, .recordCancel:
      takeTransaction(kind, request, of: agent, now: now, into: &step)
    case .recordReject, .chainedRecord:
      takeRecordRequest(kind, request, of: agent, now: now, into: &step)
    case .previewStart, .previewOver, .previewRecord:
      takePreview(kind, request, of: agent, now: now, into: &step)
    case .campaignStatus: tellStatus(request, agent, into: &step)
    case .readyTime: acknowledge(request, of: agent, into: &step)
    case .addRecord: takeAdd(request, agent, now: now, into: &step)
    case .agentLogin, .monitorLines: refuse(request, of: agent, .notInThisMode, into: &step)
    }
  }

  private mutating func logIn(
    _ request: DesktopRequest, _ agent: String, now: Date, into step: inout CampaignStep
  ) {
    guard let place = request.place, !place.isEmpty else {
      return refuse(
        request, of: agent, .missingAttribute, "\(DesktopKey.place) is missing", into: &step)
    }
    // A second login of the same agent takes the first one's place.
    standDown(agent, into: &step)
    endPreview(of: agent)
    let state = agents[agent]?.heldAttempt == nil ? nil : agents[agent]?.state
    agents[agent] = AgentSession(place: place)
    agents[agent]?.needsEngagement = mode.isEngaged
    if let state { agents[agent]?.state = state }
    answer(request, DesktopEvent.Name.agentLogin, to: agent, into: &step)
    giveBack(to: agent, now: now, into: &step)
  }

  /// The record that was in his hands when he, or this process, went away.
  mutating func giveBack(to agent: String, now: Date, into step: inout CampaignStep) {
    let table = calls
    let held = table.ids.first {
      table[$0]?.attempt.agent == agent && table[$0]?.isWithAgent == true
    }
    guard let id = held, let call = calls[id], agents[agent] != nil else { return }
    calls[id]?.returnBy = nil
    agents[agent]?.state = .busy(attempt: id, since: now)
    agents[agent]?.isPreviewing = mode == .preview
    switch call.phase {
    case .waiting, .message, .diverting: break
    case .previewing:
      step.effects.append(
        .notify(agent: agent, recordEvent(DesktopEvent.Name.previewRecord, of: call)))
    case .dialing: notify(agent, DesktopEvent.Name.dialing, of: call, into: &step)
    case .offered:
      notify(agent, DesktopEvent.Name.ringing, of: call, into: &step)
      if lines != nil, call.doubt == nil, let place = agents[agent]?.place {
        step.effects.append(.transfer(attempt: id, to: place))
      }
    case .talking: notify(agent, DesktopEvent.Name.established, of: call, into: &step)
    case .wrapUp:
      notify(agent, DesktopEvent.Name.established, of: call, into: &step)
      notify(agent, DesktopEvent.Name.released, of: call, into: &step)
    }
  }

  private mutating func takeReady(
    _ request: DesktopRequest, _ agent: String, now: Date, into step: inout CampaignStep
  ) {
    if let id = agents[agent]?.heldAttempt, let call = calls[id] {
      // A desktop may count on RecordReschedule as the last word on a record.
      guard call.phase == .wrapUp, case .callBack = call.attempt.pending.disposition else {
        return refuse(
          request, of: agent, .wrongState, "record \(call.record.recordID) waits to be processed",
          into: &step)
      }
      finalise(call, withTreatment: false, now: now, into: &step)
    }
    if agents[agent]?.state == .notReady { enqueue(agent) }
    engage(agent, into: &step)
    answer(request, DesktopEvent.Name.agentReady, to: agent, into: &step)
  }

  private mutating func takeRelease(
    _ request: DesktopRequest, _ agent: String, into step: inout CampaignStep
  ) {
    guard let id = agents[agent]?.heldAttempt, let call = calls[id],
      call.phase == .talking || call.phase == .offered || (call.isPreview && call.isDialing)
    else {
      return refuse(request, of: agent, .wrongState, "there is no call to release", into: &step)
    }
    calls[id]?.releaseCall = request
    // While the call is in doubt the answer says whether there is something to hang up.
    if call.doubt == nil { hangUp(id, into: &step) }
  }

  /// His connection is gone. A call dialed for him goes to another; a record in his hands is kept for a while.
  mutating func loseAgent(_ agent: String, now: Date, into step: inout CampaignStep) {
    standDown(agent, into: &step)
    endPreview(of: agent)
    if let id = agents[agent]?.heldAttempt {
      let returnBy = now + configuration.agentReturnSeconds
      calls[id]?.returnBy = returnBy
    }
    agents[agent] = nil
  }

  /// No longer ready, nor reserved; a record in hand stays in hand.
  mutating func standDown(_ agent: String, into step: inout CampaignStep) {
    disengage(agent, into: &step)
    switch agents[agent]?.state {
    case .ready: agents[agent]?.state = .notReady
    case .reserved(let attempt, _):
      calls[attempt]?.attempt.agent = nil
      agents[agent]?.state = .notReady
    case .busy, .notReady, nil: break
    }
  }

  mutating func enqueue(_ agent: String) {
    agents[agent]?.state = .ready(turn: nextTurn)
    nextTurn += 1
  }

  /// Ready again without having asked, and told so.
  mutating func makeReady(_ agent: String, into step: inout CampaignStep) {
    enqueue(agent)
    engage(agent, into: &step)
    step.effects.append(.notify(agent: agent, agentEvent(DesktopEvent.Name.agentReady, agent)))
  }

  func heldRecord(of agent: String) -> Int? {
    agents[agent]?.heldAttempt.flatMap { calls[$0]?.record.recordID }
  }
}
