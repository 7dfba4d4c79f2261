// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Deadlines, and the moment of the next.
extension CampaignMachine {
  /// A clock that was set back takes the deadlines with it: nobody waits the longer for it. One that was set forward
  /// makes them pass at once, which does no harm but to hasten what was to come.
  mutating func followClock(_ now: Date) {
    defer { lastNow = now }
    guard let lastNow, lastNow.timeIntervalSince(now) > CampaignMachine.clockSlack else { return }
    let change = now.timeIntervalSince(lastNow)
    calls.moveDeadlines(by: change)
    pausedUntil? += change
    retryFetchAt? += change
    nextLook? += change
    lastWake = nil
  }

  /// Seconds by which clocks are corrected without anybody's noticing.
  static let clockSlack = 1.0

  mutating func passDeadlines(now: Date, into step: inout CampaignStep) {
    guard state != .idle else { return }
    for id in calls.due(now) {
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
      passAgentBy(of: id, now: now, into: &step)
      passReturn(of: id, now: now, into: &step)
    }
  }

  /// An agent who has not come back in time: what becomes of his record once its call is over, or cannot be followed
  /// any more, is the campaign's to say.
  private mutating func passReturn(of id: String, now: Date, into step: inout CampaignStep) {
    guard let call = calls[id], let returnBy = call.returnBy, returnBy <= now,
      let agent = call.attempt.agent
    else { return }
    switch call.phase {
    case .wrapUp, .previewing: break
    case .talking where lines == nil: break
    default: return
    }
    switch configuration.vanishedAgent {
    case .keep: calls[id]?.returnBy = nil
    case .finalise where call.phase != .previewing || !call.attempt.pending.isEmpty,
      // What he was told is done, a callback or a cancellation, is not given back.
      .giveBack where call.attempt.pending.disposition != nil:
      step.notes.append(.finalisedWithoutAgent(attempt: id, agent: agent))
      finalise(call, withTreatment: false, now: now, into: &step)
    case .finalise, .giveBack:
      step.notes.append(.givenBackWithoutAgent(attempt: id, agent: agent))
      giveUp(call, now: now, into: &step)
    }
  }

  mutating func wake(now: Date, into step: inout CampaignStep) {
    var next = calls.deadline(after: now)
    func mind(_ date: Date?) {
      if let date, date > now { next = min(next ?? date, date) }
    }
    if state == .running || state == .finished, isDialing { mind(nextLook) }
    if state == .running {
      mind(pausedUntil)
      mind(retryFetchAt)
      if case .due(let date) = supply { mind(date) }
      mind(personalOpening)
      // Lines that ring on become less likely to be answered: who dials ahead looks again.
      if mode.isPredictive, agents.active > 0, !buffer.isEmpty { mind(now + 1) }
    }
    guard let next else { return }
    if let lastWake, lastWake > now, lastWake <= next { return }
    lastWake = next
    step.effects.append(.wake(at: next))
  }

  /// When the next personal callback in the buffer is anyone's.
  private var personalOpening: Date? {
    buffer.personal == 0 ? nil : buffer.compactMap { personalUntil($0.current) }.min()
  }
}
