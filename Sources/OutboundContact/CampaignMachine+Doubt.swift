// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// What has become of attempts after the gateway, or this process, was away: the gateway is asked by attempt id.
extension CampaignMachine {
  mutating func loseGateway() {
    lines = nil
    for id in calls.ids where calls[id]?.mayBeUp == true { calls[id]?.doubt = .unasked }
    // It lets go of waiting telephones when it loses us.
    for agent in engagements.values { agents[agent]?.engagement = .none }
    engagements = [:]
  }

  mutating func askDoubts(now: Date, into step: inout CampaignStep) {
    guard lines != nil, state != .idle else { return }
    for id in hangUpsOwed.sorted() { step.effects.append(.hangUp(attempt: id)) }
    hangUpsOwed = []
    guard !calls.doubted.isEmpty else { return }
    let table = calls
    let until = now + configuration.querySeconds
    for id in table.ids where table[id]?.doubt == .unasked {
      calls[id]?.doubt = .asked(until: until)
      step.effects.append(.query(attempt: id))
    }
  }

  mutating func takeAnswer(
    _ answer: QueryAnswer, about id: String, now: Date, into step: inout CampaignStep
  ) {
    guard let call = calls[id], call.doubt != nil else {
      step.notes.append(.unknownAttempt(attempt: id))
      return
    }
    calls[id]?.doubt = nil
    if call.isPreview, call.isDialing {
      return takeAnswer(answer, aboutPreview: call, now: now, into: &step)
    }
    switch (answer, call.isDialing) {
    case (.dialing, true): change(id, to: .dialing, now: now, into: &step)
    case (.connected(let result), true):
      takeResult(
        result ?? AttemptResult(callResult: .answer), of: id, now: now, into: &step)
    case (.finished(let result?), true) where result.isLive:
      // It was live, and is over.
      abandon(call, with: result, now: now, into: &step)
    case (.finished(let result?), true):
      finish(call, with: result, now: now, into: &step)
    case (.finished(nil), true), (.unknown, true), (.interrupted, true):
      loseAttempt(call, now: now, into: &step)
    case (.dialing, false), (.connected, false):
      change(id, to: call.phase, now: now, into: &step)
      resume(id, now: now, into: &step)
    case (.finished, false) where call.isRecovered && call.phase == .offered:
      // Whether they spoke while this process was away, only the agent knows.
      endTalk(call, now: now, into: &step)
    case (.finished, false), (.unknown, false), (.interrupted, false):
      loseCall(call, now: now, into: &step)
    }
  }

  /// A live call is still up: what was lost on the way is said again.
  private mutating func resume(_ id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id] else { return }
    if call.isReleaseWanted { return hangUp(id, into: &step) }
    switch call.phase {
    case .offered:
      guard let agent = call.attempt.agent, let place = agents[agent]?.place else { return }
      step.effects.append(.transfer(attempt: id, to: place))
    case .message, .diverting:
      // How far the message or the transfer had come is not known; the call has lasted long enough.
      hangUp(id, into: &step)
      finishKept(call, now: now, into: &step)
    default: break
    }
  }

  /// Nobody knows what became of it: 4 System Error, with its own treatment; an agent's, in preview, to finish.
  mutating func loseAttempt(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    step.notes.append(.attemptLost(attempt: call.attempt.id))
    let result = AttemptResult(
      callResult: .systemError, reason: "what became of the attempt is not known")
    if call.isPreview {
      change(call.attempt.id, now: now, into: &step) { $0.attempt.result = result }
      return endTalk(calls[call.attempt.id] ?? call, now: now, into: &step)
    }
    finish(call, with: result, now: now, into: &step)
  }

  /// A live call is gone, nobody knows how.
  mutating func loseCall(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    release(call, cause: "lost", now: now, into: &step)
  }

  /// Has a call hung up, at once or as soon as the gateway is there.
  mutating func hangUp(_ id: String, into step: inout CampaignStep) {
    if lines == nil { hangUpsOwed.insert(id) } else { step.effects.append(.hangUp(attempt: id)) }
  }
}
