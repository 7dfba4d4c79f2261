// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Results, taken once.
extension CampaignMachine {
  mutating func takeResult(
    _ result: AttemptResult, of id: String, now: Date, into step: inout CampaignStep
  ) {
    guard let call = calls[id] else {
      step.notes.append(.lateResult(attempt: id))
      // Nobody is reserved for it, and the record may be in another attempt by now.
      if result.isLive { hangUp(id, into: &step) }
      return
    }
    if call.isPreview { return takeAdvice(result, on: call, now: now, into: &step) }
    guard call.isDialing else {
      step.notes.append(.duplicateResult(attempt: id))
      return
    }
    policy.observe(
      .decided(
        result.callResult, kind: call.kind,
        seconds: now.timeIntervalSince(call.attempt.startedAt), at: now))
    if result.isLive {
      goLive(call, with: result, now: now, into: &step)
    } else if let action = configuration.treatments.callAction(
      after: result.callResult, for: call.record)
    {
      keep(call, with: result, as: action, now: now, into: &step)
    } else {
      finish(call, with: result, now: now, into: &step)
    }
  }

  /// A person answered, or what a treatment connects like one: the call is offered to its agent, or waits for one.
  mutating func goLive(
    _ call: OpenCall, with result: AttemptResult, now: Date, into step: inout CampaignStep
  ) {
    let id = call.attempt.id
    let promised = call.attempt.agent
    let within = configuration.agentWithinSeconds
    change(id, to: .waiting, now: now, into: &step) {
      $0.doubt = nil
      $0.attempt.result = result
      $0.attempt.stage = .live
      $0.attempt.agent = nil
      guard result.isLive else { return }
      $0.attempt.liveAt = now
      // What has passed since the greeting ended is gone already.
      let passed = max(0, (result.decidedAt ?? 0) - (result.greetingEndedAt ?? .infinity))
      $0.agentBy = now + max(0, within - passed)
    }
    if let promised, case .reserved(id, _) = agents[promised]?.state, lines != nil {
      offer(id, to: promised, now: now, into: &step)
    } else {
      freeReserved(call, into: &step)
      // Who is ready gets it even where the two seconds went by before the verdict.
      offerWaiting(now: now, into: &step)
    }
  }

  /// The attempt is over without an agent having had the call; treatments say what follows.
  mutating func finish(
    _ call: OpenCall, with result: AttemptResult, now: Date, into step: inout CampaignStep
  ) {
    var attempt = call.attempt
    attempt.result = result
    attempt.stage = .finished
    attempt.closedAt = now
    attempt.releasedAt = attempt.releasedAt ?? now
    calls[attempt.id] = nil
    freeReserved(call, into: &step)
    write(attempt, after: call.attempt, now: now, into: &step)
    let disposal = ChainDisposal.treatment(
      of: call.chain, after: result.callResult, attempt: attempt, by: configuration, now: now)
    apply(disposal, into: &step)
    execute(after: result.callResult, of: call, into: &step)
  }
}
