// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Desk
import OutboundContact

/// The attempts that are open, as supervisors see them: told what was committed and what was heard, it says what
/// has changed.
struct LineMonitor: Sendable {
  private var lines: [String: LineStatus] = [:]

  init() {}

  /// All that is open, in the order of records.
  var all: [LineStatus] { lines.values.sorted { $0.recordHandle < $1.recordHandle } }
  var open: Int { lines.count }
  var connected: Int { lines.values.count { $0.state == .connected } }

  /// What an earlier process left.
  mutating func recover(_ recovery: Recovery) {
    for attempt in recovery.openAttempts {
      var status = LineStatus(attempt)
      let record = recovery.records.first { $0.recordID == attempt.recordID }
      status.phone = record?.contactInfo.masked
      status.take(attempt)
      lines[attempt.id] = status
    }
  }

  /// A step was committed; `event` led to it.
  mutating func take(_ step: CampaignStep, after event: CampaignEvent) -> [LineStatus] {
    var touched: [String] = []
    for transition in step.transitions {
      switch transition {
      case .attemptOpened(let attempt):
        lines[attempt.id] = LineStatus(attempt)
        touched.append(attempt.id)
      case .attemptChanged(let attempt):
        lines[attempt.id, default: LineStatus(attempt)].take(attempt)
        touched.append(attempt.id)
      case .recordChanged, .chainAssigned, .counted, .goalChanged, .doNotCall, .cancelled: break
      }
    }
    for case .dial(let order) in step.effects { lines[order.attempt]?.phone = order.number.masked }
    if case .released(let attempt, _) = event, lines[attempt]?.state == .connected {
      lines[attempt]?.state = .wrapUp
      touched.append(attempt)
    }
    let changed = Set(touched).compactMap { lines[$0] }.sorted { $0.recordHandle < $1.recordHandle }
    for status in changed where status.state == .ended { lines[status.attempt] = nil }
    return changed
  }

  /// nil where nothing of it is to be seen.
  mutating func take(_ progress: Progress) -> LineStatus? {
    guard let old = lines[progress.attempt] else { return nil }
    var status = old
    status.line = progress.line
    switch (progress.state, status.state) {
    case (.ringing, .dialing): status.state = .ringing
    case (.answered, .dialing), (.answered, .ringing): status.state = .answered
    default: break
    }
    if let event = progress.event { status.heard = event.words }
    lines[progress.attempt] = status
    return status == old ? nil : status
  }
}

extension LineStatus {
  fileprivate init(_ attempt: Attempt) {
    self.init(attempt: attempt.id, recordHandle: attempt.recordID, number: attempt.number)
  }

  fileprivate mutating func take(_ attempt: Attempt) {
    switch attempt.stage {
    case .preview, .dialing: break
    case .live: state = .live
    case .withAgent: if state != .wrapUp { state = .connected }
    case .finished, .neverDialed: state = .ended
    }
    // While it is dialed the agent is only reserved.
    agent = attempt.stage == .dialing ? nil : attempt.agent
    guard let result = attempt.result else { return }
    if let line = result.line { self.line = line }
    outcome = result.outcome
    confidence = result.confidence
    decidedAt = result.decidedAt
    let final = attempt.pending.callResult ?? result.callResult
    callResult = final.name
    callResultCode = final.rawValue
  }
}
