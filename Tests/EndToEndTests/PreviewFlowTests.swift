// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// The flow of Preview by the rows V1 to V8: real processes, sockets and SQLite, calls on the loopback board, agents at
/// `earshot desktop`.
@Suite(.serialized)
struct PreviewFlowTests {
  private static let live = [
    "expect: live-voice", "rings: 1", "play: live-us-hello-female.wav", "patience: 600",
  ]
  private static let machine = [
    "expect: answering-machine", "rings: 1", "play: \(AutomaticFlowTests.machineSample)",
    "hang-up-after: 600",
  ]
  private static let busy = ["expect: busy", "early: tone:busy"]

  private func centre(
    _ list: [String], _ farEnds: [String: [String]]
  ) throws -> ContactCentre {
    try ContactCentre(list: list, farEnds: farEnds, campaign: ["mode: Preview"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `V1 to V4 and V8: asked for, rejected, asked for again, called, worked on and written`()
    async throws
  {
    let centre = try centre(
      ["1,5550101,1,0", "2,5550102,2,0"],
      ["5550101": PreviewFlowTests.live, "5550102": PreviewFlowTests.machine])
    let agent = try await centre.agent(1)
    // V1: begun, or refused.
    #expect(try await agent.refused("next") == 18, "Preview is not begun")
    try await agent.ask("preview", "PreviewDialingModeStartAcknowledge")
    // V2: a record comes.
    let first = try await agent.ask("next", "PreviewRecord")
    #expect(first.attributes.integer("GSW_RECORD_HANDLE") == 1)
    #expect(first.attributes.string("GSW_PHONE") == "5550101")
    #expect(try await centre.attempts(1).map(\.stage) == [.preview])
    // V3: it is rejected, and goes back; the next one comes.
    try await agent.ask("reject", "RecordRejectAcknowledge")
    let second = try await agent.ask("next", "PreviewRecord")
    #expect(second.attributes.integer("GSW_RECORD_HANDLE") == 2)
    #expect(centre.arrivals.isEmpty, "nothing is dialed of itself")
    // V4: the CPD server initiates the call; the agent's telephone first, so that he hears the line.
    let dialing = try await agent.ask("call", "EventDialing")
    #expect(dialing.userData?.integer("GSW_RECORD_HANDLE") == 2)
    try await agent.told("EventEstablished")
    #expect(centre.arrivals == ["9001", "5550102"])
    // The verdict is advice: a machine, and the call stays up.
    let advice = try await agent.told("EventAttachedDataChanged")
    #expect(advice.userData?.integer("GSW_CALL_RESULT") == 9)
    try await agent.ask("result Answer", "UpdateCallCompletionStatsAcknowledge")
    #expect(try await centre.attempts(2).first?.stage == .withAgent, "it was not dropped")
    #expect(try await agent.refused("reject") == 10, "a reject after the call")
    // V8 (P6 to P10).
    try await agent.ask("update notes=ok", "UpdateCallCompletionStatsAcknowledge")
    #expect(try await centre.record(2).custom["notes"] == nil)
    try await agent.ask("hangup", "EventReleased")
    try await agent.ask("process", "RecordProcessedAcknowledge")
    let record = try await centre.record(2)
    #expect(record.callResult == .answer && record.custom["notes"] == "ok")
    #expect(record.recordStatus == .updated && record.attempt == 1)
    let attempt = try #require(try await centre.attempts(2).first)
    #expect(attempt.result?.callResult == .answeringMachine && attempt.isFalseMachine)
    // V3: no more, and out.
    let empty = try await agent.ask("next", "PreviewRecordEmpty")
    #expect(empty.attributes.string("GSW_CAMPAIGN_NAME") == "spring")
    try await agent.ask("over", "PreviewDialingModeOverAcknowledge")
    try await agent.ask("send {\"GSW_AGENT_REQ_TYPE\":\"LogOut\"}", "LogOutAcknowledge")
  }

  @Test(.timeLimit(.minutes(1)))
  func `V5: not again in this campaign, or never again`() async throws {
    let centre = try centre(
      ["1,5550101,1,0", "2,5550102,2,0", "3,5550103,2,1"],
      [
        "5550101": PreviewFlowTests.live, "5550102": PreviewFlowTests.live,
        "5550103": PreviewFlowTests.live,
      ])
    let agent = try await centre.agent(1)
    try await agent.ask("preview", "PreviewDialingModeStartAcknowledge")
    try await agent.ask("next", "PreviewRecord")
    // The loose name is understood as the wire's own.
    try await agent.ask(
      "send {\"GSW_AGENT_REQ_TYPE\":\"RecordCancel\",\"GSW_RECORD_HANDLE\":1}",
      "RecordCancelAcknowledge")
    try await agent.ask("process", "RecordProcessedAcknowledge")
    #expect(try await centre.record(1).recordStatus == .cancelled)
    #expect(try await centre.record(1).callResult == .cancelRecord)
    try await agent.ask("next", "PreviewRecord")
    try await agent.ask("call", "EventDialing")
    try await agent.told("EventEstablished")
    try await agent.ask("dnc all", "DoNotCallAcknowledge")
    try await agent.ask("hangup", "EventReleased")
    try await agent.ask("process", "RecordProcessedAcknowledge")
    for id in 2...3 { #expect(try await centre.record(id).recordType == .noCall) }
    try await agent.ask("next", "PreviewRecordEmpty")
  }

  @Test(.timeLimit(.minutes(1)))
  func `V6: rescheduled at the customer's wish, the record comes back to its agent at its time`()
    async throws
  {
    let centre = try centre(["1,5550101,1,0"], ["5550101": PreviewFlowTests.live])
    let agent = try await centre.agent(1)
    let other = try await centre.agent(2)
    try await agent.ask("preview", "PreviewDialingModeStartAcknowledge")
    try await other.ask("preview", "PreviewDialingModeStartAcknowledge")
    try await agent.ask("next", "PreviewRecord")
    try await agent.ask("call", "EventDialing")
    try await agent.told("EventEstablished")
    // A whole minute that is to come: at this speed it takes three seconds.
    let now = try #require(try await centre.attempts(1).first?.startedAt)
    let due = Date(timeIntervalSince1970: (now.timeIntervalSince1970 / 60).rounded(.up) * 60 + 120)
    let parts = Calendar(identifier: .gregorian).dateComponents(
      in: try #require(TimeZone(identifier: "UTC")), from: due)
    let time = String(format: "%02d:%02d", parts.hour ?? 0, parts.minute ?? 0)
    try await agent.ask(
      "callback \"03/02/2026 \(time)\" personal", "RecordRescheduleAcknowledge")
    try await agent.ask("process", "RecordProcessedAcknowledge")
    try await other.ask("next", "PreviewRecordEmpty")
    let back = try await agent.told("ScheduledCall")
    #expect(back.attributes.integer("GSW_RECORD_HANDLE") == 1)
    #expect(back.attributes.string("GSW_CALLBACK_TYPE") == "Personal")
    #expect(back.attributes.integer("GSW_ATTEMPTS") == 1)
    try await agent.ask("call", "EventDialing")
    try await agent.told("EventEstablished")
    try await agent.ask("process Answer", "RecordProcessedAcknowledge")
    #expect(try await centre.record(1).attempt == 2)
    #expect(try await centre.record(1).recordStatus == .updated)
  }

  @Test(.timeLimit(.minutes(1)))
  func `V7: not reached, the customer's other numbers are tried to the last`() async throws {
    let centre = try centre(
      ["1,5550101,1,0", "2,5550102,1,1", "3,5550103,1,2"],
      [
        "5550101": PreviewFlowTests.busy, "5550102": PreviewFlowTests.machine,
        "5550103": PreviewFlowTests.live,
      ])
    let agent = try await centre.agent(1)
    try await agent.ask("preview", "PreviewDialingModeStartAcknowledge")
    try await agent.ask("next", "PreviewRecord")
    try await agent.ask("call", "EventDialing")
    let advice = try await agent.told("EventAttachedDataChanged")
    #expect(advice.userData?.integer("GSW_CALL_RESULT") == 6)
    try await agent.ask("hangup", "EventReleased")
    let chained = try await agent.ask("chained", "ChainedRecord")
    #expect(chained.attributes.integer("GSW_RECORD_HANDLE") == 2)
    #expect(chained.attributes.string("GSW_PHONE") == "5550102")
    #expect(
      try await agent.told("ChainedRecord").attributes.integer("GSW_RECORD_HANDLE") == 3)
    try await agent.told("ChainedRecordsDataEnd")
    for handle in 2...3 {
      try await agent.ask("call \(handle)", "EventDialing")
      try await agent.told("EventAttachedDataChanged")
      try await agent.ask("hangup", "EventReleased")
    }
    try await agent.ask("chained", "ChainedRecordsDataEnd")
    #expect(try await centre.record(1).attempt == 0, "nothing is written before the last word")
    try await agent.ask("process", "RecordProcessedAcknowledge")
    let results = [
      try await centre.record(1), try await centre.record(2), try await centre.record(3),
    ]
    #expect(results.map(\.callResult) == [.busy, .answeringMachine, .answer])
    #expect(results.allSatisfy { $0.recordStatus == .updated && $0.attempt == 1 })
    #expect(centre.arrivals.filter { $0 != "9001" } == ["5550101", "5550102", "5550103"])
  }

  @Test(.timeLimit(.minutes(1)))
  func `a record is added from a desktop, and called`() async throws {
    let centre = try centre(["1,5550101,1,0"], ["5550199": PreviewFlowTests.live])
    let agent = try await centre.agent(1)
    try await agent.ask("preview", "PreviewDialingModeStartAcknowledge")
    #expect(try await agent.refused("add 12 UTC") == 9)
    let added = try await agent.ask(
      "add 5550199 UTC GSW_FROM=0 GSW_UNTIL=86400 name=Zoe", "AddRecordAcknowledge")
    #expect(added.attributes.integer("GSW_CHAIN_ID") == 2)
    #expect(added.attributes.integer("GSW_CHAIN_N") == 0)
    try await agent.ask("next", "PreviewRecord")
    try await agent.ask("process WrongNumber", "RecordProcessedAcknowledge")
    let next = try await agent.ask("next", "PreviewRecord")
    #expect(next.attributes.string("name") == "Zoe")
    try await agent.ask("call", "EventDialing")
    try await agent.told("EventEstablished")
    try await agent.ask("process Answer", "RecordProcessedAcknowledge")
    #expect(centre.arrivals.last == "5550199")
  }
}
