// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// The session: its start with what was left, its supply of chains, its end.
extension CampaignMachine {
  mutating func start(_ recovery: Recovery, now: Date, into step: inout CampaignStep) {
    guard state == .idle else { return }
    state = .running
    for call in recovery.calls {
      for observation in call.observations(kind: kinds.kind(of: call)) {
        policy.observe(.remembered(observation))
      }
    }
    policy.observe(.resumed(recovery.compliance, at: now))
    if let change = recovery.goal, change.configured == configuration.goal {
      goal = change.goal
      policy.pursue(goal)
    }
    var chains = Dictionary(grouping: recovery.records.filter { !$0.recordStatus.isFinal }) {
      $0.chainID
    }.compactMapValues { Chain($0) }
    for attempt in recovery.openAttempts {
      guard let chain = chains[attempt.chainID]?.beginning(with: attempt.recordID) else {
        closeStray(attempt, now: now, into: &step)
        continue
      }
      chains[attempt.chainID] = nil
      recover(attempt, of: chain, now: now)
    }
    buffer = ChainBuffer(chains.values.sorted { $0.current.recordID < $1.current.recordID })
    if isDialing { announce(DesktopEvent.Name.campaignStarted, into: &step) }
    for agent in agents.names { giveBack(to: agent, now: now, into: &step) }
  }

  private mutating func recover(_ attempt: Attempt, of chain: Chain, now: Date) {
    var attempt = attempt
    let phase: OpenCall.Phase
    switch attempt.stage {
    case .preview: phase = .previewing
    case .live where attempt.agent != nil: phase = .offered
    case .live: phase = attempt.result?.isLive == false ? .message : .waiting
    case .withAgent: phase = attempt.releasedAt == nil ? .talking : .wrapUp
    case .dialing, .finished, .neverDialed:
      phase = .dialing
      if attempt.mode != .preview { attempt.agent = nil }
    }
    var call = OpenCall(
      attempt: attempt, chain: chain, phase: phase, doubt: .unasked,
      checkBy: now + configuration.checkSeconds(phase))
    call.isRecovered = true
    call.kind = kinds.kind(of: chain.current)
    if !call.mayBeUp { call.doubt = nil }
    if call.phase == .waiting || call.phase == .offered, !attempt.isAbandoned {
      call.agentBy = (attempt.liveAt ?? now) + configuration.agentWithinSeconds
    }
    if call.isWithAgent { call.returnBy = now + configuration.agentReturnSeconds }
    calls[attempt.id] = call
  }

  /// An attempt whose record is not Retrieved: nothing that this machine does leaves one.
  private mutating func closeStray(_ attempt: Attempt, now: Date, into step: inout CampaignStep) {
    var attempt = attempt
    attempt.stage = .finished
    attempt.closedAt = now
    attempt.result = attempt.result ?? AttemptResult(callResult: .systemError)
    step.transitions.append(.attemptChanged(attempt))
    hangUp(attempt.id, into: &step)
    step.notes.append(.attemptLost(attempt: attempt.id))
  }

  /// Chains that are held go back to the list, so that they are fetched anew when dialing begins again.
  mutating func setDialing(_ isOn: Bool, into step: inout CampaignStep) {
    guard isOn != isDialing else { return }
    isDialing = isOn
    if isOn, state == .finished { state = .running }
    guard state == .running else { return }
    // The list may have been changed since.
    if isOn { supply = .unknown }
    announce(
      isOn ? DesktopEvent.Name.campaignStarted : DesktopEvent.Name.campaignStopped, into: &step)
    if !isOn { putBackAll(into: &step) }
  }

  private mutating func putBackAll(into step: inout CampaignStep) {
    for chain in buffer { apply(.putBack(chain), into: &step) }
    buffer = []
  }

  mutating func stop(into step: inout CampaignStep) {
    guard state == .running || state == .idle else { return }
    if state == .running, isDialing {
      announce(DesktopEvent.Name.campaignStopped, into: &step)
    }
    state = .stopping
    putBackAll(into: &step)
  }

  /// Seconds after which the store is looked at again, for what somebody else has put there.
  static let lookSeconds = 60.0

  mutating func takeFetched(_ fetched: FetchedChains, now: Date) {
    isFetching = false
    retryFetchAt = nil
    supply = fetched.nextDue.map(Supply.due) ?? .none
    nextLook = now + CampaignMachine.lookSeconds
    if state == .finished, !fetched.chains.isEmpty || supply != .none { state = .running }
    if let date = putBackWhileFetching { supply.add(date) }
    putBackWhileFetching = nil
    buffer = ChainBuffer(configuration.priorities.sorted(buffer.chains + fetched.chains))
  }

  mutating func fetch(now: Date, into step: inout CampaignStep) {
    if state == .stopping || !isDialing { putBackAll(into: &step) }
    let share = max(1, agents.count)
    guard state == .running || state == .finished, isDialing, !isFetching else { return }
    let held = buffer.count - heldBack(now: now)
    // Who asks still has found nothing in the buffer for him.
    guard held < share * configuration.bufferMinimum || !asking.isEmpty else { return }
    if let retryFetchAt, retryFetchAt > now { return }
    if nextLook.map({ $0 > now }) ?? true {
      switch supply {
      case .none: return
      case .due(let date) where date > now: return
      case .due, .unknown: break
      }
    }
    isFetching = true
    nextLook = nil
    step.effects.append(
      .fetch(limit: max(share, share * configuration.bufferOptimum - held)))
  }

  /// Chains in the buffer that wait for agents who are not here.
  private func heldBack(now: Date) -> Int {
    guard buffer.personal > 0 else { return 0 }
    return buffer.count { chain in
      guard let agent = chain.current.agentID, agents[agent] == nil else { return false }
      return personalUntil(chain.current).map { $0 > now } ?? false
    }
  }

  /// Makes a disposal so: rows to be changed, chain into the buffer or back to the list.
  mutating func apply(_ disposal: ChainDisposal, into step: inout CampaignStep) {
    var disposal = disposal
    if case .dial(let chain) = disposal.next, state != .running || !isDialing {
      // No more dialing: what a treatment would dial at once goes back to the list.
      let back = ChainDisposal.putBack(chain)
      let changed = disposal.records.filter { old in
        !back.records.contains { $0.recordID == old.recordID }
      }
      disposal = ChainDisposal(records: changed + back.records, next: back.next)
    }
    step.transitions += disposal.transitions
    switch disposal.next {
    case .done: break
    case .dial(let chain): buffer.insert(chain, at: 0)
    case .putBack(let due):
      supply.add(due)
      if isFetching { putBackWhileFetching = min(putBackWhileFetching ?? due, due) }
    }
  }

  /// Every record is in a final status.
  public var isFinished: Bool { state == .finished }
  /// No call is up, and no record in anybody's hands.
  public var isAtRest: Bool { calls.isEmpty }

  mutating func end(into step: inout CampaignStep) {
    switch state {
    case .running:
      guard isDialing, calls.isEmpty, buffer.isEmpty, !isFetching, supply == .none else { return }
      state = .finished
      step.effects.append(.finished)
    case .stopping:
      // Attempts of which only an absent gateway knows are left to the next session's recovery.
      let isOver = calls.all.allSatisfy { call in
        call.doubt == .unasked && call.phase != .talking
      }
      guard isOver, !isFetching else { return }
      state = .stopped
      announce(DesktopEvent.Name.campaignUnloaded, into: &step)
      step.effects.append(.stopped)
    case .idle, .stopped, .finished: break
    }
  }
}
