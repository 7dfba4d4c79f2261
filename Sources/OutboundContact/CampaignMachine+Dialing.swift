// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Dialing: one call for each ready agent.
extension CampaignMachine {
  /// Agents who are ready, the one who has waited longest first.
  var readyAgents: [String] {
    let ready: [(agent: String, turn: Int)] = agents.compactMap { agent, session in
      if case .ready(let turn) = session.state { (agent, turn) } else { nil }
    }
    return ready.sorted { $0.turn < $1.turn }.map(\.agent)
  }

  var hasFreeLines: Bool {
    guard let lines else { return false }
    let inUse = calls.values.filter(\.mayBeUp).count * configuration.linesPerCall
    return inUse + configuration.linesPerCall <= lines
  }

  mutating func dial(now: Date, into step: inout CampaignStep) {
    if let pausedUntil, pausedUntil <= now { self.pausedUntil = nil }
    while state == .running, pausedUntil == nil, hasFreeLines,
      let (agent, index) = nextPair(now: now)
    {
      let chain = buffer.remove(at: index)
      if let disposal = disposalInsteadOfDialing(chain, now: now, into: &step) {
        apply(disposal, into: &step)
      } else {
        dial(chain, for: agent, now: now, into: &step)
      }
    }
  }

  private func nextPair(now: Date) -> (agent: String, index: Int)? {
    guard !buffer.isEmpty else { return nil }
    for agent in readyAgents {
      if let index = buffer.firstIndex(where: { suits($0.current, agent, now: now) }) {
        return (agent, index)
      }
    }
    return nil
  }

  /// A personal callback is for its own agent, until it has waited too long for him.
  private func suits(_ record: Record, _ agent: String, now: Date) -> Bool {
    guard let opened = personalUntil(record), record.agentID != agent else { return true }
    return opened <= now
  }

  /// When anyone may take a personal callback; nil for any other record.
  func personalUntil(_ record: Record) -> Date? {
    guard record.recordType == .personalCallBack, record.agentID != nil,
      let scheduled = record.dialSchedTime
    else { return nil }
    return scheduled + configuration.personalCallBackSeconds
  }

  /// nil: it may be dialed now.
  private mutating func disposalInsteadOfDialing(
    _ chain: Chain, now: Date, into step: inout CampaignStep
  ) -> ChainDisposal? {
    let record = chain.current
    if barred.remove(record.recordID) != nil {
      step.notes.append(.barred(recordID: record.recordID))
      return .skip(chain, as: .updated, result: .doNotCall)
    }
    if record.recordType == .noCall {
      return .skip(chain, as: .updated, result: .doNotCall)
    }
    if let scheduled = record.dialSchedTime, scheduled > now { return .putBack(chain) }
    guard let opening = record.window.opening(from: now) else {
      step.notes.append(.neverDialable(recordID: record.recordID))
      return .skip(chain, as: .stale)
    }
    return opening > now ? .putBack(chain, due: opening) : nil
  }

  private mutating func dial(
    _ chain: Chain, for agent: String, now: Date, into step: inout CampaignStep
  ) {
    guard case .ready(let turn) = agents[agent]?.state else { return }
    let record = chain.current
    let attempt = Attempt(
      id: makeID(), recordID: record.recordID, chainID: record.chainID,
      campaign: configuration.name, number: record.attempt + 1, startedAt: now, agent: agent)
    agents[agent]?.state = .reserved(attempt: attempt.id, turn: turn)
    calls[attempt.id] = OpenCall(
      attempt: attempt, chain: chain, phase: .dialing,
      checkBy: now + configuration.checkSeconds(.dialing))
    step.transitions.append(.attemptOpened(attempt))
    step.effects.append(
      .dial(
        DialOrder(
          attempt: attempt.id, number: record.contactInfo, callerID: configuration.callerID,
          country: configuration.country, profile: configuration.profile)))
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
      calls[id] = nil
      freeReserved(by: id)
      call.attempt.stage = .neverDialed
      call.attempt.closedAt = now
      step.transitions.append(.attemptChanged(call.attempt))
      pausedUntil = now + configuration.refusalPauseSeconds
      apply(ChainDisposal(records: [], next: .dial(call.chain)), into: &step)
    }
  }

  /// The agent for whom an attempt was dialed is ready again, in his old turn.
  mutating func freeReserved(by attempt: String) {
    for (agent, session) in agents {
      if case .reserved(attempt, let turn) = session.state {
        agents[agent]?.state = .ready(turn: turn)
      }
    }
  }
}
