// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Calls in Preview: dialed when the agent says so, heard by him from then on, ended by him or the far end.
extension CampaignMachine {
  mutating func makeCall(
    _ request: DesktopRequest, _ call: OpenCall, of agent: String, now: Date,
    into step: inout CampaignStep
  ) {
    guard call.phase == .previewing else {
      let text =
        call.phase == .wrapUp
        ? "record \(call.record.recordID) has been called: process it" : "there is a call already"
      return refuse(request, of: agent, .wrongState, text, into: &step)
    }
    guard isDialing, state == .running || state == .finished else {
      return refuse(request, of: agent, .stopped, into: &step)
    }
    if isListed(call.record) || call.record.recordType == .noCall {
      return refuse(request, of: agent, .onDoNotCallList, into: &step)
    }
    if cancelled.contains(call.record.recordID) {
      return refuse(
        request, of: agent, .wrongState, "record \(call.record.recordID) was cancelled", into: &step
      )
    }
    guard call.record.window.isOpen(at: now) else {
      return refuse(request, of: agent, .outsideHours, into: &step)
    }
    guard freeLines > 0, let place = agents[agent]?.place else {
      return refuse(request, of: agent, .notDialed, "no line is free; try again", into: &step)
    }
    change(call.attempt.id, to: .dialing, now: now, into: &step) {
      $0.attempt.stage = .dialing
      $0.attempt.startedAt = now
      $0.makeCall = request
    }
    guard let call = calls[call.attempt.id] else { return }
    step.effects.append(.dial(order(for: call.attempt, call.record, place: place)))
  }

  /// The call goes out, or was answered.
  mutating func takeProgress(
    _ state: String, of id: String, now: Date, into step: inout CampaignStep
  ) {
    guard let call = calls[id], call.isPreview, call.isDialing else { return }
    switch state {
    case "dialing": tellDialing(call, into: &step)
    case "ringing":
      tellDialing(call, into: &step)
      notifyHolder(DesktopEvent.Name.ringing, of: call, into: &step)
    case "answered", "joined": connectPreview(call, now: now, into: &step)
    default: break
    }
  }

  /// The answer to the request to call, where it is still due.
  private mutating func tellDialing(_ call: OpenCall, into step: inout CampaignStep) {
    guard let request = call.makeCall, let agent = call.attempt.agent else { return }
    calls[call.attempt.id]?.makeCall = nil
    notify(
      agent, DesktopEvent.Name.dialing, of: call, referenceID: request.referenceID, into: &step)
  }

  /// The far end has answered, whoever it is.
  mutating func connectPreview(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    guard call.isDialing else { return }
    tellDialing(call, into: &step)
    let id = call.attempt.id
    change(id, to: .talking, now: now, into: &step) {
      $0.attempt.stage = .withAgent
      $0.attempt.connectedAt = now
    }
    notifyHolder(DesktopEvent.Name.established, of: calls[id] ?? call, into: &step)
  }

  /// What detection says of a call that an agent hears himself.
  mutating func takeAdvice(
    _ result: AttemptResult, on call: OpenCall, now: Date, into step: inout CampaignStep
  ) {
    let id = call.attempt.id
    guard call.phase != .previewing, call.attempt.result == nil else {
      step.notes.append(.duplicateResult(attempt: id))
      return
    }
    change(id, now: now, into: &step) { $0.attempt.result = result }
    guard let call = calls[id] else { return }
    if result.answeredAt != nil { connectPreview(call, now: now, into: &step) }
    notifyHolder(
      DesktopEvent.Name.attachedDataChanged, of: calls[id] ?? call, into: &step)
  }

  /// The gateway did not dial: the record is in the agent's hands as before, under an attempt of its own, since none is
  /// said to the gateway twice.
  mutating func undial(
    _ call: OpenCall, text: String, now: Date, into step: inout CampaignStep
  ) {
    guard let agent = call.attempt.agent else { return }
    var attempt = call.attempt
    attempt.stage = .neverDialed
    attempt.closedAt = now
    calls[attempt.id] = nil
    write(attempt, after: call.attempt, now: now, into: &step)
    if let disposal = disposalOfBarred(call.chain) {
      // It has come onto a list meanwhile: it is in nobody's hands any more.
      if agents[agent]?.heldAttempt == attempt.id { agents[agent]?.state = .notReady }
      step.effects.append(
        .notify(agent: agent, recordEvent(DesktopEvent.Name.recordCancel, of: call)))
      apply(disposal, into: &step)
      if let request = call.makeCall {
        refuse(request, of: agent, .onDoNotCallList, into: &step)
      }
      return
    }
    var next = previewCall(call.chain, for: agent, left: [], now: now)
    next.attempt.pending = call.attempt.pending
    next.returnBy = call.returnBy
    open(next, for: agent, now: now, into: &step)
    if let request = call.makeCall { refuse(request, of: agent, .notDialed, text, into: &step) }
  }

  mutating func takeAnswer(
    _ answer: QueryAnswer, aboutPreview call: OpenCall, now: Date, into step: inout CampaignStep
  ) {
    let id = call.attempt.id
    switch answer {
    case .dialing:
      change(id, to: .dialing, now: now, into: &step)
      if call.isReleaseWanted { hangUp(id, into: &step) }
    case .connected(let result):
      if let result { change(id, now: now, into: &step) { $0.attempt.result = result } }
      connectPreview(calls[id] ?? call, now: now, into: &step)
      if call.isReleaseWanted { hangUp(id, into: &step) }
    case .finished(let result):
      if let result { change(id, now: now, into: &step) { $0.attempt.result = result } }
      endTalk(calls[id] ?? call, now: now, into: &step)
    case .unknown, .interrupted: loseAttempt(call, now: now, into: &step)
    }
  }
}
