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
      if !isDialing || (state != .running && state != .idle && state != .finished) {
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
      if !isDialing || state == .stopping || state == .stopped {
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
    guard state == .running, isDialing else { return }
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
    guard isDialing else { return true }
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
    guard state == .running, isDialing else { return nil }
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

  func previewCall(
    _ chain: Chain, for agent: String, left: [LeftRecord], now: Date
  ) -> OpenCall {
    let record = chain.current
    let before = left.count { $0.recordID == record.recordID && $0.calledAt != nil }
    let attempt = Attempt(
      id: makeID(), recordID: record.recordID, chainID: record.chainID,
      campaign: configuration.name, number: record.attempt + 1 + before, startedAt: now,
      mode: .preview, recordType: record.recordType, calledNumber: record.contactInfo,
      callerID: configuration.callerID,
      stage: .preview, agent: agent, pending: PendingUpdate(left: left))
    return OpenCall(attempt: attempt, chain: chain, phase: .previewing, checkBy: .distantFuture)
  }

  mutating func open(
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
}
