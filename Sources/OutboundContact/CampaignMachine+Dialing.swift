// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Dialing: as many calls as the policy says and lines allow.
extension CampaignMachine {
  /// Calls that there are lines for. A call takes one, and the agents' telephones `linesPerCall` − 1 each, of which
  /// no more are needed than there are agents who can have a call.
  var freeLines: Int {
    guard let lines else { return 0 }
    let perAgent = configuration.linesPerCall - 1
    if mode.isEngaged { return lines - perAgent * agents.count - calls.up }
    let able = mode.isAutomatic ? agents.active : agents.count
    let paired = lines / (1 + perAgent)
    return (paired <= able ? paired : lines - perAgent * able) - calls.up
  }

  mutating func dial(now: Date, into step: inout CampaignStep) {
    if let pausedUntil, pausedUntil <= now { self.pausedUntil = nil }
    guard state == .running, isDialing, mode.isAutomatic, pausedUntil == nil, lines != nil,
      !buffer.isEmpty
    else { return }
    var free = freeLines
    guard free > 0, agents.active > 0 else { return }
    let most = policy.callsToPlace(floor(now: now))
    if policy.isSpent != isSpentNoted {
      isSpentNoted = policy.isSpent
      step.notes.append(.abandonmentBudget(isSpent: policy.isSpent))
    }
    var placed = 0
    while free > 0, let (agent, index) = nextPair(now: now, mayOverdial: placed < most) {
      if agent == nil, placed >= most { break }
      if !mode.isPredictive, placed >= most { break }
      let chain = buffer.remove(at: index)
      if let disposal = disposalInsteadOfDialing(chain, now: now, into: &step) {
        apply(disposal, into: &step)
      } else {
        dial(chain, for: agent, now: now, into: &step)
        placed += 1
        free -= 1
      }
    }
  }

  /// The next record to dial, and the agent who is promised to its call; nil: whoever is ready when it is answered.
  private func nextPair(now: Date, mayOverdial: Bool) -> (agent: String?, index: Int)? {
    guard mode.isPredictive else {
      for agent in agents.readyNames {
        if let index = buffer.firstIndex(where: { suits($0.current, agent, now: now) }) {
          return (agent, index)
        }
      }
      return nil
    }
    if buffer.personal == 0 { return mayOverdial && !buffer.isEmpty ? (nil, 0) : nil }
    let ready = agents.readyNames
    for (index, chain) in buffer.enumerated() {
      guard let opened = personalUntil(chain.current), opened > now else {
        if mayOverdial { return (nil, index) }
        continue
      }
      if let agent = chain.current.agentID, ready.contains(agent) { return (agent, index) }
    }
    return nil
  }

  /// A personal callback is for its own agent, until it has waited too long for him.
  func suits(_ record: Record, _ agent: String, now: Date) -> Bool {
    guard let opened = personalUntil(record), record.agentID != agent else { return true }
    return opened <= now
  }

  /// When anyone may take a personal callback; nil for any other record.
  func personalUntil(_ record: Record) -> Date? {
    guard record.recordType == .personalCallBack || record.recordType == .personalRescheduled,
      record.agentID != nil,
      let scheduled = record.dialSchedTime
    else { return nil }
    return scheduled + configuration.personalCallBackSeconds
  }

  /// Its number or its customer is on a Do Not Call list, as far as is known here; the store looks again at each dial.
  func isListed(_ record: Record) -> Bool {
    barred.contains(record.recordID)
  }

  /// Where the chain's current number is not to be called any more; nil: it may be.
  func disposalOfBarred(_ chain: Chain) -> ChainDisposal? {
    if isListed(chain.current) {
      return .skip(chain, as: .updated, result: .doNotCall, type: .noCall)
    }
    if cancelled.contains(chain.current.recordID) {
      return .skip(chain, as: .cancelled, result: .cancelRecord)
    }
    return nil
  }

  /// nil: it may be dialed now.
  func disposalInsteadOfDialing(
    _ chain: Chain, now: Date, into step: inout CampaignStep
  ) -> ChainDisposal? {
    let record = chain.current
    if record.recordType == .noCall {
      return .skip(chain, as: .updated, result: .doNotCall)
    }
    if let disposal = disposalOfBarred(chain) {
      step.notes.append(.barred(recordID: record.recordID))
      return disposal
    }
    if let scheduled = record.dialSchedTime, scheduled > now { return .putBack(chain) }
    guard let opening = record.window.opening(from: now) else {
      step.notes.append(.neverDialable(recordID: record.recordID))
      return .skip(chain, as: .stale)
    }
    return opening > now ? .putBack(chain, due: opening) : nil
  }

  private mutating func dial(
    _ chain: Chain, for agent: String?, now: Date, into step: inout CampaignStep
  ) {
    let record = chain.current
    let attempt = Attempt(
      id: makeID(), recordID: record.recordID, chainID: record.chainID,
      campaign: configuration.name, number: record.attempt + 1, startedAt: now, mode: mode,
      recordType: record.recordType, calledNumber: record.contactInfo,
      callerID: configuration.callerID, agent: agent)
    if let agent, case .ready(let turn) = agents[agent]?.state {
      agents[agent]?.state = .reserved(attempt: attempt.id, turn: turn)
    }
    calls[attempt.id] = OpenCall(
      attempt: attempt, kind: kinds.kind(of: record), chain: chain, phase: .dialing,
      checkBy: now + configuration.checkSeconds(.dialing))
    step.transitions.append(.attemptOpened(attempt))
    count(ComplianceCounts(of: attempt), now: now, into: &step)
    step.effects.append(.dial(order(for: attempt, record)))
  }

  func order(for attempt: Attempt, _ record: Record, place: String? = nil) -> DialOrder {
    var profile = configuration.profile
    profile.kept = place == nil ? configuration.treatments.kept(for: record) : []
    return DialOrder(
      attempt: attempt.id, number: record.contactInfo, callerID: configuration.callerID,
      country: configuration.country, profile: profile, place: place)
  }

  mutating func takeRefusal(
    _ refusal: DialRefusal, of id: String, now: Date, into step: inout CampaignStep
  ) {
    guard var call = calls[id], call.isDialing else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    switch refusal {
    case .duplicate:
      calls[id]?.doubt = .unasked
      step.notes.append(.dialRefused(attempt: id, "duplicate"))
    case .invalid(let text):
      step.notes.append(.dialRefused(attempt: id, text))
      finish(
        call, with: AttemptResult(callResult: .dialError, reason: text), now: now, into: &step)
    case .notNow(let text):
      step.notes.append(.dialRefused(attempt: id, text))
      pausedUntil = now + configuration.refusalPauseSeconds
      if call.isPreview { return undial(call, text: text, now: now, into: &step) }
      calls[id] = nil
      freeReserved(call, into: &step)
      let before = call.attempt
      call.attempt.stage = .neverDialed
      call.attempt.closedAt = now
      write(call.attempt, after: before, now: now, into: &step)
      apply(ChainDisposal(records: [], next: .dial(call.chain)), into: &step)
    }
  }

  /// The agent for whom an attempt was dialed is ready again, in his old turn.
  mutating func freeReserved(_ call: OpenCall, into step: inout CampaignStep) {
    guard let agent = call.attempt.agent,
      case .reserved(call.attempt.id, let turn) = agents[agent]?.state
    else { return }
    agents[agent]?.state = .ready(turn: turn)
    // His telephone may have gone with a gateway that was away.
    engage(agent, into: &step)
  }
}
