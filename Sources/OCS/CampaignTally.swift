// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Desk
import Foundation
import OutboundContact

/// The campaign's counts: those of the store when it began, and what was committed since.
struct CampaignTally: Sendable {
  private(set) var status: CampaignStatus

  init(campaign: String, time: Date) {
    status = CampaignStatus(campaign: campaign, time: time, records: 0, unfinished: 0, attempts: 0)
  }

  mutating func count(_ list: ListStatus) {
    status.records = list.total
    status.unfinished = list.unfinished
    status.attempts = list.attempts
  }

  mutating func take(_ step: CampaignStep, after event: CampaignEvent) {
    for transition in step.transitions {
      switch transition {
      case .attemptOpened:
        status.attempts += 1
        status.isFinished = false
      case .attemptChanged(let attempt):
        guard attempt.stage == .finished, let result = attempt.result else { continue }
        let final = attempt.pending.callResult ?? result.callResult
        status.results[final.name, default: 0] += 1
      // A final status is never left.
      case .recordChanged(let record) where record.recordStatus.isFinal: status.unfinished -= 1
      case .chainAssigned(let records): status.unfinished -= records.count
      case .recordChanged, .counted, .goalChanged, .doNotCall, .cancelled: break
      }
    }
    switch event {
    case .gatewayConnected(let lines): status.lines = lines
    case .gatewayLost: status.lines = nil
    case .added(let record, _, _):
      status.records += 1
      if !record.recordStatus.isFinal { status.unfinished += 1 }
    default: break
    }
    if step.effects.contains(.finished) { status.isFinished = true }
  }

  /// True where that is news.
  mutating func pause(_ isPaused: Bool) -> Bool {
    defer { status.isPaused = isPaused }
    return status.isPaused != isPaused
  }
}
