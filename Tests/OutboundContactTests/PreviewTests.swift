// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// Preview, from its beginning to its end.
struct PreviewTests {
  /// A chain of three numbers of one customer.
  private static let chain = (1...3).map { Floor.record($0, chain: 9, n: $0) }

  @Test func `an agent begins, is given a record, and nothing is dialed of itself`() throws {
    var floor = Floor.preview()
    floor.request("A1", .agentReady)
    #expect(floor.told("A1").contains("PreviewDialingModeStartAcknowledge"))
    floor.clear()
    floor.request("A1", .previewRecord)
    let event = try #require(floor.events("A1").first)
    #expect(event.name == "PreviewRecord" && event.referenceID == 7)
    #expect(event.attributes.integer("GSW_RECORD_HANDLE") == 1)
    #expect(event.attributes.string("GSW_PHONE") == "2001")
    #expect(event.attributes.integer("GSW_CHAIN_ID") == 1)
    #expect(event.attributes.integer("GSW_ATTEMPTS") == 0)
    #expect(event.attributes.integer("GSW_CALL_RESULT") == 28)
    #expect(event.attributes.string("GSW_CALL_ATTEMPT_GUID") == "a1")
    #expect(event.attributes.string("name") == "N1")
    #expect(floor.dials.isEmpty)
    #expect(floor.attempt("a1").stage == .preview)
    floor.wait(3600)
    #expect(floor.dials.isEmpty && floor.attempt("a1").stage == .preview)
  }

  @Test func `a list without records says so, at once and after waiting for the store`() {
    var floor = Floor.preview([])
    floor.clear()
    floor.request("A1", .previewRecord)
    #expect(floor.told("A1") == ["PreviewRecordEmpty"])
    var later = Floor.records(1)
    later[0].dialSchedTime = Floor.noon + 60
    floor = Floor.preview(later)
    floor.clear()
    floor.request("A1", .previewRecord)
    #expect(floor.told("A1") == ["PreviewRecordEmpty"], "it is not due")
    floor.wait(60)
    floor.request("A1", .previewRecord)
    #expect(floor.told("A1").last == "PreviewRecord")
  }

  @Test func `a rejected record goes back, and the agent is not given it again`() {
    var floor = Floor.withPreview()
    floor.clear()
    floor.request("A1", .recordReject, record: 1)
    #expect(floor.told("A1") == ["RecordRejectAcknowledge"])
    #expect(!floor.status(1).isFinal && floor.attempt("a1").stage == .neverDialed)
    #expect(floor.record(1).attempt == 0, "it was not an attempt")
    floor.request("A1", .previewRecord)
    #expect(floor.attempt("a2").recordID == 2)
    floor.request("A1", .recordReject, record: 2)
    floor.request("A1", .previewRecord)
    floor.request("A1", .recordReject, record: 3)
    floor.clear()
    floor.request("A1", .previewRecord)
    #expect(floor.told("A1") == ["PreviewRecordEmpty"])
    floor.logIn("A2")
    floor.request("A2", .previewStart)
    floor.request("A2", .previewRecord)
    #expect(floor.told("A2").last == "PreviewRecord", "another may have it")
  }

  @Test func `the call goes out by the CPD server, with the agent on the line from dialing on`()
    throws
  {
    var floor = Floor.withPreview()
    floor.clear()
    floor.request("A1", .makeCall, record: 1)
    guard case .dial(let order) = try #require(floor.effects.last) else {
      Issue.record("nothing was dialed")
      return
    }
    #expect(order.attempt == "a1" && order.place == "91" && order.number.digits == "2001")
    #expect(floor.attempt("a1").stage == .dialing, "on disk before the gateway hears of it")
    floor.clear()
    floor.send(.progress(attempt: "a1", state: "dialing"))
    let dialing = try #require(floor.events("A1").first)
    #expect(dialing.name == "EventDialing" && dialing.referenceID == 7)
    #expect(dialing.userData?.integer("GSW_RECORD_HANDLE") == 1)
    floor.send(.progress(attempt: "a1", state: "ringing"))
    floor.send(.progress(attempt: "a1", state: "answered"))
    #expect(floor.told("A1") == ["EventDialing", "EventRinging", "EventEstablished"])
    #expect(floor.attempt("a1").stage == .withAgent && floor.attempt("a1").connectedAt != nil)
  }

  static let verdicts: [CallResult] = [.answer, .answeringMachine, .faxDetected, .busy, .sitVacant]

  @Test(arguments: verdicts)
  func `the verdict is advice, and ends nothing`(verdict: CallResult) throws {
    var floor = Floor.withPreview()
    floor.request("A1", .makeCall, record: 1)
    floor.send(.progress(attempt: "a1", state: "dialing"))
    floor.clear()
    floor.result("a1", verdict)
    let news = try #require(floor.events("A1").last)
    #expect(news.name == "EventAttachedDataChanged")
    #expect(news.userData?.integer("GSW_CALL_RESULT") == verdict.rawValue)
    #expect(!floor.effects.contains(.hangUp(attempt: "a1")))
    #expect(floor.attempt("a1").result?.callResult == verdict)
    floor.result("a1", .busy)
    #expect(floor.notes == [.duplicateResult(attempt: "a1")])
    floor.send(.released(attempt: "a1", cause: "remote"))
    #expect(floor.told("A1").last == "EventReleased")
    #expect(floor.status(1) == .retrieved, "the agent has the last word")
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.record(1).callResult == verdict && floor.record(1).attempt == 1)
    #expect(floor.store.counts.liveAnswers == 0, "each of its calls has its agent")
  }

  @Test func `what answered is the agent's to say, and final only when he has processed it`() {
    var floor = Floor.withPreview()
    floor.request("A1", .makeCall, record: 1)
    floor.send(.progress(attempt: "a1", state: "answered"))
    floor.result("a1", .answeringMachine)
    for note in ["one", "two"] {
      floor.request(
        "A1", .updateCallCompletionStats,
        [DesktopKey.recordHandle: 1, DesktopKey.callResult: "33", "notes": .string(note)])
    }
    #expect(floor.record(1).custom["notes"] == nil, "the list is changed by the final update alone")
    floor.clear()
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.effects.contains(.hangUp(attempt: "a1")))
    #expect(floor.told("A1") == ["EventReleased", "RecordProcessedAcknowledge"])
    #expect(floor.record(1).callResult == .answer && floor.record(1).custom["notes"] == "two")
    #expect(floor.status(1) == .updated)
  }

  @Test func `a record that was never called can be processed, and counts no attempt`() {
    var floor = Floor.withPreview()
    floor.request("A1", .recordProcessed, [DesktopKey.recordHandle: 1, DesktopKey.callResult: 53])
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .wrongNumber)
    #expect(floor.record(1).attempt == 0 && floor.attempt("a1").stage == .neverDialed)
  }

  @Test func `chained records come one by one, then their end`() throws {
    var floor = Floor.withPreview(PreviewTests.chain)
    floor.clear()
    floor.request("A1", .chainedRecord, record: 1)
    #expect(floor.told("A1") == ["ChainedRecord", "ChainedRecord", "ChainedRecordsDataEnd"])
    let handles = floor.events("A1").map { $0.attributes.integer("GSW_RECORD_HANDLE") }
    #expect(handles == [2, 3, 1])
    #expect(floor.events("A1").allSatisfy { $0.referenceID == 7 })
  }

  @Test func `the customer is tried on his other numbers, and all of it is written at the end`()
    throws
  {
    var floor = Floor.withPreview(PreviewTests.chain)
    floor.request("A1", .makeCall, record: 1)
    floor.result("a1", .busy)
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.request("A1", .chainedRecord, record: 1)
    floor.clear()
    floor.request("A1", .makeCall, record: 2)
    #expect(floor.dials == ["a2"] && floor.attempt("a2").recordID == 2)
    #expect(floor.attempt("a1").stage == .finished && floor.status(1) == .retrieved)
    #expect(floor.record(1).attempt == 0, "not before the final update")
    floor.send(.progress(attempt: "a2", state: "answered"))
    floor.result("a2", .answer)
    floor.request(
      "A1", .updateCallCompletionStats, [DesktopKey.recordHandle: 2, "notes": "reached"])
    floor.request("A1", .recordProcessed, record: 2)
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .busy)
    #expect(floor.record(1).attempt == 1)
    #expect(floor.status(2) == .updated && floor.record(2).callResult == .answer)
    #expect(floor.record(2).custom["notes"] == "reached")
    #expect(floor.status(3) == .chainUpdated && floor.record(3).attempt == 0)
  }

  @Test func `none of the numbers reaches anybody: the last is processed with the chain's end`() {
    var floor = Floor.withPreview(PreviewTests.chain)
    for (index, attempt) in ["a1", "a2", "a3"].enumerated() {
      floor.request("A1", .makeCall, record: index + 1)
      floor.result(attempt, .noAnswer)
      floor.request("A1", .releaseCall)
      floor.send(.released(attempt: attempt, cause: "local"))
    }
    floor.clear()
    floor.request("A1", .chainedRecord, record: 3)
    #expect(floor.told("A1") == ["ChainedRecordsDataEnd"], "there is no other left")
    floor.request("A1", .recordProcessed, record: 3)
    for id in 1...3 {
      #expect(floor.status(id) == .updated && floor.record(id).callResult == .noAnswer)
      #expect(floor.record(id).attempt == 1)
    }
  }

  @Test func `a restart keeps the record, where the agent was in its chain, and what he had said`()
  {
    var floor = Floor.withPreview(PreviewTests.chain)
    floor.request("A1", .makeCall, record: 1)
    floor.result("a1", .busy)
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.request("A1", .updateCallCompletionStats, [DesktopKey.recordHandle: 2, "notes": "x"])
    floor.restart()
    floor.logIn("A1")
    #expect(floor.told("A1").last == "PreviewRecord")
    #expect(floor.events("A1").last?.attributes.integer("GSW_RECORD_HANDLE") == 2)
    #expect(floor.events("A1").last?.attributes.string("notes") == "x")
    floor.request("A1", .recordProcessed, record: 2)
    #expect(floor.record(1).callResult == .busy && floor.record(1).attempt == 1)
    #expect(floor.record(2).custom["notes"] == "x" && floor.status(3) == .chainUpdated)
  }

  @Test func `a personal callback comes to its agent at its time without his asking`() throws {
    var floor = Floor.withPreview()
    floor.request("A1", .makeCall, record: 1)
    floor.send(.progress(attempt: "a1", state: "answered"))
    floor.request(
      "A1", .recordReschedule,
      [
        DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/02/2026 15:00",
        DesktopKey.callBackType: "Personal",
      ])
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.record(1).recordType == .personalCallBack && floor.status(1) == .ready)
    floor.clear()
    floor.wait(3 * 3600)
    #expect(floor.told("A1") == ["ScheduledCall"])
    let call = try #require(floor.events("A1").first)
    #expect(call.attributes.integer("GSW_RECORD_HANDLE") == 1)
    #expect(call.attributes.string("GSW_CALLBACK_TYPE") == "Personal")
    floor.request(
      "A1", .scheduledRecordReschedule,
      [
        DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/02/2026 17:00",
        DesktopKey.callBackType: "Campaign",
      ])
    #expect(floor.told("A1").last == "ScheduledRecordRescheduleAcknowledge")
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.record(1).recordType == .campaignCallBack)
  }

  @Test func `an agent who vanishes with a record he has not called gives it back in the end`() {
    var floor = Floor.withPreview()
    floor.send(.agentGone(agent: "A1"))
    floor.wait(59)
    #expect(floor.status(1) == .retrieved && floor.attempt("a1").stage == .preview)
    floor.wait(2)
    #expect(!floor.status(1).isFinal && floor.attempt("a1").stage == .neverDialed)
  }

  /// An agent calls record 1 of a campaign that has this rule for one who vanishes.
  private static func called(vanished rule: CampaignConfiguration.VanishedAgent) -> Floor {
    var configuration = Floor.previewConfiguration()
    configuration.vanishedAgent = rule
    var floor = Floor(Floor.records(1), configuration)
    floor.start()
    floor.logIn("A1")
    floor.request("A1", .previewStart)
    floor.request("A1", .previewRecord)
    floor.request("A1", .makeCall, record: 1)
    return floor
  }

  static let vanished: [(CampaignConfiguration.VanishedAgent, Bool)] = [
    (.finalise, true), (.giveBack, false), (.keep, false),
  ]

  @Test(arguments: vanished)
  func `a called record whose agent has vanished goes where the campaign says`(
    rule: CampaignConfiguration.VanishedAgent, isFinal: Bool
  ) {
    var floor = PreviewTests.called(vanished: rule)
    floor.result("a1", .noAnswer)
    floor.request("A1", .updateCallCompletionStats, [DesktopKey.recordHandle: 1, "notes": "x"])
    floor.send(.released(attempt: "a1", cause: "local"))
    floor.send(.agentGone(agent: "A1"))
    floor.wait(61)
    #expect(floor.status(1).isFinal == isFinal)
    #expect(floor.attempt("a1").stage.isOpen == (rule == .keep))
    if rule != .keep {
      #expect(floor.record(1).custom["notes"] == "x" && floor.record(1).attempt == 1)
    } else {
      floor.logIn("A1")
      floor.request("A1", .recordProcessed, record: 1)
      #expect(floor.status(1) == .updated)
    }
  }

  @Test func `a callback that was acknowledged is made, though its agent has vanished`() {
    var floor = PreviewTests.called(vanished: .giveBack)
    floor.result("a1", .answer)
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.request(
      "A1", .recordReschedule,
      [DesktopKey.recordHandle: 1, DesktopKey.dateTime: "03/03/2026 15:30"])
    #expect(floor.told("A1").last == "RecordRescheduleAcknowledge")
    floor.send(.agentGone(agent: "A1"))
    floor.wait(61)
    let due = Date(timeIntervalSince1970: 1_772_551_800)
    #expect(floor.record(1).dialSchedTime == due && floor.record(1).recordType == .campaignCallBack)
  }

  @Test func `who rejects many records is given those behind them`() {
    var floor = Floor.preview(Floor.records(40))
    for id in 1...20 {
      floor.clear()
      floor.request("A1", .previewRecord)
      #expect(floor.told("A1") == ["PreviewRecord"], "record \(id)")
      floor.request("A1", .recordReject, record: id)
    }
  }

  @Test func `a call that the gateway would not dial leaves the record as it was`() throws {
    var floor = Floor.withPreview()
    floor.request("A1", .makeCall, record: 1)
    floor.clear()
    floor.send(.dialRefused(attempt: "a1", .notNow("no free line")))
    let error = try #require(floor.events("A1").first)
    #expect(error.name == "EventError" && error.referenceID == 7)
    #expect(error.attributes.integer("ErrorCode") == DesktopError.notDialed.rawValue)
    #expect(floor.attempt("a1").stage == .neverDialed && floor.attempt("a2").stage == .preview)
    floor.request("A1", .makeCall, record: 1)
    #expect(floor.attempt("a2").stage == .dialing && floor.attempt("a2").number == 1)
  }

  @Test func `preview ends, and the agent is gone`() {
    var floor = Floor.withPreview()
    floor.clear()
    floor.request("A1", .previewOver)
    #expect(floor.told("A1") == ["Error"], "a record is in his hands")
    floor.request("A1", .recordReject, record: 1)
    floor.request("A1", .previewOver)
    floor.request("A1", .logOut)
    #expect(
      floor.told("A1").suffix(2) == ["PreviewDialingModeOverAcknowledge", "LogOutAcknowledge"])
    floor.request("A1", .previewRecord)
    #expect(
      floor.events("A1").last?.attributes.integer("GSW_ERROR_NUMBER")
        == DesktopError.notLoggedIn.rawValue)
  }
}
