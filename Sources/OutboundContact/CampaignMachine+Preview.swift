// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Preview: an agent asks for a record, looks at it, and has it called or gives it back.
extension CampaignMachine {
  mutating func takePreview(
    _ kind: DesktopRequest.Kind, _ request: DesktopRequest, of agent: String, now: Date,
    into step: inout CampaignStep
  ) {
    if let campaign = wrongCampaign(request) {
      return refuse(
        request, of: agent, .unknownCampaign, "there is no campaign \"\(campaign)\" here",
        into: &step)
    }
    guard mode == .preview else { return refuse(request, of: agent, .notInThisMode, into: &step) }
    switch kind {
    case .previewStart:
      if state != .running && state != .idle && state != .finished {
        return refuse(request, of: agent, .stopped, into: &step)
      }
      agents[agent]?.isPreviewing = true
      acknowledge(request, of: agent, into: &step)
    case .previewOver:
      if let held = heldRecord(of: agent) {
        return refuse(
          request, of: agent, .wrongState, "record \(held) waits to be processed or rejected",
          into: &step)
      }
      endPreview(of: agent)
      acknowledge(request, of: agent, into: &step)
    default:
      guard agents[agent]?.isPreviewing == true else {
        return refuse(request, of: agent, .notPreviewing, into: &step)
      }
      if state == .stopping || state == .stopped {
        return refuse(request, of: agent, .stopped, into: &step)
      }
      if let held = heldRecord(of: agent) {
        return refuse(
          request, of: agent, .wrongState, "record \(held) is in your hands", into: &step)
      }
      agents[agent]?.asking = request
      if !asking.contains(agent) { asking.append(agent) }
    }
  }

  mutating func endPreview(of agent: String) {
    agents[agent]?.isPreviewing = false
    agents[agent]?.asking = nil
    asking.removeAll { $0 == agent }
  }

  /// Records for those who ask, callbacks for those whose they are.
  mutating func servePreview(now: Date, into step: inout CampaignStep) {
    guard mode == .preview, state != .idle else { return }
    for agent in asking {
      guard let request = agents[agent]?.asking else { continue }
      if let chain = nextPreview(for: agent, now: now, into: &step) {
        endAsking(agent)
        hand(
          chain, to: agent, DesktopEvent.Name.previewRecord, referenceID: request.referenceID,
          now: now, into: &step)
      } else if isSupplyOver(now: now) {
        endAsking(agent)
        var event = campaignEvent(DesktopEvent.Name.previewRecordEmpty)
        event.referenceID = request.referenceID
        step.effects.append(.notify(agent: agent, event))
      }
    }
    guard state == .running else { return }
    for chain in buffer where personalUntil(chain.current) ?? .distantPast > now {
      guard let agent = chain.current.agentID, agents[agent]?.isPreviewing == true,
        agents[agent]?.heldAttempt == nil,
        let index = buffer.firstIndex(where: { $0.id == chain.id })
      else { continue }
      buffer.remove(at: index)
      if let disposal = disposalInsteadOfDialing(chain, now: now, into: &step) {
        apply(disposal, into: &step)
      } else {
        hand(chain, to: agent, DesktopEvent.Name.scheduledCall, now: now, into: &step)
      }
    }
  }

  private mutating func endAsking(_ agent: String) {
    agents[agent]?.asking = nil
    asking.removeAll { $0 == agent }
  }

  /// Nothing more comes of waiting.
  private func isSupplyOver(now: Date) -> Bool {
    guard !isFetching, state != .idle else { return false }
    switch supply {
    case .none: return true
    case .due(let date): return date > now
    case .unknown: return state != .running
    }
  }

  private mutating func nextPreview(
    for agent: String, now: Date, into step: inout CampaignStep
  ) -> Chain? {
    guard state == .running else { return nil }
    let rejected = agents[agent]?.rejected ?? []
    while let index = buffer.firstIndex(where: {
      !rejected.contains($0.id) && suits($0.current, agent, now: now)
    }) {
      let chain = buffer.remove(at: index)
      guard let disposal = disposalInsteadOfDialing(chain, now: now, into: &step) else {
        return chain
      }
      apply(disposal, into: &step)
    }
    return nil
  }

  /// Puts a record into an agent's hands.
  private mutating func hand(
    _ chain: Chain, to agent: String, _ name: String, referenceID: Int? = nil, now: Date,
    into step: inout CampaignStep
  ) {
    let call = previewCall(chain, for: agent, left: [], now: now)
    open(call, for: agent, now: now, into: &step)
    var event = recordEvent(name, of: call)
    event.referenceID = referenceID
    step.effects.append(.notify(agent: agent, event))
  }

  private func previewCall(
    _ chain: Chain, for agent: String, left: [LeftRecord], now: Date
  ) -> OpenCall {
    let record = chain.current
    let before = left.count { $0.recordID == record.recordID && $0.calledAt != nil }
    let attempt = Attempt(
      id: makeID(), recordID: record.recordID, chainID: record.chainID,
      campaign: configuration.name, number: record.attempt + 1 + before, startedAt: now,
      mode: .preview, calledNumber: record.contactInfo, callerID: configuration.callerID,
      stage: .preview, agent: agent, pending: PendingUpdate(left: left))
    return OpenCall(attempt: attempt, chain: chain, phase: .previewing, checkBy: .distantFuture)
  }

  private mutating func open(
    _ call: OpenCall, for agent: String, now: Date, into step: inout CampaignStep
  ) {
    calls[call.attempt.id] = call
    // Who is gone gets it when he comes back.
    agents[agent]?.state = .busy(attempt: call.attempt.id, since: now)
    step.transitions.append(.attemptOpened(call.attempt))
  }

  // MARK: In an agent's hands

  /// Back to the list, as it came: what the agent has said of it is kept.
  mutating func giveUp(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    var attempt = call.attempt
    let wasDialed = attempt.stage != .preview
    attempt.stage = wasDialed ? .finished : .neverDialed
    attempt.closedAt = now
    if wasDialed {
      attempt.result = attempt.result ?? AttemptResult(callResult: .unknown)
      attempt.releasedAt = attempt.releasedAt ?? now
    }
    calls[attempt.id] = nil
    if let agent = attempt.agent, agents[agent]?.heldAttempt == attempt.id {
      agents[agent]?.state = .notReady
    }
    write(attempt, after: call.attempt, now: now, into: &step)
    apply(
      .givenBack(call.chain, after: attempt, wasDialed: wasDialed, now: now), into: &step)
  }

  mutating func reject(
    _ request: DesktopRequest, _ call: OpenCall, of agent: String, into step: inout CampaignStep,
    now: Date
  ) {
    guard call.phase == .previewing, call.attempt.pending.left.isEmpty else {
      return refuse(
        request, of: agent, .wrongState,
        "record \(call.record.recordID) has been called: process it", into: &step)
    }
    agents[agent]?.rejected.insert(call.chain.id)
    giveUp(call, now: now, into: &step)
    acknowledge(request, of: agent, into: &step)
  }

  /// The other numbers of the customer, and that there are no more.
  mutating func sendChained(
    _ request: DesktopRequest, _ call: OpenCall, of agent: String, into step: inout CampaignStep
  ) {
    let left = Set(call.attempt.pending.left.map(\.recordID))
    for record in call.chain.records.dropFirst() where !left.contains(record.recordID) {
      var event = recordEvent(DesktopEvent.Name.chainedRecord, of: call, record)
      event.referenceID = request.referenceID
      step.effects.append(.notify(agent: agent, event))
    }
    var end = campaignEvent(DesktopEvent.Name.chainedRecordsDataEnd)
    end.referenceID = request.referenceID
    end.attributes.set(DesktopKey.recordHandle, call.record.recordID)
    end.attributes.set(DesktopKey.chainID, call.chain.id)
    step.effects.append(.notify(agent: agent, end))
  }

  /// The agent goes on to another number of the customer in his hands: its attempt takes the place of the one before.
  mutating func move(
    _ call: OpenCall, to recordID: Int, of agent: String, now: Date, into step: inout CampaignStep
  ) -> OpenCall? {
    guard !call.mayBeUp, let chain = call.chain.beginning(with: recordID) else { return nil }
    var attempt = call.attempt
    let wasDialed = attempt.stage != .preview
    var left = attempt.pending.left
    left.append(
      LeftRecord(
        recordID: attempt.recordID,
        callResult: attempt.pending.callResult ?? attempt.result?.callResult,
        custom: attempt.pending.custom, disposition: attempt.pending.disposition,
        calledAt: wasDialed ? attempt.startedAt : nil))
    attempt.stage = wasDialed ? .finished : .neverDialed
    attempt.closedAt = now
    attempt.result = wasDialed ? attempt.result ?? AttemptResult(callResult: .unknown) : nil
    calls[attempt.id] = nil
    write(attempt, after: call.attempt, now: now, into: &step)
    let next = previewCall(chain, for: agent, left: left, now: now)
    open(next, for: agent, now: now, into: &step)
    return next
  }

  // MARK: Its call

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
    guard state == .running || state == .finished else {
      return refuse(request, of: agent, .stopped, into: &step)
    }
    if isBarred(call.record) || barred.contains(call.record.recordID)
      || call.record.recordType == .noCall
    {
      return refuse(request, of: agent, .onDoNotCallList, into: &step)
    }
    guard call.record.window.isOpen(at: now) else {
      return refuse(request, of: agent, .outsideHours, into: &step)
    }
    guard freeLines > 0, let place = agents[agent]?.place else {
      return refuse(request, of: agent, .notDialed, "no line is free; try again", into: &step)
    }
    enter(.dialing, call.attempt.id, now: now)
    change(call.attempt.id, now: now, into: &step) {
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
    enter(.talking, id, now: now)
    change(id, now: now, into: &step) {
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
      enter(.dialing, id, now: now)
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
