// SPDX-License-Identifier: GPL-3.0-or-later

/// What a campaign is told. Each is handled to its end before the next.
public enum CampaignEvent: Sendable, Hashable {
  /// The first event: dialing may begin, with what an earlier process left in the store.
  case started(Recovery)
  /// Time has passed: the moment asked for by `Effect.wake`.
  case tick
  case fetched(FetchedChains)
  case fetchFailed

  /// The CPD server has said hello; it has so many lines.
  case gatewayConnected(lines: Int)
  case gatewayLost
  case dialAccepted(attempt: String)
  case dialRefused(attempt: String, DialRefusal)
  /// The call goes out, rings, or was answered: what an agent in preview is told.
  case progress(attempt: String, state: String)
  case result(attempt: String, AttemptResult)
  /// The agent and the customer hear each other.
  case transferred(attempt: String)
  /// The agent's place did not answer, or the gateway would not call it; the customer is still there.
  case transferFailed(attempt: String, text: String)
  /// The message was played to its end.
  case played(attempt: String)
  case playFailed(attempt: String, text: String)
  /// The customer pressed the digit that means no more calls.
  case optedOut(attempt: String)
  /// The agent's telephone is up, and waits for calls.
  case engaged(engagement: String)
  /// It did not answer, or is gone.
  case disengaged(engagement: String, text: String)
  /// A live call has ended; `cause` as the gateway gives it ("abandoned", "remote", …).
  case released(attempt: String, cause: String)
  case queryAnswered(attempt: String, QueryAnswer)

  /// A request of an agent's desktop, the agent being known. A login comes here once its token was checked.
  case desktop(agent: String, DesktopRequest)
  /// The agent's connection is gone.
  case agentGone(agent: String)
  /// Another campaign would have him: `Effect.lent` answers.
  case lend(agent: String)
  /// Another campaign has let him go.
  case join(SharedAgent)

  /// The record that an agent asked to be added is in the list, with the ids that it has there.
  case added(Record, agent: String, DesktopRequest)
  case notAdded(agent: String, DesktopRequest, text: String)
  /// Dial in another mode from now on.
  case setMode(DialingMode)
  /// Over-dial for this from now on, also after a restart.
  case setGoal(PacingGoal)
  /// Begin to dial, or begin nothing new; calls that are up go on.
  case dialing(Bool)
  /// Dial no more; calls that are up go to their end.
  case stop
}

/// Why the gateway did not dial.
public enum DialRefusal: Sendable, Hashable {
  /// Not now: no free line, busy, its journal cannot be written. The attempt was never dialed and does not count.
  case notNow(String)
  /// It knows this attempt already: ask what became of it.
  case duplicate
  /// Never: the number or the request is wrong. Call result 41 DialError.
  case invalid(String)
}

/// What the gateway knows of an attempt.
public enum QueryAnswer: Sendable, Hashable {
  case unknown
  /// Dialed; what became of it was lost in a crash.
  case interrupted
  case dialing
  /// A live call is up.
  case connected(AttemptResult?)
  case finished(AttemptResult?)
}
