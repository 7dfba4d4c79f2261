// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation

/// What a campaign answers to an event. First `transitions` are committed, in one transaction; only when that has
/// succeeded `effects` are performed, in order, and the event is acknowledged to whoever sent it.
///
/// If the commit fails nothing has happened: keep the machine as it was before the event, and offer the event again.
public struct CampaignStep: Sendable, Hashable {
  public var transitions: [Transition]
  public var effects: [Effect]
  /// Things out of the ordinary, for the log and the counters; without phone numbers.
  public var notes: [CampaignNote]

  public init(
    transitions: [Transition] = [], effects: [Effect] = [], notes: [CampaignNote] = []
  ) {
    self.transitions = transitions
    self.effects = effects
    self.notes = notes
  }

  /// What follows from one event, then from the next.
  public static func += (steps: inout CampaignStep, next: CampaignStep) {
    steps.transitions += next.transitions
    steps.effects += next.effects
    steps.notes += next.notes
  }
}

/// A change of what is stored.
public enum Transition: Sendable, Hashable {
  /// A new attempt; a conflict where its id exists or its chain has an open attempt.
  case attemptOpened(Attempt)
  /// A change of an attempt that exists.
  case attemptChanged(Attempt)
  /// A change of a record that exists, the whole row.
  case recordChanged(Record)
}

/// What is to be done, after the commit.
public enum Effect: Sendable, Hashable {
  case dial(DialOrder)
  /// Connect the live call to the agent's place.
  case transfer(attempt: String, to: String)
  case hangUp(attempt: String)
  case query(attempt: String)
  case notify(agent: String, DesktopEvent)
  /// Ask the store for chains, then give `fetched` or `fetchFailed`.
  case fetch(limit: Int)
  /// Give `tick` at this time; it replaces any earlier wish.
  case wake(at: Date)
  /// Nothing is left to do: every record is in a final status.
  case finished
  /// Stopped, and no call is up.
  case stopped
}

/// What the gateway is asked to dial.
public struct DialOrder: Sendable, Hashable {
  public var attempt: String
  public var number: PhoneNumber
  public var callerID: String?
  public var country: String?
  public var profile: CallProfile

  public init(
    attempt: String, number: PhoneNumber, callerID: String?, country: String?, profile: CallProfile
  ) {
    self.attempt = attempt
    self.number = number
    self.callerID = callerID
    self.country = country
    self.profile = profile
  }
}

/// Something out of the ordinary, and what was done about it.
public enum CampaignNote: Sendable, Hashable {
  /// A second result for an attempt: ignored.
  case duplicateResult(attempt: String)
  /// A result for an attempt that is closed, or was never ours: ignored, a live call hung up.
  case lateResult(attempt: String)
  /// Anything else about an attempt that is not open: ignored.
  case unknownAttempt(attempt: String)
  case dialRefused(attempt: String, String)
  /// Ended as 4 System Error: nobody can say what became of it.
  case attemptLost(attempt: String)
  case abandoned(attempt: String)
  /// The agent did not come back; his record got its final update without him.
  case finalisedWithoutAgent(attempt: String, agent: String)
  case transferFailed(attempt: String, String)
  /// The do-not-call list holds its number, or its customer: 51 DoNotCall.
  case barred(recordID: Int)
  /// Its window never opens: status Stale.
  case neverDialable(recordID: Int)
}
