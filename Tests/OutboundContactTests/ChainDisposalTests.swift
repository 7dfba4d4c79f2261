// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// What treatments make of records and chains, seen from outside.
struct ChainDisposalTests {
  @Test func `a number whose call was abandoned rests for as long as the rule says`() {
    var configuration = Floor.configuration([Treatment(.abandoned, .retryIn(minutes: 5))])
    configuration.abandonmentRule.retryHours = 72
    var floor = Floor(Floor.records(1), configuration)
    floor.start(agents: "A1")
    floor.result("a1", .abandoned)
    #expect(floor.record(1).dialSchedTime == Floor.noon + 72 * 3600)
  }

  private func floor(
    _ treatments: [Treatment], chain: Int = 1, maxAttempts: Int = 10
  ) -> Floor {
    var floor = Floor(
      (1...chain).map { Floor.record($0, chain: 1, n: $0) },
      Floor.configuration(treatments, maxAttempts: maxAttempts))
    floor.start(agents: "A1")
    return floor
  }

  /// The rows of a one-record chain after one result.
  @Test(
    arguments: [
      (nil, RecordStatus.updated, RecordType.general, nil),
      (.markDB, .updated, .general, nil),
      (.markAllChain, .updated, .general, nil),
      (.nextInChain, .updated, .general, nil),
      (.redial, .retrieved, .general, nil),
      (.retryIn(minutes: 5), .ready, .campaignRescheduled, 300),
      (.retryIn(minutes: 0), .retrieved, .campaignRescheduled, 0),
    ] as [(Treatment.RecordAction?, RecordStatus, RecordType, Double?)])
  func `each record action leaves the record as it should`(
    action: Treatment.RecordAction?, status: RecordStatus, type: RecordType, due: Double?
  ) {
    var floor = floor(action.map { [Treatment(.noAnswer, $0)] } ?? [])
    floor.result("a1", .noAnswer)
    let record = floor.record(1)
    #expect(record.recordStatus == status && record.recordType == type)
    #expect(record.callResult == .noAnswer && record.attempt == 1)
    #expect(record.callTime == Floor.noon)
    #expect(record.dialSchedTime == due.map { Floor.noon + $0 })
    #expect(floor.attempt("a1").stage == .finished)
    #expect(floor.attempt("a1").closedAt == Floor.noon)
    #expect(floor.attempt("a1").result?.callResult == .noAnswer)
    #expect(floor.isFinished == status.isFinal)
  }

  @Test func `a sequence is gone through while the same result comes, then the record is done`() {
    var floor = floor([
      Treatment(.busy, number: 1, .redial),
      Treatment(.busy, number: 2, .retryIn(minutes: 60, increment: 30), times: 2),
    ])
    floor.result("a1", .busy)
    #expect(floor.dials == ["a1", "a2"], "redialed at once")
    floor.result("a2", .busy)
    floor.wait(3599)
    #expect(floor.dials.count == 2)
    floor.wait(1)
    #expect(floor.dials.count == 3)
    floor.result("a3", .busy)
    floor.wait(5399)
    #expect(floor.dials.count == 3)
    floor.wait(1)
    floor.result("a4", .busy)
    #expect(floor.isFinished)
    #expect(floor.record(1).attempt == 4)
    #expect(floor.store.attempts.values.map(\.number).sorted() == [1, 2, 3, 4])
  }

  @Test func `a different result begins its own sequence, and the former its own again`() {
    var floor = floor([
      Treatment(.busy, number: 1, .redial),
      Treatment(.noAnswer, number: 1, .redial),
    ])
    for (index, result) in [CallResult.busy, .noAnswer, .busy, .noAnswer, .busy].enumerated() {
      floor.result("a\(index + 1)", result)
      #expect(!floor.isFinished)
    }
    floor.result("a6", .busy)
    #expect(floor.isFinished, "the second in a row")
  }

  @Test func `a redial comes before what else is in hand`() {
    var floor = Floor(Floor.records(3), Floor.configuration([Treatment(.busy, .redial)]))
    floor.start(agents: "A1")
    floor.result("a1", .busy)
    #expect(floor.attempt("a2").recordID == 1)
  }

  @Test func `the time that a record was waiting for is gone when it was dialed`() {
    var record = Floor.record(1)
    record.dialSchedTime = Floor.noon - 60
    var floor = Floor([record])
    floor.start(agents: "A1")
    floor.result("a1", .busy)
    #expect(floor.record(1).dialSchedTime == nil)
  }

  @Test func `most attempts end a sequence`() {
    var floor = floor([Treatment(.busy, .redial, times: 99)], maxAttempts: 3)
    for attempt in ["a1", "a2", "a3"] { floor.result(attempt, .busy) }
    #expect(floor.isFinished && floor.dials == ["a1", "a2", "a3"])
    #expect(floor.status(1) == .updated)
  }

  @Test func `a position within a sequence outlives a restart`() {
    var floor = floor([
      Treatment(.busy, number: 1, .retryIn(minutes: 1), times: 2)
    ])
    floor.result("a1", .busy)
    floor.restart()
    floor.ready("A1")
    floor.wait(60)
    floor.result("a2", .busy)
    floor.restart()
    floor.ready("A1")
    floor.wait(60)
    floor.result("a3", .busy)
    #expect(floor.isFinished && floor.record(1).attempt == 3)
  }

  // MARK: Chains

  @Test func `the next number of a chain is dialed when the treatment says so`() {
    var floor = floor(
      [
        Treatment(.busy, number: 1, .redial), Treatment(.busy, number: 2, .nextInChain),
      ], chain: 3)
    floor.result("a1", .busy)
    floor.result("a2", .busy)
    #expect(floor.attempt("a3").recordID == 2, "and its sequence is at the start")
    floor.result("a3", .busy)
    #expect(floor.attempt("a4").recordID == 2)
    floor.result("a4", .busy)
    floor.result("a5", .noAnswer)
    #expect(floor.isFinished)
    #expect((1...3).map { floor.status($0) } == [.updated, .updated, .updated])
    #expect((1...3).map { floor.record($0).attempt } == [2, 2, 1])
  }

  @Test func `without a treatment the other numbers of the chain are done with too`() {
    var floor = floor([], chain: 3)
    floor.result("a1", .busy)
    #expect(floor.isFinished)
    #expect((1...3).map { floor.status($0) } == [.updated, .chainUpdated, .chainUpdated])
    #expect(floor.record(2).callResult == .unknown && floor.record(2).attempt == 0)
  }

  @Test func `a treatment may mark the whole chain with the result`() {
    var floor = floor([Treatment(.faxDetected, .markAllChain)], chain: 2)
    floor.result("a1", .faxDetected)
    #expect((1...2).map { floor.status($0) } == [.updated, .updated])
    #expect((1...2).map { floor.record($0).callResult } == [.faxDetected, .faxDetected])
    #expect((1...2).map { floor.record($0).attempt } == [1, 0])
  }

  @Test func `a postponed record takes its chain with it`() {
    var floor = floor([Treatment(.busy, .retryIn(minutes: 10))], chain: 2)
    floor.result("a1", .busy)
    #expect((1...2).map { floor.status($0) } == [.ready, .ready])
    floor.wait(600)
    #expect(floor.attempt("a2").recordID == 1)
  }

  @Test func `a record that has had its attempts leaves the rest of the chain to be tried`() {
    var floor = floor(
      [
        Treatment(.busy, number: 1, .redial, times: 9), Treatment(.busy, number: 2, .nextInChain),
      ], chain: 2, maxAttempts: 2)
    for attempt in ["a1", "a2", "a3", "a4"] { floor.result(attempt, .busy) }
    #expect(floor.isFinished)
    #expect((1...2).map { floor.record($0).attempt } == [2, 2])
  }

  @Test func `the next number of a chain keeps its own hours`() {
    var records = [Floor.record(1, chain: 1, n: 1), Floor.record(2, chain: 1, n: 2)]
    records[1].dialSchedTime = Floor.noon + 600
    var floor = Floor(records, Floor.configuration([Treatment(.busy, .nextInChain)]))
    floor.start(agents: "A1")
    floor.result("a1", .busy)
    #expect(floor.dials == ["a1"] && floor.status(2) == .ready && !floor.isFinished)
    floor.wait(600)
    #expect(floor.attempt("a2").recordID == 2)
  }
}
