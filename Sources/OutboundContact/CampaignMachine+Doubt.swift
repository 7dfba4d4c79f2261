// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// What has become of attempts after the gateway, or this process, was away: the gateway is asked by attempt id.
extension CampaignMachine {
  mutating func loseGateway() {
    lines = nil
    for id in calls.keys where calls[id]?.mayBeUp == true { calls[id]?.doubt = .unasked }
  }

  mutating func askDoubts(now: Date, into step: inout CampaignStep) {
    guard lines != nil, state != .idle else { return }
    for id in hangUpsOwed.sorted() { step.effects.append(.hangUp(attempt: id)) }
    hangUpsOwed = []
    for id in callIDs where calls[id]?.doubt == .unasked {
      calls[id]?.doubt = .asked(until: now + configuration.querySeconds)
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
    switch (answer, call.isDialing) {
    case (.dialing, true): enter(.dialing, id, now: now)
    case (.connected(let result), true):
      goLive(call, with: result ?? AttemptResult(callResult: .answer), now: now, into: &step)
    case (.finished(let result?), true) where result.isLive:
      // It was live, and is over.
      abandon(call, with: result, now: now, into: &step)
    case (.finished(let result?), true):
      finish(call, with: result, now: now, into: &step)
    case (.finished(nil), true), (.unknown, true), (.interrupted, true):
      loseAttempt(call, now: now, into: &step)
    case (.dialing, false), (.connected, false):
      enter(call.phase, id, now: now)
      resume(id, into: &step)
    case (.finished, false) where call.isRecovered && call.phase == .offered:
      // Whether they spoke while this process was away, only the agent knows.
      endTalk(call, into: &step)
    case (.finished, false), (.unknown, false), (.interrupted, false):
      loseCall(call, now: now, into: &step)
    }
  }

  /// A live call is still up: what was lost on the way is said again.
  private mutating func resume(_ id: String, into step: inout CampaignStep) {
    guard let call = calls[id] else { return }
    if call.isReleaseWanted {
      hangUp(id, into: &step)
    } else if call.phase == .offered, let agent = call.attempt.agent,
      let place = agents[agent]?.place
    {
      step.effects.append(.transfer(attempt: id, to: place))
    }
  }

  /// Nobody knows what became of it: 4 System Error, with its own treatment.
  mutating func loseAttempt(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    step.notes.append(.attemptLost(attempt: call.attempt.id))
    finish(
      call,
      with: AttemptResult(
        callResult: .systemError, reason: "what became of the attempt is not known"),
      now: now, into: &step)
  }

  /// A live call is gone, nobody knows how.
  mutating func loseCall(_ call: OpenCall, now: Date, into step: inout CampaignStep) {
    release(call, cause: "lost", now: now, into: &step)
  }

  /// A call is in this phase from now on, or still.
  mutating func enter(_ phase: OpenCall.Phase, _ id: String, now: Date) {
    calls[id]?.phase = phase
    calls[id]?.checkBy = now + configuration.checkSeconds(phase)
  }

  /// Has a call hung up, at once or as soon as the gateway is there.
  mutating func hangUp(_ id: String, into step: inout CampaignStep) {
    if lines == nil { hangUpsOwed.insert(id) } else { step.effects.append(.hangUp(attempt: id)) }
  }

  /// Attempts in the order in which they were begun.
  var callIDs: [String] {
    calls.values
      .sorted { ($0.attempt.startedAt, $0.attempt.id) < ($1.attempt.startedAt, $1.attempt.id) }
      .map(\.attempt.id)
  }
}
