// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// The agent's transactions, each acknowledged or refused.
struct TransactionTests {
  /// An agent A1 with record 1 in hand, the call just over, and A2 with record 2.
  private func floor(_ treatments: [Treatment] = [], chain: Int = 1) -> Floor {
    let records =
      (1...chain).map { Floor.record($0, chain: 1, n: $0) }
      + (10...15).map { Floor.record($0) }
    var floor = Floor(records, Floor.configuration(treatments))
    floor.start(agents: "A1", "A2")
    floor.connect("a1")
    floor.connect("a2")
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.clear()
    return floor
  }

  @Test func `updates are acknowledged and durable, and reach the list with the final one`() throws
  {
    var floor = floor()
    floor.request(
      "A1", .updateCallCompletionStats,
      [DesktopKey.recordHandle: "1", DesktopKey.callResult: 53, "age": 42, "name": "Roe"])
    let event = try #require(floor.events("A1").last)
    #expect(event.name == "UpdateCallCompletionStatsAcknowledge" && event.referenceID == 7)
    #expect(event.attributes.integer("GSW_RECORD_HANDLE") == 1)
    #expect(event.attributes.string("GSW_CAMPAIGN_NAME") == "spring")
    #expect(event.attributes.string("GSW_CALLING_LIST") == "spring")
    #expect(event.attributes.string("name") == "Roe")
    #expect(floor.record(1).callResult == .unknown && floor.record(1).custom["age"] == nil)
    #expect(floor.attempt("a1").pending.callResult == .wrongNumber)
    floor.request("A1", .updateCallCompletionStats, [DesktopKey.recordHandle: 1, "age": 43])
    floor.request("A1", .recordProcessed, [DesktopKey.recordHandle: 1, "mood": "good"])
    #expect(floor.told("A1").last == "RecordProcessedAcknowledge")
    let record = floor.record(1)
    #expect(record.recordStatus == .updated && record.callResult == .wrongNumber)
    #expect(record.custom == ["name": "Roe", "age": "43", "mood": "good"])
    #expect(record.attempt == 1 && record.agentID == "A1" && record.callTime == Floor.noon)
    #expect(floor.attempt("a1").stage == .finished)
    #expect(floor.attempt("a1").result?.callResult == .answer, "what was heard stays")
  }

  @Test func `the final update and its acknowledgement are of one step`() {
    let floor = floor()
    var machine = floor.machine
    let step = machine.handle(
      .desktop(
        agent: "A1",
        DesktopRequest(.recordProcessed, attributes: [DesktopKey.recordHandle: 1])),
      now: floor.now)
    #expect(
      step.transitions.contains {
        if case .recordChanged(let record) = $0 { record.recordStatus == .updated } else { false }
      })
    #expect(
      step.effects.contains {
        if case .notify("A1", let event) = $0 {
          event.name == "RecordProcessedAcknowledge"
        } else {
          false
        }
      })
  }

  @Test func `after the final update the agent is ready when he says so`() {
    var floor = floor()
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.dials.isEmpty)
    floor.request("A1", .agentReady)
    #expect(floor.dials == ["a3"] && floor.attempt("a3").agent == "A1")
  }

  @Test func `processing a record ends its call`() {
    var floor = floor()
    floor.request("A2", .recordProcessed, record: 10)
    #expect(floor.effects.first == .hangUp(attempt: "a2"))
    #expect(floor.told("A2") == ["EventReleased", "RecordProcessedAcknowledge"])
    floor.send(.released(attempt: "a2", cause: "local"))
    #expect(floor.status(10) == .updated)
  }

  @Test func `the other numbers of a customer who was reached are done with`() {
    var floor = floor(chain: 3)
    floor.request("A1", .recordProcessed, record: 1)
    #expect((1...3).map { floor.status($0) } == [.updated, .chainUpdated, .chainUpdated])
  }

  @Test func `the campaign's treatment is applied where the agent asks for it`() {
    var floor = floor([Treatment(.answeringMachine, .retryIn(minutes: 30))], chain: 2)
    floor.request(
      "A1", .recordProcessed,
      [DesktopKey.recordHandle: 1, DesktopKey.callResult: 9, DesktopKey.treatment: "Campaign"])
    #expect((1...2).map { floor.status($0) } == [.ready, .ready])
    #expect(floor.record(1).dialSchedTime == Floor.noon + 1800)
    #expect(floor.record(1).callResult == .answeringMachine && floor.record(1).agentID == "A1")
  }

  // MARK: Refusals

  private static let refusals: [(DesktopRequest.Kind, KeyValueList, DesktopError)] = [
    (.updateCallCompletionStats, [:], .missingAttribute),
    (.updateCallCompletionStats, [DesktopKey.recordHandle: "one"], .missingAttribute),
    (.updateCallCompletionStats, [DesktopKey.recordHandle: 99], .unknownRecord),
    (.updateCallCompletionStats, [DesktopKey.recordHandle: 10], .notYourRecord),
    (.updateCallCompletionStats, [DesktopKey.recordHandle: 11], .unknownRecord),
    (
      .updateCallCompletionStats,
      [DesktopKey.recordHandle: 1, DesktopKey.campaignName: "autumn"], .unknownCampaign
    ),
    (
      .updateCallCompletionStats, [DesktopKey.recordHandle: 1, DesktopKey.callResult: 54],
      .invalidValue
    ),
    (
      .recordProcessed, [DesktopKey.recordHandle: 1, DesktopKey.callResult: "busy"], .invalidValue
    ),
    (.doNotCall, [DesktopKey.recordHandle: 1, DesktopKey.chainAttribute: "Some"], .invalidValue),
    (.recordReschedule, [DesktopKey.recordHandle: 1], .missingAttribute),
    (
      .recordReschedule, [DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/02/2026 11:59"],
      .invalidValue
    ),
    (
      .recordReschedule, [DesktopKey.recordHandle: 1, DesktopKey.dateTime: "02/30/2027 11:00"],
      .invalidValue
    ),
    (
      .recordReschedule,
      [
        DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/03/2026 11:00",
        DesktopKey.callBackType: "Any",
      ], .invalidValue
    ),
    (.recordReject, [DesktopKey.recordHandle: 1], .wrongState),
    (.scheduledRecordReschedule, [DesktopKey.recordHandle: 1], .wrongState),
    (.previewRecord, [:], .notInThisMode),
    (.addRecord, [:], .missingAttribute),
    (.addRecord, [DesktopKey.phone: "2099", DesktopKey.timeZoneName: "Mars/North"], .invalidValue),
    // Numbers that could not be counted up.
    (
      .addRecord,
      [
        DesktopKey.phone: "2099", DesktopKey.timeZoneName: "UTC",
        DesktopKey.attempts: .integer(Int.max),
      ], .invalidValue
    ),
    (
      .addRecord,
      [
        DesktopKey.phone: "2099", DesktopKey.timeZoneName: "UTC",
        DesktopKey.chainID: .integer(Int.max),
      ], .invalidValue
    ),
  ]

  @Test(arguments: refusals)
  func `a transaction that cannot be is refused with its number, and changes nothing`(
    kind: DesktopRequest.Kind, attributes: KeyValueList, error: DesktopError
  ) throws {
    var floor = floor()
    let before = floor.store
    floor.request("A1", kind, attributes)
    let event = try #require(floor.events("A1").last)
    #expect(event.name == "Error" && event.referenceID == 7)
    #expect(event.attributes.integer("GSW_ERROR_NUMBER") == error.rawValue)
    #expect(event.attributes.string("GSW_ERROR")?.isEmpty == false)
    #expect(floor.store.records == before.records && floor.store.attempts == before.attempts)
  }

  @Test func `an unknown request is refused`() {
    var floor = floor()
    floor.send(.desktop(agent: "A1", DesktopRequest(name: "MakeCoffee", referenceID: 3)))
    #expect(floor.events("A1").last?.attributes.integer("GSW_ERROR_NUMBER") == 2)
    #expect(floor.events("A1").last?.referenceID == 3)
  }

  @Test func `an update after the final one is refused`() {
    var floor = floor()
    floor.request("A1", .recordProcessed, record: 1)
    floor.request("A1", .updateCallCompletionStats, record: 1)
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.told("A1") == ["RecordProcessedAcknowledge", "Error", "Error"])
  }

  @Test func `a record is not processed before its call has come`() {
    var floor = Floor(Floor.records(1))
    floor.start(agents: "A1")
    floor.result("a1", .answer)
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.events("A1").last?.attributes.integer("GSW_ERROR_NUMBER") == 10)
    floor.request("A1", .updateCallCompletionStats, record: 1)
    #expect(floor.told("A1").last == "UpdateCallCompletionStatsAcknowledge")
  }

  // MARK: Dispositions

  @Test(
    arguments: [
      (
        DesktopRequest.Kind.doNotCall, nil, RecordStatus.updated, RecordStatus.chainUpdated,
        RecordType.noCall, RecordType.general, CallResult.doNotCall
      ),
      (.doNotCall, "AllChain", .updated, .chainUpdated, .noCall, .noCall, .doNotCall),
      (.recordCancel, "RecordOnly", .cancelled, .chainUpdated, .general, .general, .cancelRecord),
      (.recordCancel, "AllChain", .cancelled, .cancelled, .general, .general, .cancelRecord),
    ]
      as [(
        DesktopRequest.Kind, String?, RecordStatus, RecordStatus, RecordType, RecordType, CallResult
      )])
  func `do not call and cancel hold for the record or its chain`(
    kind: DesktopRequest.Kind, scope: String?, status: RecordStatus, others: RecordStatus,
    type: RecordType, othersType: RecordType, result: CallResult
  ) {
    var floor = floor(chain: 2)
    var attributes: KeyValueList = [DesktopKey.recordHandle: 1]
    attributes.set(DesktopKey.chainAttribute, scope)
    floor.request("A1", kind, attributes)
    #expect(
      floor.told("A1")
        == [kind == .doNotCall ? "DoNotCallAcknowledge" : "RecordCancelAcknowledge"])
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.status(1) == status && floor.status(2) == others)
    #expect(floor.record(1).recordType == type && floor.record(2).recordType == othersType)
    #expect(floor.record(1).callResult == result)
  }

  @Test func `both names of a cancel are understood`() {
    var floor = floor()
    floor.send(
      .desktop(
        agent: "A1",
        DesktopRequest(name: "RecordCancel", attributes: [DesktopKey.recordHandle: 1])))
    #expect(floor.told("A1") == ["RecordCancelAcknowledge"])
  }

  @Test func `a campaign callback comes back at its time for anyone`() {
    var floor = floor()
    floor.request("A2", .recordProcessed, record: 10)
    floor.request(
      "A1", .recordReschedule,
      [
        DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/02/2026 13:30",
        DesktopKey.callBackType: "Campaign",
      ])
    #expect(floor.told("A1") == ["RecordRescheduleAcknowledge"])
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.status(1) == .ready && floor.record(1).recordType == .campaignCallBack)
    #expect(floor.record(1).dialSchedTime == Floor.noon + 5400)
    #expect(floor.record(1).callResult == .answer)
    floor.wait(5400)
    floor.clear()
    floor.request("A2", .agentReady)
    for id in 3...9 where floor.store.attempts["a\(id)"]?.stage == .dialing {
      floor.result("a\(id)", .busy)
    }
    let again = floor.store.attempts.values.filter { $0.recordID == 1 }
    #expect(again.count == 2 && again.contains { $0.number == 2 && $0.agent == "A2" })
  }

  @Test func `being ready after a reschedule is as good as processing the record`() {
    var floor = floor()
    floor.request(
      "A1", .recordReschedule,
      [DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/02/2026 13:30"])
    floor.request("A1", .agentReady)
    #expect(floor.told("A1") == ["RecordRescheduleAcknowledge", "EventAgentReady"])
    #expect(floor.status(1) == .ready && floor.attempt("a1").stage == .finished)
    #expect(floor.dials == ["a3"])
  }

  @Test func `a personal callback waits for its agent, but not for ever`() {
    for isThere in [true, false] {
      var floor = Floor(Floor.records(1))
      floor.start(agents: "A1")
      floor.connect("a1")
      floor.send(.released(attempt: "a1", cause: "remote"))
      floor.request(
        "A1", .recordReschedule,
        [
          DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/02/2026 13:00",
          DesktopKey.callBackType: "Personal",
        ])
      floor.request("A1", .recordProcessed, record: 1)
      #expect(floor.record(1).recordType == .personalCallBack)
      floor.ready("A2")
      floor.wait(3600 + 1799)
      #expect(floor.dials == ["a1"])
      if isThere { floor.request("A1", .agentReady) } else { floor.wait(1) }
      #expect(floor.dials == ["a1", "a2"])
      #expect(floor.attempt("a2").agent == (isThere ? "A1" : "A2"))
    }
  }

  @Test func `a time of a callback is one of the customer's clock, within his hours`() {
    let window = DailyWindow(from: 28_800, till: 64_800, timeZone: "Asia/Tokyo")
    var record = Floor.record(1, window: window)
    record.custom = [:]
    var floor = Floor([record])
    floor.now = Floor.noon - 10 * 3600  // 11:00 in Tokyo
    floor.start(agents: "A1")
    floor.connect("a1")
    for (text, isGood) in [
      ("03/02/2026 18:00", false), ("03/02/2026 10:59", false), ("03/02/2026 11:30", true),
      ("03/03/2026 07:59", false), ("03/03/2026 08:00", true),
    ] {
      floor.clear()
      floor.request(
        "A1", .recordReschedule, [DesktopKey.recordHandle: 1, DesktopKey.dateTime: .string(text)])
      #expect((floor.told("A1") == ["RecordRescheduleAcknowledge"]) == isGood, "\(text)")
    }
    floor.request("A1", .recordProcessed, record: 1)
    // 08:00 in Tokyo is 23:00 UTC of the day before.
    #expect(floor.record(1).dialSchedTime == Floor.noon + 11 * 3600)
  }
}
