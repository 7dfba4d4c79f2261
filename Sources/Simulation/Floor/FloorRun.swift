// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
public import OutboundContact
import Synchronization

/// A floor on a virtual clock: the campaign that runs in production, with chance in the place of customers, gateway and
/// agents. One seed, one course of events.
public struct FloorRun {
  enum Event: Sendable {
    case result(attempt: String, CustomerBook.Fate)
    case talkEnds(agent: Int, attempt: String)
    case wrapUpEnds(agent: Int)
    case wake(Int)
    case played(attempt: String)
    case hour(Int)
    case shiftStarts
    case shiftNearlyEnds
    case shiftEnds
    case breakStarts(Int)
    case breakEnds(Int)
    case change(Int)
    case window
  }

  public let scenario: FloorScenario
  var now: Double
  var queue = EventQueue<Event>()
  var machine: CampaignMachine
  var list: FloorList
  let book: CustomerBook
  var dice: FloorDice
  var agents: [FloorAgent]
  /// Those who are at their break.
  var resting: [Int: [Int]] = [:]
  /// The record of each attempt that is open, and the agent who has it.
  var records: [String: Int] = [:]
  var following: [CampaignEvent] = []
  var wakes = 0
  var tally: FloorTally
  /// Mean seconds of conversation, as it now is.
  var talkMean: Double
  let start: Double
  let days: Int

  /// The first midnight of every simulation, 2026-01-01 in UTC.
  public static let epoch = 1_767_225_600.0

  /// - Parameters:
  ///   - policy: made of the customers' book, which only a clairvoyant reads.
  ///   - windowSeconds: how long the stretches are of which the result tells one by one; nil: days only.
  init(
    _ scenario: FloorScenario, days: Int, seed: UInt64, windowSeconds: Double? = nil,
    policy: (CustomerBook) -> any PacingPolicy
  ) {
    self.scenario = scenario
    self.days = days
    book = CustomerBook(scenario, seed: seed)
    dice = FloorDice(seed: seed, stream: 2)
    agents = (0..<scenario.agents).map { FloorAgent(name: "agent-\($0)") }
    start = FloorRun.epoch
    talkMean = scenario.talkMean
    now = start
    var configuration = CampaignConfiguration(
      name: "floor", mode: .predictive, bufferMinimum: 4, bufferOptimum: 8)
    configuration.safeHarbourMessage = "who called"
    configuration.linesPerCall = 1
    list = FloorList(campaign: configuration.name)
    let numbers = Numbers()
    machine = CampaignMachine(
      configuration: configuration, policy: policy(book), makeID: { String(numbers.next()) })
    tally = FloorTally(windowSeconds: windowSeconds)
  }

  public var policy: any PacingPolicy { machine.policy }
}

/// 1, 2, 3, …
private final class Numbers: Sendable {
  private let last = Atomic<Int>(0)

  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
