// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Desk
import Detection
import Foundation
import LineSocket
import OCS
import OutboundContact
import SQLiteRecords
import Testing

/// Campaigns of one server: their agents, their calls, their end.
@Suite(.timeLimit(.minutes(1))) struct SeveralCampaignsTests {
  /// Two running campaigns over one store: records 1 to 3 are spring's, 11 to 13 autumn's.
  private func withFloor(
    _ change: (inout OCSConfiguration) -> Void = { _ in },
    _ body: (TestFloor, [String: FakeGateway.Peer], SQLiteRecords) async throws -> Void
  ) async throws {
    try await TestFloor.withDisk { store, _ in
      try await store.importList(try (1...3).map(TestFloor.record))
      try await store.importList(
        try (11...13).map {
          var record = try TestFloor.record($0)
          record.campaign = "autumn"
          record.list = "autumn"
          return record
        })
      try await TestFloor.run(over: store) {
        var autumn = $0.campaigns[0]
        autumn.name = "autumn"
        autumn.callingList = "autumn"
        $0.campaigns.append(autumn)
        change(&$0)
      } _: { floor in
        var links: [String: FakeGateway.Peer] = [:]
        for _ in 1...2 {
          let (name, peer) = try await floor.gateway.nextNamedPeer()
          links[name] = peer
        }
        // Both dial from here on: what is shown of a link is shown behind that.
        let supervisor = try await floor.supervisor()
        var dialing: Set<String> = []
        while dialing.count < 2 {
          dialing.insert(try await supervisor.campaign { $0.lines != nil }.campaign)
        }
        try await body(floor, links, store)
      }
    }
  }

  @Test func `each has its own link, its own calls, and a share of the agents`() async throws {
    try await withFloor { floor, links, store in
      let spring = try #require(links["ocs/spring"])
      let autumn = try #require(links["ocs/autumn"])
      let first = try await floor.readyAgent("a1")
      // The first goes where the name comes first, the second to the other.
      let one = try await autumn.dial()
      #expect(one.number == "5550111")
      let second = try await floor.readyAgent("a2")
      let two = try await spring.dial()
      #expect(two.number == "5550101")
      try await autumn.deliver(.result(CallOutcome(one.attempt, .liveVoice)))
      #expect(try await autumn.message() == .transfer(attempt: one.attempt, to: "9001"))
      let ringing = try await first.expect("EventRinging")
      #expect(ringing.userData?.string(DesktopKey.campaignName) == "autumn")
      try await autumn.progress(one.attempt, .transferred)
      try await first.expect("EventEstablished")
      try await spring.deliver(.result(CallOutcome(two.attempt, .busy)))
      let three = try await spring.dial()
      try await spring.deliver(.result(CallOutcome(three.attempt, .liveVoice)))
      let other = try await second.expect("EventRinging")
      #expect(other.userData?.string(DesktopKey.campaignName) == "spring")
      try await autumn.progress(one.attempt, .released, cause: .remote)
      try await first.expect("EventReleased")
      try first.ask(.recordProcessed, [DesktopKey.recordHandle: 11, DesktopKey.callResult: 33])
      try await first.expect("RecordProcessedAcknowledge")
      let rows = try await store.records(campaign: "autumn")
      #expect(rows.first?.recordStatus == .updated)
    }
  }

  @Test func `a live call for which nobody is ready gets an agent of the other campaign`()
    async throws
  {
    try await withFloor {
      for index in $0.campaigns.indices {
        $0.campaigns[index].mode = .predictive
        $0.campaigns[index].overdialRatio = 2
        $0.campaigns[index].agentWithinSeconds = 30
      }
    } _: { floor, links, _ in
      let spring = try #require(links["ocs/spring"])
      let autumn = try #require(links["ocs/autumn"])
      let first = try await floor.readyAgent("a1")
      let calls = [try await autumn.dial(), try await autumn.dial()]
      let second = try await floor.readyAgent("a2")
      _ = [try await spring.dial(), try await spring.dial()]
      try await autumn.deliver(.result(CallOutcome(calls[0].attempt, .liveVoice)))
      _ = try await autumn.message()
      try await first.expect("EventRinging")
      try await autumn.deliver(.result(CallOutcome(calls[1].attempt, .liveVoice)))
      let moved = try await second.expect("CampaignGroupAssigned")
      #expect(moved.attributes.string(DesktopKey.campaignName) == "autumn")
      let ringing = try await second.expect("EventRinging")
      #expect(ringing.attributes.string(DesktopKey.connection) == calls[1].attempt)
    }
  }

  @Test func `a request for another campaign takes the agent there`() async throws {
    try await withFloor {
      for index in $0.campaigns.indices { $0.campaigns[index].mode = .preview }
    } _: { floor, _, _ in
      let agent = try await floor.logIn("a1")
      for (campaign, handle) in [("spring", 1), ("autumn", 11)] {
        try agent.ask(.previewStart, [DesktopKey.campaignName: .string(campaign)])
        try await agent.expect("CampaignGroupAssigned")
        try await agent.expect("PreviewDialingModeStartAcknowledge")
        try agent.ask(.previewRecord, [DesktopKey.campaignName: .string(campaign)])
        let record = try await agent.expect("PreviewRecord")
        #expect(record.attributes.integer(DesktopKey.recordHandle) == handle)
        let other = campaign == "spring" ? "autumn" : "spring"
        try agent.ask(.previewRecord, [DesktopKey.campaignName: .string(other)])
        try await agent.expect("Error")
        try agent.ask(.recordReject, [DesktopKey.recordHandle: .integer(handle)])
        try await agent.expect("RecordRejectAcknowledge")
        try agent.ask(.previewOver, [DesktopKey.campaignName: .string(campaign)])
        try await agent.expect("PreviewDialingModeOverAcknowledge")
      }
    }
  }

  @Test
  func `a campaign that is finished leaves its agents to the other; the last one ends the service`()
    async throws
  {
    try await withFloor {
      $0.exitWhenFinished = true
    } _: { floor, links, _ in
      let agent = try await floor.readyAgent("a1")
      for (name, link) in links.sorted(by: { $0.key < $1.key }) {
        for _ in 1...3 {
          let call = try await link.dial()
          try await link.deliver(.result(CallOutcome(call.attempt, .busy)))
        }
        if name == "ocs/autumn" { try await agent.expect("CampaignGroupAssigned") }
      }
      try await floor.end()
    }
  }

  @Test func `control names the campaign that is meant`() async throws {
    let address = Address.unix(
      path: NSTemporaryDirectory() + "control-\(UUID().uuidString.prefix(8))")
    try await withFloor {
      $0.control = ControlConfiguration(address: address, token: Token("control"))
    } _: { floor, _, _ in
      let console = try await Console(at: address)
      let nameless = try await console.ask(.registerCampaign, campaign: nil, token: "control")
      #expect(nameless.errorName == "InvalidParameter")
      #expect(nameless.errorMessage?.contains("autumn") == true)
      _ = try await console.ask(.registerCampaign, token: "control")
      #expect(try await console.ask(.stopDialing, campaign: "autumn").status == .active)
      #expect(try await console.ask(.getCampaignStatus).status == .running)
      let unknown = try await console.ask(.stopDialing, campaign: "winter")
      #expect(unknown.errorName == "CampaignNotFound")
      // News come of those for which a connection is registered.
      let other = try await Console(at: address)
      _ = try await other.ask(.registerCampaign, campaign: "autumn", token: "control")
      _ = try await console.ask(.stopDialing)
      _ = try await console.ask(.startDialing, campaign: "autumn")
      #expect(try await other.next().campaign == "autumn")
    }
  }
}
