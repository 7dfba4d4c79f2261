// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation

/// How many calls a campaign places: the floor's state in, a number out; no clock, no I/O.
public protocol PacingPolicy: Sendable {
  /// Calls to place now, beside those under way; the campaign places fewer where lines or records are short.
  mutating func callsToPlace(_ floor: FloorState) -> Int

  /// What has happened, for estimates. Told once each, in order.
  mutating func observe(_ observation: FloorObservation)

  /// Works towards another goal from now on, if it knows goals.
  mutating func pursue(_ goal: PacingGoal)

  /// Whether it dials for ready agents only, because the law's budget of abandoned calls cannot bear more.
  var isSpent: Bool { get }
}

extension PacingPolicy {
  public mutating func observe(_ observation: FloorObservation) {}

  public mutating func pursue(_ goal: PacingGoal) {}

  public var isSpent: Bool { false }
}

/// A floor at a moment, as its campaign sees it.
public struct FloorState: Sendable {
  public var now: Date
  public var mode: DialingMode
  /// Agents who could be given a call now.
  public var readyAgents: Int
  /// Agents to whom a call that is being dialed is promised; it is not in `dialing`.
  public var reservedAgents: Int
  /// When each agent who has a call got it, and when each who works on a record after its call began to; earliest first.
  public var talkingSince: [Date]
  public var wrappingUpSince: [Date]
  /// The calls that are dialed for nobody in particular; earliest first.
  public var dialing: [DialingCall]
  /// Live calls without an agent.
  public var waitingCalls: Int
  /// The kind of the call that would be dialed next.
  public var nextKind: Int
  /// Calls for which there are lines still.
  public var freeLines: Int

  public init(
    now: Date, mode: DialingMode, readyAgents: Int = 0, reservedAgents: Int = 0,
    talkingSince: [Date] = [], wrappingUpSince: [Date] = [], dialing: [DialingCall] = [],
    waitingCalls: Int = 0, nextKind: Int = 0, freeLines: Int = 0
  ) {
    self.now = now
    self.mode = mode
    self.readyAgents = readyAgents
    self.reservedAgents = reservedAgents
    self.talkingSince = talkingSince
    self.wrappingUpSince = wrappingUpSince
    self.dialing = dialing
    self.waitingCalls = waitingCalls
    self.nextKind = nextKind
    self.freeLines = freeLines
  }

  public var busyAgents: Int { talkingSince.count + wrappingUpSince.count }

  /// Ready agents who have no call yet, neither one that waits nor one that is dialed.
  public var unserved: Int { max(0, readyAgents - waitingCalls - dialing.count) }
}

/// A call that is being dialed, of which nothing has been heard.
public struct DialingCall: Sendable, Hashable, Comparable {
  public var since: Date
  /// Calls of one kind are answered alike: a list's new records, its callbacks.
  public var kind: Int

  public init(since: Date, kind: Int = 0) {
    self.since = since
    self.kind = kind
  }

  public static func < (one: DialingCall, other: DialingCall) -> Bool {
    (one.since, one.kind) < (other.since, other.kind)
  }
}

/// What a policy may learn from.
public enum FloorObservation: Sendable, Hashable {
  /// A call that was dialed automatically is decided, so many seconds after it was dialed.
  case decided(CallResult, kind: Int, seconds: Double, at: Date)
  /// A call is over that an agent had for so many seconds.
  case talked(seconds: Double, at: Date)
  /// An agent is done with a record, so many seconds after its call was over.
  case wrappedUp(seconds: Double, at: Date)
  /// The campaign begins, or goes on after a restart: the law's counters so far, by day, the earliest first.
  case resumed([ComplianceDay], at: Date)
  /// The law's counters have grown by so much.
  case counted(ComplianceCounts, at: Date)
  /// As it happened before this process began: for estimates, nothing else.
  indirect case remembered(FloorObservation)
}
