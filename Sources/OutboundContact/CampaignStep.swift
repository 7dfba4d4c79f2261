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
  /// Records become another campaign's, the one that they name, together and as a chain of its own: the store gives it an id.
  case chainAssigned([Record])
  /// The campaign's counters of the law grow by so much.
  case counted(campaign: String, at: Date, ComplianceCounts)
  /// What the campaign over-dials for from now on.
  case goalChanged(campaign: String, PacingGoalChange)
  /// A number, or a customer by the list's `customer_id`, is not to be called any more, by any campaign.
  case doNotCall(PhoneNumber?, customerID: String?)
  /// Nor by this campaign, whatever records it has or will have of them.
  case cancelled(campaign: String, PhoneNumber?, customerID: String?)
}

/// What is to be done, after the commit.
public enum Effect: Sendable, Hashable {
  case dial(DialOrder)
  /// Connect the live call to the agent's place; by his telephone that is up already, where he has one.
  case transfer(attempt: String, to: String, engagement: String? = nil)
  case hangUp(attempt: String)
  /// Play a message to the live call, then hang it up.
  case play(attempt: String, PlayOrder)
  /// Call the agent's telephone and keep it, under this id.
  case engage(engagement: String, to: String)
  /// Let an agent's telephone go that waits for calls.
  case disengage(engagement: String)
  case query(attempt: String)
  case notify(agent: String, DesktopEvent)
  /// The agent is let go to another campaign, as he is; nil: he is needed here.
  case lent(agent: String, SharedAgent?)
  /// Ask the store for chains, then give `fetched` or `fetchFailed`.
  case fetch(limit: Int)
  /// Give `tick` at this time; it replaces any earlier wish.
  case wake(at: Date)
  /// Run what the configuration has under this name, with the record as it now is.
  case execute(name: String, Record, CallResult)
  /// Add a record to the list, then give `added` or `notAdded`.
  case add(Record, agent: String, DesktopRequest)
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
  /// In preview: the agent's place, called first; he hears the line from dialing on.
  public var place: String?

  public init(
    attempt: String, number: PhoneNumber, callerID: String?, country: String?,
    profile: CallProfile, place: String? = nil
  ) {
    self.attempt = attempt
    self.number = number
    self.callerID = callerID
    self.country = country
    self.profile = profile
    self.place = place
  }
}

/// A message to be played to a live call, which is hung up behind it.
public struct PlayOrder: Sendable, Hashable {
  /// The gateway's name of it.
  public var message: String
  /// Only from where a machine records: behind its beep.
  public var afterBeep: Bool
  /// The digit by which the customer asks not to be called again.
  public var optOutDigit: String?

  public init(message: String, afterBeep: Bool = false, optOutDigit: String? = nil) {
    self.message = message
    self.afterBeep = afterBeep
    self.optOutDigit = optOutDigit
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
  /// The message could not be played; the call was hung up.
  case playFailed(attempt: String, String)
  /// A change of mode that a running campaign cannot make.
  case modeRefused(DialingMode)
  case engagementFailed(agent: String, String)
  /// On a Do Not Call list, or cancelled, when it was to be dialed.
  case barred(recordID: Int)
  /// The agent did not come back; his record got its final update without him.
  case finalisedWithoutAgent(attempt: String, agent: String)
  /// The agent did not come back; his record is to be called again.
  case givenBackWithoutAgent(attempt: String, agent: String)
  case transferFailed(attempt: String, String)
  /// The law's budget of abandoned calls cannot bear more, and calls are dialed for ready agents only; or it can again.
  case abandonmentBudget(isSpent: Bool)
  /// Its window never opens: status Stale.
  case neverDialable(recordID: Int)
}
