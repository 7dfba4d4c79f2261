// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

struct LiveCallTests {
  private func floor(_ count: Int = 3, _ treatments: [Treatment] = []) -> Floor {
    var floor = Floor(Floor.records(count), Floor.configuration(treatments))
    floor.start(agents: "A1")
    floor.clear()
    return floor
  }

  @Test func `a live call goes to its agent with the customer's data, and its end is told`() throws
  {
    var floor = floor()
    floor.result("a1", .answer)
    #expect(floor.effects.first == .transfer(attempt: "a1", to: "91"))
    #expect(floor.attempt("a1").stage == .live && floor.attempt("a1").agent == "A1")
    #expect(floor.told("A1") == ["EventRinging"])
    floor.send(.transferred(attempt: "a1"))
    #expect(floor.attempt("a1").stage == .withAgent)
    let event = try #require(floor.events("A1").last)
    #expect(event.name == "EventEstablished")
    #expect(event.attributes.string("ConnID") == "a1")
    let data = try #require(event.userData)
    #expect(data.integer("GSW_RECORD_HANDLE") == 1 && data.string("GSW_PHONE") == "2001")
    #expect(data.integer("GSW_CALL_RESULT") == 33 && data.integer("GSW_ATTEMPTS") == 1)
    #expect(data.string("GSW_CAMPAIGN_NAME") == "spring" && data.integer("GSW_CHAIN_ID") == 1)
    #expect(data.integer("GSW_FROM") == 0 && data.integer("GSW_UNTIL") == 86_400)
    #expect(data.string("GSW_TZ_NAME") == "UTC" && data.integer("GSW_TZ_OFFSET") == 0)
    #expect(data.string("GSW_CALL_ATTEMPT_GUID") == "a1" && data.string("GSW_AGENT_ID") == "A1")
    #expect(data.string("name") == "N1")
    floor.send(.released(attempt: "a1", cause: "remote"))
    #expect(floor.told("A1") == ["EventRinging", "EventEstablished", "EventReleased"])
    #expect(floor.dials.isEmpty, "the agent has a record to finish")
    #expect(floor.status(1) == .retrieved, "the list is changed by the final update alone")
  }

  @Test func `an agent who is no longer ready does not get the call, another does`() {
    var floor = floor()
    floor.request("A1", .agentNotReady)
    floor.result("a1", .answer)
    #expect(!floor.effects.contains(.transfer(attempt: "a1", to: "91")), "nobody is free")
    floor.ready("A3")
    #expect(floor.effects.contains(.transfer(attempt: "a1", to: "93")), "before a new dial")
    #expect(floor.dials == [])
  }

  @Test func `a place that does not answer puts its agent aside, and the customer goes to another`()
  {
    var floor = floor()
    floor.result("a1", .answer)
    floor.clear()
    floor.send(.transferFailed(attempt: "a1", text: "no answer"))
    #expect(floor.told("A1") == ["EventReleased", "EventAgentNotReady"])
    #expect(floor.notes == [.transferFailed(attempt: "a1", "no answer")])
    #expect(floor.attempt("a1").agent == nil && floor.attempt("a1").stage == .live)
    floor.ready("A2")
    #expect(floor.effects.contains(.transfer(attempt: "a1", to: "92")))
  }

  // MARK: Abandoned

  /// How far the call had come, and what the gateway says.
  @Test(arguments: [
    (true, "abandoned"), (true, "remote"), (false, "abandoned"), (false, "remote"),
  ])
  func `a customer who is gone before an agent heard him was abandoned`(
    offered: Bool, cause: String
  ) {
    var floor = floor(1, [Treatment(.abandoned, .retryIn(minutes: 10))])
    if !offered { floor.request("A1", .agentNotReady) }
    floor.result("a1", .answer)
    floor.clear()
    floor.send(.released(attempt: "a1", cause: cause))
    #expect(floor.notes == [.abandoned(attempt: "a1")])
    #expect(floor.attempt("a1").result?.callResult == .abandoned)
    #expect(floor.attempt("a1").stage == .finished)
    #expect(floor.record(1).callResult == .abandoned && floor.record(1).attempt == 1)
    #expect(floor.record(1).dialSchedTime == Floor.noon + 600)
    if offered {
      #expect(floor.told("A1") == ["EventAbandoned", "EventAgentReady"])
      floor.wait(600)
      #expect(floor.dials == ["a2"], "the agent is ready as he was")
    } else {
      #expect(floor.told("A1").isEmpty)
    }
  }

  @Test func `what was heard of an abandoned call stays with the attempt`() {
    var floor = floor(1)
    floor.send(
      .result(
        attempt: "a1",
        AttemptResult(
          callResult: .answer, outcome: "live-voice", confidence: 0.9, decidedAt: 4.5, line: "3")))
    floor.send(.released(attempt: "a1", cause: "abandoned"))
    let result = floor.attempt("a1").result
    #expect(result?.outcome == "live-voice" && result?.decidedAt == 4.5 && result?.line == "3")
    #expect(floor.isFinished)
  }

  // MARK: Results that come twice, late, or for nobody

  @Test(arguments: [CallResult.answer, .busy])
  func `a second result of an attempt changes nothing`(second: CallResult) {
    for first in [CallResult.answer, .busy] {
      var floor = floor()
      floor.result("a1", first)
      floor.clear()
      let store = floor.store
      floor.result("a1", second)
      #expect(floor.store.records == store.records && floor.store.attempts == store.attempts)
      #expect(floor.notes.count == 1)
      switch floor.notes.first {
      case .duplicateResult("a1"): #expect(first == .answer && floor.effects.isEmpty)
      case .lateResult("a1"):
        #expect(first == .busy)
        #expect(floor.effects == (second == .answer ? [.hangUp(attempt: "a1")] : []))
      default: Issue.record("no note")
      }
    }
  }

  @Test func `a live call of an attempt that is nobody's is hung up`() {
    var floor = floor()
    floor.result("zz", .answer)
    floor.result("yy", .busy)
    #expect(floor.notes == [.lateResult(attempt: "zz"), .lateResult(attempt: "yy")])
    #expect(floor.effects == [.hangUp(attempt: "zz")])
  }

  @Test func `news of calls that are not open is noted and ignored`() {
    var floor = floor()
    let before = floor.store.attempts
    floor.send(.transferred(attempt: "zz"))
    floor.send(.transferFailed(attempt: "zz", text: ""))
    floor.send(.released(attempt: "zz", cause: "remote"))
    floor.send(.queryAnswered(attempt: "a1", .unknown))
    #expect(floor.notes.count == 4 && floor.effects.isEmpty)
    #expect(floor.store.attempts == before)
    floor.connect("a1")
    floor.clear()
    floor.send(.transferred(attempt: "a1"))
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.send(.released(attempt: "a1", cause: "remote"))
    #expect(floor.told("A1") == ["EventReleased"])
  }

  // MARK: Agents who come and go

  @Test func `a call that was dialed for an agent who is gone goes to another`() {
    var floor = floor()
    floor.send(.agentGone(agent: "A1"))
    floor.result("a1", .answer)
    floor.ready("A2")
    #expect(floor.effects.contains(.transfer(attempt: "a1", to: "92")))
  }

  @Test func `an agent who comes back finds his record, whatever has become of the call`() {
    for released in [false, true] {
      var floor = floor()
      floor.connect("a1")
      floor.send(.agentGone(agent: "A1"))
      if released { floor.send(.released(attempt: "a1", cause: "remote")) }
      floor.wait(59)
      floor.clear()
      floor.logIn("A1")
      #expect(
        floor.told("A1")
          == ["EventAgentLogin", "EventEstablished"] + (released ? ["EventReleased"] : []))
      #expect(floor.events("A1")[1].userData?.integer("GSW_RECORD_HANDLE") == 1)
      if !released { floor.send(.released(attempt: "a1", cause: "remote")) }
      floor.wait(120)
      #expect(floor.status(1) == .retrieved, "he has all the time he needs")
      floor.request("A1", .recordProcessed, record: 1)
      #expect(floor.status(1) == .updated && floor.record(1).agentID == "A1")
    }
  }

  @Test func `the record of an agent who stays away gets its final update without him`() {
    var floor = floor()
    floor.connect("a1")
    floor.request(
      "A1", .updateCallCompletionStats,
      [DesktopKey.recordHandle: 1, DesktopKey.callResult: 53, "note": "moved"])
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.send(.agentGone(agent: "A1"))
    floor.wait(59)
    #expect(floor.status(1) == .retrieved)
    floor.wait(1)
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .wrongNumber)
    #expect(floor.record(1).custom["note"] == "moved" && floor.record(1).agentID == "A1")
    #expect(floor.notes.last == .finalisedWithoutAgent(attempt: "a1", agent: "A1"))
    floor.logIn("A1")
    #expect(floor.told("A1").last == "EventAgentLogin")
  }

  @Test func `while they still talk the record of an agent without a desktop is kept`() {
    var floor = floor()
    floor.connect("a1")
    floor.send(.agentGone(agent: "A1"))
    floor.wait(600)
    #expect(floor.status(1) == .retrieved)
    floor.send(.released(attempt: "a1", cause: "remote"))
    #expect(floor.status(1) == .updated)
  }

  @Test func `a record that has gone on to another agent is not finalised for the first`() {
    var floor = floor()
    floor.result("a1", .answer)
    floor.send(.agentGone(agent: "A1"))
    floor.send(.transferFailed(attempt: "a1", text: "no answer"))
    floor.ready("A2")
    floor.send(.transferred(attempt: "a1"))
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.wait(120)
    #expect(floor.status(1) == .retrieved && floor.attempt("a1").agent == "A2")
  }

  @Test func `an agent with a record in hand can neither be ready nor log out`() {
    var floor = floor()
    floor.connect("a1")
    floor.clear()
    floor.request("A1", .agentReady)
    floor.request("A1", .agentLogout)
    #expect(floor.told("A1") == ["EventError", "EventError"])
    #expect(floor.events("A1").allSatisfy { $0.attributes.integer("ErrorCode") == 10 })
    #expect(floor.events("A1").allSatisfy { $0.referenceID == 7 })
    floor.request("A1", .agentNotReady)
    #expect(floor.told("A1").last == "EventAgentNotReady")
  }

  @Test func `an agent may release his call`() {
    var floor = floor()
    floor.request("A1", .releaseCall)
    #expect(floor.told("A1") == ["EventError"])
    floor.connect("a1")
    floor.clear()
    floor.request("A1", .releaseCall)
    #expect(floor.effects == [.hangUp(attempt: "a1")])
    floor.send(.released(attempt: "a1", cause: "local"))
    #expect(floor.told("A1") == ["EventReleased"])
    floor.request("A1", .releaseCall)
    #expect(floor.told("A1").last == "EventError")
  }

  @Test func `an agent logs in with a place, and out`() {
    var floor = Floor(Floor.records(1))
    floor.start()
    floor.request("A1", .agentReady)
    floor.request("A1", .agentLogin)
    #expect(floor.told("A1") == ["EventError", "EventError"])
    #expect(floor.events("A1").map { $0.attributes.integer("ErrorCode") } == [4, 8])
    floor.ready("A1")
    floor.request("A1", .agentLogout)
    floor.request("A1", .agentReady)
    #expect(
      floor.told("A1").suffix(4)
        == ["EventAgentLogin", "EventAgentReady", "EventAgentLogout", "EventError"])
    floor.result("a1", .answer)
    #expect(!floor.effects.contains(.transfer(attempt: "a1", to: "91")))
  }

  @Test func `a second login of an agent takes the first one's place`() {
    var floor = floor()
    floor.request("A1", .agentLogin, [DesktopKey.place: "77"])
    floor.result("a1", .answer)
    #expect(!floor.told("A1").contains("EventRinging"), "he is not ready yet")
    floor.request("A1", .agentReady)
    #expect(floor.effects.contains(.transfer(attempt: "a1", to: "77")))
  }
}
