// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import SQLiteRecords
import Testing

/// The flows of the automatic modes, from the calling list to the final update, by the rows P1 to P10: real processes,
/// sockets and SQLite, calls on the loopback board, agents at `earshot desktop`.
@Suite(.serialized)
struct AutomaticFlowTests {
  private static let live = [
    "expect: live-voice", "rings: 1", "play: live-us-hello-female.wav", "patience: 600",
  ]
  private static let machine = [
    "expect: answering-machine", "rings: 2", "play: \(machineSample)", "hang-up-after: 40",
  ]
  static let machineSample = "machine-us-short-greeting-beep-1000hz.wav"

  @Test(.timeLimit(.minutes(1)))
  func `P1 to P10: a live call reaches its agent with its record, and is written at the end`()
    async throws
  {
    let centre = try ContactCentre(
      list: ["1,5550101,1,0"], farEnds: ["5550101": AutomaticFlowTests.live])
    // P1: the session has begun; P3: the agent is there before the first call.
    let agent = try await centre.agent(1)
    let started = try await agent.ask("status", "CampaignStarted")
    #expect(started.attributes.string("GSW_CAMPAIGN_MODE") == "Progressive")
    #expect(centre.arrivals.isEmpty, "P3: nobody is dialed for who is not ready")
    try await agent.ask("ready", "EventAgentReady")
    // P2, P3b: the record is retrieved, and the CPD server dials it; P4: it goes to the agent.
    let ringing = try await agent.told("EventRinging")
    #expect(centre.arrivals.first == "5550101")
    let id = try #require(ringing.attributes.string("ConnID"))
    // P4: the result is OCS's, and on disk. P5: the record is with the call, both are connected.
    let established = try await agent.told("EventEstablished")
    let data = try #require(established.userData)
    #expect(data.integer("GSW_RECORD_HANDLE") == 1 && data.string("GSW_PHONE") == "5550101")
    #expect(data.integer("GSW_CALL_RESULT") == 33 && data.string("customer_id") == "c1")
    let attempt = try #require(try await centre.attempts(1).first)
    #expect(attempt.id == id && attempt.result?.callResult == .answer && attempt.agent == "a1")
    #expect(attempt.connectedAt != nil && attempt.liveAt != nil)
    // P6, P7: as often as he likes; each is acknowledged, and kept in OCS.
    for note in ["first", "second", "third"] {
      let answer = try await agent.ask(
        "update notes=\(note) GSW_CALL_RESULT=33", "UpdateCallCompletionStatsAcknowledge")
      #expect(answer.attributes.string("notes") == note)
    }
    #expect(try await centre.attempts(1).first?.pending.custom["notes"] == "third")
    #expect(try await centre.record(1).custom["notes"] == nil, "P10: not in the list yet")
    #expect(try await agent.refused("update GSW_CALL_RESULT=busy") == 9, "P7: or an error")
    // P8: the customer asks for another time.
    let rescheduled = try await agent.ask(
      "callback \"03/02/2026 18:30\" personal", "RecordRescheduleAcknowledge")
    #expect(rescheduled.attributes.string("GSW_CALLBACK_TYPE") == "Personal")
    #expect(try await centre.record(1).recordType == .general)
    // P9, P10: the last word, its acknowledgement, and the list as it then is.
    try await agent.ask("hangup", "EventReleased")
    try await agent.ask("process", "RecordProcessedAcknowledge")
    let record = try await centre.record(1)
    #expect(record.recordType == .personalCallBack && record.recordStatus == .ready)
    #expect(record.dialSchedTime == Date(timeIntervalSince1970: ContactCentre.noon + 6.5 * 3600))
    #expect(record.custom["notes"] == "third" && record.attempt == 1)
    #expect(
      try await agent.refused(
        "send {\"GSW_AGENT_REQ_TYPE\":\"UpdateCallCompletionStats\",\"GSW_RECORD_HANDLE\":1}") == 6,
      "an update after the last word")
    try await agent.ask("logout", "EventAgentLogout")
    #expect(try await agent.status() == 1, "errors are a program's failure")
  }

  @Test(.timeLimit(.minutes(1)))
  func `the typical mistakes have their errors, and two desktops cannot have one record`()
    async throws
  {
    let centre = try ContactCentre(
      list: ["1,5550101,1,0"], farEnds: ["5550101": AutomaticFlowTests.live])
    let agent = try await centre.agent(1)
    let other = try await centre.agent(2)
    #expect(try await agent.refused("next") == 3, "no Preview in this mode")
    #expect(try await agent.refused("hangup") == 10, "there is no call")
    #expect(try await agent.refused("send {\"GSW_AGENT_REQ_TYPE\":\"MakeCoffee\"}") == 2)
    try await agent.ask("ready", "EventAgentReady")
    try await agent.told("EventEstablished")
    let theirs = "send {\"GSW_AGENT_REQ_TYPE\":\"RecordProcessed\",\"GSW_RECORD_HANDLE\":\"1\"}"
    #expect(try await other.refused(theirs) == 7)
    #expect(
      try await other.refused(
        "send {\"GSW_AGENT_REQ_TYPE\":\"DoNotCall\",\"GSW_RECORD_HANDLE\":99}") == 6)
    #expect(try await agent.refused("reject") == 10, "a reject after the call")
    #expect(try await agent.refused("ready") == 10, "a record waits to be processed")
    #expect(try await agent.refused("callback \"02/30/2026 10:00\"") == 9)
    #expect(
      try await agent.refused(
        "send {\"GSW_AGENT_REQ_TYPE\":\"RecordProcessed\",\"GSW_RECORD_HANDLE\":1,\"GSW_CAMPAIGN_NAME\":\"autumn\"}"
      ) == 11)
    try await agent.ask("dnc", "DoNotCallAcknowledge")
    try await agent.ask("hangup", "EventReleased")
    try await agent.ask("process", "RecordProcessedAcknowledge")
    #expect(try await centre.record(1).recordType == .noCall)
  }

  @Test(.timeLimit(.minutes(1)))
  func `in predictive, who gets no agent within two seconds hears the message, and is counted`()
    async throws
  {
    let numbers = (1...3).map { "555010\($0)" }
    let centre = try ContactCentre(
      list: numbers.enumerated().map { "\($0.offset + 1),\($0.element),\($0.offset + 1),0" },
      farEnds: Dictionary(uniqueKeysWithValues: numbers.map { ($0, AutomaticFlowTests.live) }),
      campaign: ["mode: Predictive", "overdial_ratio: 3", "safe_harbour_message: sorry"],
      messages: ["sorry": "\(Earshot.root.path)/Samples/live-us-business-female.wav"])
    let agent = try await centre.agent(1)
    try await agent.ask("ready", "EventAgentReady")
    try await agent.told("EventEstablished")
    var attempts: [Attempt] = []
    try await centre.wait("two are not let go with the message") {
      attempts = try await centre.store().attempts(campaign: "spring")
      return attempts.count { $0.isMessagePlayed && $0.stage == .finished } == 2
    }
    #expect(attempts.count == 3 && attempts.allSatisfy { $0.mode == .predictive })
    #expect(attempts.filter(\.isMessagePlayed).allSatisfy { $0.result?.callResult == .abandoned })
    #expect(attempts.allSatisfy { $0.liveAt != nil })
    for attempt in attempts where attempt.isMessagePlayed {
      let record = try await centre.record(attempt.recordID)
      #expect(record.callResult == .abandoned && record.recordStatus == .ready)
      let rest = (record.dialSchedTime ?? .distantPast).timeIntervalSince(attempt.startedAt)
      #expect(rest >= 72 * 3600, "an abandoned number is left alone for three days")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `in an engaged mode the agent's telephone is up before anybody is dialed`() async throws {
    let centre = try ContactCentre(
      list: ["1,5550101,1,0", "2,5550102,2,0"],
      farEnds: ["5550101": AutomaticFlowTests.live, "5550102": AutomaticFlowTests.live],
      campaign: ["mode: EngagedProgressive"], speed: 5)
    let agent = try await centre.agent(1)
    try await agent.ask("ready", "EventAgentReady")
    try await agent.told("EventAgentEngaged")
    try await agent.told("EventEstablished")
    #expect(centre.arrivals.prefix(2) == ["9001", "5550101"])
    let attempt = try #require(try await centre.attempts(1).first)
    #expect(!attempt.isAbandoned, "he was there within two seconds")
    try await agent.ask("hangup", "EventReleased")
    try await agent.ask("process Answer", "RecordProcessedAcknowledge")
    try await agent.ask("ready", "EventAgentReady")
    try await agent.told("EventEstablished")
    #expect(centre.arrivals == ["9001", "5550101", "9001", "5550102"])
    // The rest from a script, to its end.
    for line in ["hangup", "wait EventReleased 20", "process Answer", "logout"] {
      try agent.type(line)
    }
    #expect(try await agent.status() == 0)
    #expect(try await centre.record(2).recordStatus == .updated)
  }

  @Test(.timeLimit(.minutes(1)))
  func `a machine is left a message behind its beep, and the record waits for its treatment`()
    async throws
  {
    let centre = try ContactCentre(
      list: ["1,5550101,1,0"], farEnds: ["5550101": AutomaticFlowTests.machine],
      campaign: [
        "treatments:",
        "  - {call_result: AnsweringMachine, action: retry_in, minutes: 240, call: play_message, message: news}",
      ], messages: ["news": "\(Earshot.root.path)/Samples/live-us-business-female.wav"])
    let agent = try await centre.agent(1)
    try await agent.ask("ready", "EventAgentReady")
    try await centre.wait("no message was left") {
      try await centre.attempts(1).first { $0.stage == .finished } != nil
    }
    let attempt = try #require(try await centre.attempts(1).first)
    #expect(attempt.result?.callResult == .answeringMachine && attempt.isMessagePlayed)
    #expect(attempt.liveAt == nil && !attempt.isAbandoned)
    let record = try await centre.record(1)
    #expect(record.recordStatus == .ready && record.recordType == .campaignRescheduled)
  }

  @Test(.timeLimit(.minutes(1)))
  func `an agent who vanishes in a call finds it when he is back, or it is finished without him`()
    async throws
  {
    let centre = try ContactCentre(
      list: ["1,5550101,1,0"], farEnds: ["5550101": AutomaticFlowTests.live],
      campaign: ["agent_return_seconds: 2"])
    var agent = try await centre.agent(1)
    try await agent.ask("ready", "EventAgentReady")
    try await agent.told("EventEstablished")
    try await agent.ask("update notes=before", "UpdateCallCompletionStatsAcknowledge")
    agent.vanish()
    agent = try await centre.agent(1)
    let again = try await agent.told("EventEstablished")
    #expect(again.userData?.string("notes") == "before")
    try await agent.ask("hangup", "EventReleased")
    agent.vanish()
    try await centre.wait("his record is kept for ever") {
      try await centre.record(1).recordStatus == .updated
    }
    #expect(try await centre.record(1).custom["notes"] == "before")
  }
}
