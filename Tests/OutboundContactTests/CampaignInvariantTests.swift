// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// Whatever happens in whatever order, a campaign ends, and nothing is done twice.
struct CampaignInvariantTests {
  private static let treatments = [
    Treatment(.busy, number: 1, .redial),
    Treatment(.busy, number: 2, .retryIn(minutes: 1)),
    Treatment(.busy, number: 3, .nextInChain),
    Treatment(.noAnswer, number: 1, .retryIn(minutes: 1), times: 2),
    Treatment(.sitVacant, .nextInChain),
    Treatment(.faxDetected, .markAllChain),
    Treatment(.answeringMachine, number: 1, .retryIn(minutes: 1), call: .playMessage("hello")),
    Treatment(.answeringMachine, number: 2, .retryIn(minutes: 1), call: .connect),
    Treatment(
      .answeringMachine, number: 3, .nextInChainAfter(minutes: 1), call: .transfer(to: "7")),
    Treatment(.silence, .markAsAgentError),
    Treatment(.abandoned, .retryIn(minutes: 1), times: 2),
    Treatment(.systemError, number: 1, .retryIn(minutes: 1), times: 3),
    Treatment(.systemError, number: 2, .nextInChain),
  ]

  @Test(arguments: 0..<150)
  func `any order of events, with crashes anywhere, keeps the promises`(seed: Int) throws {
    let records = (1...20).map { Floor.record($0, chain: ($0 + 1) / 2, n: $0 % 2) }
    var configuration = Floor.configuration(CampaignInvariantTests.treatments, maxAttempts: 5)
    configuration.linesPerCall = 1 + seed % 2
    configuration.mode = DialingMode.allCases[seed % DialingMode.allCases.count]
    configuration.overdialRatio = 1 + Double(seed % 3)
    if seed % 4 > 0 { configuration.safeHarbourMessage = "hello" }
    configuration.vanishedAgent = seed % 3 == 0 ? .giveBack : .finalise
    var world = ModelWorld(
      seed: seed, records: records, configuration: configuration, agents: 1 + seed % 4)
    world.run(steps: 1500)

    #expect(world.faults == [], "seed \(seed)")
    let isFinished = world.isFinished
    #expect(isFinished, "seed \(seed): \(configuration.mode)")
    #expect(world.gateway.dialedTwice == [], "seed \(seed)")
    let store = world.store
    #expect(store.unfinished == 0, "seed \(seed)")
    #expect(store.attempts.values.allSatisfy { !$0.stage.isOpen }, "seed \(seed)")
    for record in store.records.values {
      // Each attempt counts once, and only those that were dialed.
      let finished = store.attempts.values.filter {
        $0.recordID == record.recordID && $0.stage == .finished
      }
      #expect(finished.count == record.attempt, "seed \(seed) record \(record.recordID)")
      #expect(finished.allSatisfy { $0.result != nil }, "seed \(seed)")
      #expect(
        finished.map(\.number).sorted() == Array(1..<(1 + finished.count)), "seed \(seed)")
    }
  }
}
