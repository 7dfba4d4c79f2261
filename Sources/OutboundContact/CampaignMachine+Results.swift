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
    guard call.isDialing else {
      step.notes.append(.duplicateResult(attempt: id))
      return
    }
    if result.isLive {
      goLive(call, with: result, now: now, into: &step)
    } else {
      finish(call, with: result, now: now, into: &step)
    }
  }

  /// A person answered: the call is offered to its agent, or waits for one.
  mutating func goLive(
    _ call: OpenCall, with result: AttemptResult, now: Date, into step: inout CampaignStep
  ) {
    var call = call
    call.doubt = nil
    call.attempt.result = result
    call.attempt.stage = .live
    let id = call.attempt.id
    let reserved = agents.first { _, session in
      if case .reserved(id, _) = session.state { true } else { false }
    }
    call.attempt.agent = nil
    calls[id] = call
    enter(.waiting, id, now: now)
    if let agent = reserved?.key {
      offer(id, to: agent, now: now, into: &step)
    } else {
      step.transitions.append(.attemptChanged(call.attempt))
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
    calls[attempt.id] = nil
    freeReserved(by: attempt.id)
    step.transitions.append(.attemptChanged(attempt))
    apply(
      .treatment(
        of: call.chain, after: result.callResult, attempt: attempt, by: configuration, now: now),
      into: &step)
  }
}
