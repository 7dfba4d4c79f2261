// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// Calls that stay up without an agent: a message is played, or another number takes them.
extension CampaignMachine {
  /// A machine, a fax or silence, kept up because a treatment says what becomes of the call itself.
  mutating func keep(
    _ call: OpenCall, with result: AttemptResult, as action: CallAction, now: Date,
    into step: inout CampaignStep
  ) {
    let id = call.attempt.id
    switch action {
    case .drop:
      hangUp(id, into: &step)
      finish(call, with: result, now: now, into: &step)
    case .connect:
      goLive(call, with: result, now: now, into: &step)
    case .playMessage(let message):
      freeReserved(call, into: &step)
      change(id, to: .message, now: now, into: &step) { $0.attempt.keep(result) }
      step.effects.append(
        .play(
          attempt: id,
          PlayOrder(message: message, afterBeep: result.callResult == .answeringMachine)))
    case .transfer(let number):
      freeReserved(call, into: &step)
      change(id, to: .diverting, now: now, into: &step) { $0.attempt.keep(result) }
      step.effects.append(.transfer(attempt: id, to: number))
    }
  }

  mutating func takePlayed(_ id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id], call.phase == .message, !call.attempt.isMessagePlayed else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    change(id, to: .message, now: now, into: &step) { $0.attempt.isMessagePlayed = true }
  }

  mutating func failPlay(
    of id: String, text: String, now: Date, into step: inout CampaignStep
  ) {
    guard let call = calls[id], call.phase == .message else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    step.notes.append(.playFailed(attempt: id, text))
    hangUp(id, into: &step)
    finishKept(call, now: now, into: &step)
  }

  /// The customer pressed the digit: no more calls to this number, by anyone.
  mutating func optOut(of id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id], call.phase == .message || call.phase == .waiting else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    guard call.attempt.pending.disposition == nil else { return }
    change(id, now: now, into: &step) { $0.attempt.pending.disposition = .doNotCall(.recordOnly) }
    if let call = calls[id] { recordOptOut(of: call, into: &step) }
  }

  /// A call that was up without an agent is over, with its own result or, where that was a person's, as abandoned.
  mutating func finishKept(
    _ call: OpenCall, result: CallResult? = nil, now: Date, into step: inout CampaignStep
  ) {
    if case .doNotCall = call.attempt.pending.disposition {
      return finalise(call, withTreatment: false, now: now, into: &step)
    }
    if call.attempt.isAbandoned { return finishAbandoned(call, now: now, into: &step) }
    var kept = call.attempt.result ?? AttemptResult(callResult: .unknown)
    if let result { kept.callResult = result }
    finish(call, with: kept, now: now, into: &step)
  }

  /// It is another number's now; its own result stands.
  mutating func finishDiverted(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    finishKept(call, now: now, into: &step)
  }
}

extension Attempt {
  /// The result of a call that stays up without being a person's.
  fileprivate mutating func keep(_ result: AttemptResult) {
    self.result = result
    stage = .live
    agent = nil
  }
}
