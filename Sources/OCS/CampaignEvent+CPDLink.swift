// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import OutboundContact

/// The gateway's words as a campaign's events.
extension CampaignEvent {
  /// nil: the campaign does not depend on it.
  init?(_ progress: Progress) {
    switch progress.state {
    case .transferred: self = .transferred(attempt: progress.attempt)
    case .transferFailed:
      self = .transferFailed(attempt: progress.attempt, text: progress.text ?? "no answer")
    case .released:
      self = .released(
        attempt: progress.attempt, cause: (progress.cause ?? .failed).rawValue)
    case .played: self = .played(attempt: progress.attempt)
    case .optedOut: self = .optedOut(attempt: progress.attempt)
    case .engaged: self = .engaged(engagement: progress.attempt)
    case .disengaged:
      self = .disengaged(engagement: progress.attempt, text: progress.text ?? "no answer")
    case .dialing, .ringing, .answered:
      self = .progress(attempt: progress.attempt, state: progress.state.rawValue)
    case .heard: return nil
    }
  }

  init?(_ ack: CPDAck, to message: CPDMessage) {
    switch (message, ack) {
    case (.dial(let request), _): self = .dialAccepted(attempt: request.attempt)
    case (.query(let attempt), .attempt(let state, let outcome)):
      self = .queryAnswered(attempt: attempt, QueryAnswer(state, outcome))
    default: return nil
    }
  }

  init?(_ error: CPDError, to message: CPDMessage) {
    switch message {
    case .dial(let request):
      self = .dialRefused(attempt: request.attempt, DialRefusal(error))
    case .engage(let engagement, _):
      self = .disengaged(engagement: engagement, text: error.text)
    case .play(let attempt, _):
      switch error.code {
      // It is being played already.
      case .busy: return nil
      case .unknownAttempt, .notConnected: self = .released(attempt: attempt, cause: "lost")
      default: self = .playFailed(attempt: attempt, text: error.text)
      }
    case .transfer(let attempt, _, _):
      switch error.code {
      // It is being transferred already; what comes of that is reported.
      case .busy: return nil
      // There is no call any more; the word of its end may be on its way, or is lost.
      case .unknownAttempt, .notConnected: self = .released(attempt: attempt, cause: "lost")
      default: self = .transferFailed(attempt: attempt, text: error.text)
      }
    case .query(let attempt) where error.code == .unknownAttempt:
      self = .queryAnswered(attempt: attempt, .unknown)
    default: return nil
    }
  }
}

extension DialRefusal {
  init(_ error: CPDError) {
    switch error.code {
    case .duplicateAttempt: self = .duplicate
    case .malformed, .oversized, .unknownType, .unexpected: self = .invalid(error.text)
    default: self = .notNow(error.text)
    }
  }
}

extension QueryAnswer {
  init(_ state: CPDAck.AttemptState, _ outcome: CallOutcome?) {
    let result = outcome.map { AttemptResult($0) }
    switch state {
    case .unknown: self = .unknown
    case .interrupted: self = .interrupted
    case .dialing: self = .dialing
    case .connected: self = .connected(result)
    case .finished: self = .finished(result)
    }
  }
}

extension AttemptResult {
  init(_ outcome: CallOutcome) {
    self.init(
      callResult: outcome.callResult, outcome: outcome.outcome.rawValue,
      confidence: outcome.confidence, decidedAt: outcome.decidedAt.seconds,
      answeredAt: outcome.answeredAt?.seconds, greetingEndedAt: outcome.greetingEndedAt?.seconds,
      line: outcome.line, reason: outcome.reason)
  }
}

extension CallRequest {
  init(_ order: DialOrder) {
    self.init(
      attempt: order.attempt, number: order.number.digits, callerID: order.callerID,
      country: order.country, profile: order.profile, place: order.place)
  }
}
