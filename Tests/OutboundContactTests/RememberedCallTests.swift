// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// What a campaign that starts again knows of the calls before.
struct RememberedCallTests {
  private static func predictive() -> CampaignConfiguration {
    var configuration = Floor.configuration()
    configuration.mode = .predictive
    return configuration
  }

  private static func estimates(_ floor: Floor) throws -> FloorEstimates {
    try #require(floor.machine.policy as? PredictivePolicy).estimates
  }

  /// Two lists: of gold every third call is answered by a person after 9 s, who talks for 40 s; of lead nobody answers,
  /// for 20 s.
  private static func worked(_ calls: Int) -> Floor {
    let records = (1...calls).map { id in
      var record = Floor.record(id)
      record.list = id.isMultiple(of: 2) ? "lead" : "gold"
      return record
    }
    var floor = Floor(records, predictive())
    floor.start(agents: "A1")
    var taken = 0
    while floor.store.attempts.values.count(where: { $0.stage == .finished }) < calls {
      guard
        let open = floor.store.attempts.values.filter({ $0.stage == .dialing })
          .min(by: { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) })
      else {
        floor.wait(1)
        continue
      }
      let isLead = open.recordID.isMultiple(of: 2)
      taken += isLead ? 0 : 1
      let seconds = isLead ? 20.0 : 9
      floor.wait(max(0, open.startedAt.timeIntervalSince(floor.now) + seconds))
      guard !isLead, taken.isMultiple(of: 3) else {
        floor.result(open.id, .noAnswer)
        continue
      }
      floor.connect(open.id)
      floor.wait(40)
      floor.send(.released(attempt: open.id, cause: "remote"))
      floor.wait(6)
      floor.request("A1", .recordProcessed, record: open.recordID)
      floor.request("A1", .agentReady)
    }
    return floor
  }

  @Test func `a campaign that starts again knows what it knew`() throws {
    var floor = Self.worked(150)
    let before = try Self.estimates(floor)
    #expect(before.liveRate(kind: 0) > before.liveRate(kind: 3) + 0.1)
    floor.restart()
    let after = try Self.estimates(floor)
    #expect(after.answer.observations == before.answer.observations)
    #expect(after.talk.observations == before.talk.observations)
    #expect(after.other.observations == before.other.observations)
    // The lists are numbered in the order in which they are met, gold first both times.
    for kind in [0, 3] {
      #expect(abs(after.liveRate(kind: kind) - before.liveRate(kind: kind)) < 0.02, "\(kind)")
    }
    #expect(abs(after.answer.mean - before.answer.mean) < 0.2)
    #expect(abs(after.other.mean - before.other.mean) < 0.2)
    #expect(abs(after.talk.mean - before.talk.mean) < 1)
    #expect(abs(after.wrapUp.mean - before.wrapUp.mean) < 1)
  }

  @Test func `what was not heard teaches nothing, and an abandoned call is a person's`() throws {
    func call(
      _ result: CallResult, mode: DialingMode = .predictive, live: Double? = nil
    ) -> RememberedCall {
      RememberedCall(
        attempt: Attempt(
          id: "a", recordID: 1, chainID: 1, campaign: "spring", number: 1, startedAt: Floor.noon,
          mode: mode, stage: .finished, result: AttemptResult(callResult: result),
          closedAt: Floor.noon + 30, liveAt: live.map { Floor.noon + $0 },
          releasedAt: Floor.noon + 20),
        list: "gold")
    }
    func learnt(_ call: RememberedCall) throws -> (answers: Int, others: Int) {
      var machine = CampaignMachine(configuration: Self.predictive())
      _ = machine.handle(.started(Recovery(calls: [call])), now: Floor.noon + 60)
      let estimates = try #require(machine.policy as? PredictivePolicy).estimates
      return (estimates.answer.observations, estimates.other.observations)
    }
    #expect(try learnt(call(.busy)) == (0, 1))
    #expect(try learnt(call(.answer, live: 8)) == (1, 0))
    #expect(try learnt(call(.abandoned, live: 8)) == (1, 0))
    #expect(try learnt(call(.systemError)) == (0, 0))
    #expect(try learnt(call(.dialError)) == (0, 0))
    #expect(try learnt(call(.answer, mode: .preview, live: 8)) == (0, 0))
  }
}
