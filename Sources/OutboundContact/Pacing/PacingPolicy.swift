// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation

/// How many calls a campaign places: the floor's state in, a number out; no clock, no I/O.
public protocol PacingPolicy: Sendable {
  /// Calls to place now, beside those under way; the campaign places fewer where lines or records are short.
  mutating func callsToPlace(_ floor: FloorState) -> Int

  /// What has happened, for estimates. Told once each, in order.
  mutating func observe(_ observation: FloorObservation)
}

extension PacingPolicy {
  public mutating func observe(_ observation: FloorObservation) {}
}

/// A floor at a moment, as its campaign sees it.
public struct FloorState: Sendable {
  public var now: Date
  public var mode: DialingMode
  /// Agents who could be given a call now.
  public var readyAgents: Int
  /// Agents to whom a call that is being dialed is promised; it is not among `dialingSince`.
  public var reservedAgents: Int
  /// When each agent who has a call, or its record, got it; earliest first.
  public var busySince: [Date]
  /// When each call that is dialed for nobody in particular was dialed; earliest first.
  public var dialingSince: [Date]
  /// Live calls without an agent.
  public var waitingCalls: Int
  /// Calls for which there are lines still.
  public var freeLines: Int

  public init(
    now: Date, mode: DialingMode, readyAgents: Int = 0, reservedAgents: Int = 0,
    busySince: [Date] = [], dialingSince: [Date] = [], waitingCalls: Int = 0, freeLines: Int = 0
  ) {
    self.now = now
    self.mode = mode
    self.readyAgents = readyAgents
    self.reservedAgents = reservedAgents
    self.busySince = busySince
    self.dialingSince = dialingSince
    self.waitingCalls = waitingCalls
    self.freeLines = freeLines
  }
}

/// What a policy may learn from.
public enum FloorObservation: Sendable, Hashable {
  /// A call that was dialed automatically is decided, so many seconds after it was dialed.
  case decided(CallResult, seconds: Double, at: Date)
  /// An agent is done with a record that he got so many seconds before, its call and the work after it.
  case handled(seconds: Double, at: Date)
  /// The law's counters have grown by so much.
  case counted(ComplianceCounts, at: Date)
}

/// One call for each agent who is ready.
public struct ProgressivePacing: PacingPolicy {
  public init() {}

  public mutating func callsToPlace(_ floor: FloorState) -> Int {
    max(0, floor.readyAgents - floor.waitingCalls - floor.dialingSince.count)
  }
}

/// So many lines for each agent who is ready, rounded down, and one at least; one in the progressive modes.
public struct OverdialPacing: PacingPolicy {
  /// Lines per ready agent, 1 or more.
  public var ratio: Double

  public init(ratio: Double) { self.ratio = max(1, ratio) }

  public mutating func callsToPlace(_ floor: FloorState) -> Int {
    let agents = floor.readyAgents - floor.waitingCalls
    guard agents > 0 else { return 0 }
    let lines = floor.mode.isPredictive ? Double(agents) * ratio : Double(agents)
    return max(0, Int(lines) - floor.dialingSince.count)
  }
}
