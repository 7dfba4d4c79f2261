// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Deadlines, and the moment of the next.
extension CampaignMachine {
  mutating func passDeadlines(now: Date, into step: inout CampaignStep) {
    guard state != .idle else { return }
    for id in callIDs {
      guard let call = calls[id] else { continue }
      if case .asked(let until) = call.doubt, until <= now {
        calls[id]?.doubt = nil
        hangUp(id, into: &step)
        if call.isDialing {
          loseAttempt(call, now: now, into: &step)
        } else {
          loseCall(call, now: now, into: &step)
        }
      } else if call.mayBeUp, call.doubt == nil, call.checkBy <= now {
        calls[id]?.doubt = .unasked
      }
      passReturn(of: id, now: now, into: &step)
    }
  }

  /// An agent who has not come back in time: his record gets its final update without him, once its call is over
  /// or cannot be followed any more.
  private mutating func passReturn(of id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id], let returnBy = call.returnBy, returnBy <= now,
      let agent = call.attempt.agent
    else { return }
    guard call.phase == .wrapUp || (call.phase == .talking && lines == nil) else { return }
    step.notes.append(.finalisedWithoutAgent(attempt: id, agent: agent))
    finalise(call, withTreatment: false, now: now, into: &step)
  }

  mutating func wake(now: Date, into step: inout CampaignStep) {
    var dates: [Date?] = []
    for call in calls.values {
      if case .asked(let until) = call.doubt { dates.append(until) }
      if call.mayBeUp, call.doubt == nil { dates.append(call.checkBy) }
      dates.append(call.returnBy)
    }
    if state == .running {
      dates.append(pausedUntil)
      dates.append(retryFetchAt)
      if case .due(let date) = supply { dates.append(date) }
      dates += buffer.map { personalUntil($0.current) }
    }
    guard let next = dates.compactMap({ $0 }).filter({ $0 > now }).min(), next != lastWake else {
      return
    }
    lastWake = next
    step.effects.append(.wake(at: next))
  }
}
