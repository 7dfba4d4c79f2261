// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Synchronization

/// A floor on a virtual clock: the campaigns that run in production, with chance in the place of customers, gateway and
/// agents. One seed, one course of events.
public struct FloorRun {
  enum Event: Sendable {
    case result(attempt: String, campaign: Int, CustomerBook.Fate)
    case talkEnds(agent: Int, campaign: Int, attempt: String)
    case wrapUpEnds(agent: Int)
    case wake(campaign: Int, number: Int)
    case played(attempt: String, campaign: Int)
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
  var campaigns: [FloorCampaign]
  /// Which of several campaigns has which agent.
  var roster = AgentRoster()
  let book: CustomerBook
  var dice: FloorDice
  var agents: [FloorAgent]
  /// Those who are at their break.
  var resting: [Int: [Int]] = [:]
  /// The record of each attempt that is open, and the agent who has it.
  var records: [String: Int] = [:]
  var following: [(campaign: Int, event: CampaignEvent)] = []
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
    let numbers = Numbers()
    let book = book
    campaigns = (0..<scenario.campaigns).map { index in
      var configuration = CampaignConfiguration(
        name: String(index), mode: .predictive, bufferMinimum: 4, bufferOptimum: 8)
      configuration.safeHarbourMessage = "who called"
      configuration.linesPerCall = 1
      return FloorCampaign(
        machine: CampaignMachine(
          configuration: configuration, policy: policy(book), makeID: { String(numbers.next()) }),
        list: FloorList(campaign: configuration.name))
    }
    tally = FloorTally(windowSeconds: windowSeconds)
  }

}

/// One of a floor's campaigns, and its list.
struct FloorCampaign {
  var machine: CampaignMachine
  var list: FloorList
  var wakes = 0
  /// What the law counts of it.
  var counts = ComplianceCounts()
}

/// 1, 2, 3, …
private final class Numbers: Sendable {
  private let last = Atomic<Int>(0)

  func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}
