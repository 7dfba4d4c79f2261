// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import SQLiteRecords
import Testing

/// Two campaigns of one server: real processes, sockets and SQLite, calls on the loopback board.
struct SeveralCampaignsFlowTests {
  @Test(.timeLimit(.minutes(1)))
  func
    `an agent works through the lists of two campaigns, and each has its own records and counters`()
    async throws
  {
    let live = [
      "expect: live-voice", "rings: 1", "play: live-us-hello-female.wav", "patience: 600",
    ]
    let centre = try ContactCentre(
      list: ["1,5550101,1,0", "2,5550102,2,0"],
      farEnds: [
        "5550101": live, "5550102": ["expect: busy", "early: us-busy-480+620hz-minus20dbm0.wav"],
        "5550111": live,
      ],
      campaign: ["treatments: []"], others: ["autumn": ["11,5550111,11,0"]])
    let agent = try await centre.agent(1)
    try await agent.ask("ready", "EventAgentReady")
    var met: [String] = []
    for _ in 1...2 {
      let call = try await agent.told("EventEstablished")
      met.append(call.userData?.string("GSW_CAMPAIGN_NAME") ?? "")
      try await agent.ask("hangup", "EventReleased")
      try await agent.ask("process", "RecordProcessedAcknowledge")
      try agent.type("ready")
    }
    #expect(met.sorted() == ["autumn", "spring"])
    let store = try centre.store()
    try await centre.wait("records are left") {
      try await store.records(campaign: "spring").allSatisfy { $0.recordStatus == .updated }
    }
    #expect(try await store.records(campaign: "autumn").map(\.callResult) == [.answer])
    #expect(try await store.records(campaign: "spring").map(\.callResult) == [.answer, .busy])
    for campaign in met {
      let days = try await store.compliance(campaign: campaign, since: .distantPast)
      #expect(days.map(\.counts.liveAnswers) == [1], "\(campaign)")
    }
  }
}
