// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Desk
import Detection
import Foundation
import LineSocket
import OutboundContact
import Testing

@testable import OCS

/// Dialing sessions by the control socket of a whole OCS.
@Suite(.timeLimit(.minutes(1))) struct ControlTests {
  private func withConsole(
    records: Int = 3, _ change: (inout OCSConfiguration) -> Void = { _ in },
    _ body: (TestFloor, Console) async throws -> Void
  ) async throws {
    let address = Address.unix(
      path: NSTemporaryDirectory() + "control-\(UUID().uuidString.prefix(8))")
    try await TestFloor.run(records: records) {
      $0.control = ControlConfiguration(address: address, token: Token("control"))
      $0.startsByItself = false
      change(&$0)
    } _: { floor in
      let console = try await Console(at: address)
      let registered = try await console.ask(.registerCampaign, token: "control")
      #expect(registered.message == .campaignRegistered && registered.status == .notLoaded)
      try await body(floor, console)
    }
  }

  @Test func `a session is loaded, started, stopped, started again and unloaded`() async throws {
    try await withConsole { floor, console in
      #expect(try await console.ask(.loadCampaign).status == .active)
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      // Loaded is not started: nothing is in hand.
      #expect(try await console.ask(.getCampaignStatus).counts?.agents == 1)
      #expect(await floor.store.rows.values.allSatisfy { $0.recordStatus == .ready })
      let started = try await console.ask(.startDialing)
      #expect(started.message == .dialingStarted && started.status == .running)
      let call = try await gateway.dial()
      #expect(try await console.ask(.stopDialing).status == .active)
      // The call that is up goes to its end, and no other is made.
      try await gateway.deliver(.result(CallOutcome(call.attempt, .busy)))
      #expect(await floor.store.tries.count == 1)
      #expect(await floor.store.rows.values.count { $0.recordStatus == .ready } == 2)
      #expect(try await console.ask(.startDialing).status == .running)
      let next = try await gateway.dial()
      try await gateway.deliver(.result(CallOutcome(next.attempt, .busy)))
      _ = try await gateway.dial()
      let waiting = try await console.ask(.unloadCampaign)
      #expect(waiting.message == .campaignStatus && waiting.status == .waitingUnload)
      #expect(try await console.ask(.startDialing).errorName == "PartOfSequence")
      #expect(try await console.ask(.forceUnloadCampaign).status == .unloadInProgress)
      while try await console.next().message != .campaignUnloaded {}
      #expect(try await console.ask(.getCampaignStatus).status == .notLoaded)
      // What was up is taken up again.
      #expect(try await console.ask(.loadCampaign).status == .active)
      let again = try await floor.gateway.nextPeer()
      guard case .query = try await again.message(.attempt(.interrupted, result: nil)) else {
        Issue.record("nobody asks what became of the call")
        return
      }
    }
  }

  @Test func `what a state does not allow has its error`() async throws {
    try await withConsole { floor, console in
      for request in [
        ControlRequest.Message.startDialing, .stopDialing, .unloadCampaign, .setDialingMode,
      ] {
        #expect(try await console.ask(request).errorName == "CampaignNotLoaded")
      }
      #expect(
        try await console.ask(.loadCampaign, campaign: "winter").errorName == "CampaignNotFound")
      _ = try await console.ask(.loadCampaign)
      #expect(try await console.ask(.loadCampaign).errorName == "CampaignAlreadyLoaded")
      #expect(try await console.ask(.stopDialing).errorName == "CampaignNotStarted")
      #expect(
        try await console.ask(.startDialing, mode: "Sideways").errorName == "InvalidCampaignMode")
      #expect(try await console.ask(.setDialingMode).errorName == "InvalidParameter")
      _ = try await console.ask(.startDialing)
      let twice = try await console.ask(.startDialing)
      #expect(twice.errorName == "CampaignAlreadyStarted" && twice.errorCode == 7)
      #expect(twice.errorMessage?.isEmpty == false && twice.status == .running)
    }
  }

  @Test func `a running campaign changes between progressive and predictive, and not to preview`()
    async throws
  {
    try await withConsole { _, console in
      _ = try await console.ask(.loadCampaign)
      #expect(try await console.ask(.startDialing).dialMode == "Progressive")
      let changed = try await console.ask(.setDialingMode, mode: "predictive")
      #expect(changed.message == .dialingModeChanged && changed.dialMode == "Predictive")
      #expect(
        try await console.ask(.setDialingMode, mode: "Preview").errorName == "InvalidCampaignMode")
      #expect(try await console.ask(.setDialingMode, mode: "2").dialMode == "Progressive")
      _ = try await console.ask(.stopDialing)
      #expect(try await console.ask(.startDialing, mode: "Preview").dialMode == "Preview")
    }
  }

  @Test func `a goal is set while running, and is there when the campaign is loaded again`()
    async throws
  {
    try await withConsole { floor, console in
      let loaded = try await console.ask(.loadCampaign)
      #expect(loaded.optimizeBy == "None" && loaded.optimizeGoal == nil)
      let started = try await console.ask(
        .startDialing, mode: "Predictive", optimize: "BusyFactor", goal: 85)
      #expect(started.dialMode == "Predictive" && started.optimizeBy == "BusyFactor")
      let changed = try await console.ask(.setDialingMode, optimize: "2", goal: 1.5)
      #expect(changed.message == .dialingModeChanged && changed.dialMode == "Predictive")
      #expect(changed.optimizeBy == "OverdialRate" && changed.optimizeGoal == 1.5)
      // Acknowledged is stored.
      #expect(
        await floor.store.goal == PacingGoalChange(goal: .overdialRate(0.015), configured: .lawful))
      for (method, goal) in [
        ("Speed", 1), ("BusyFactor", 0), ("BusyFactor", 101), ("OverdialRate", 100),
        ("WaitTime", -1), ("WaitTime", nil), (nil, 3),
      ] as [(String?, Double?)] {
        let refused = try await console.ask(.setDialingMode, optimize: method, goal: goal)
        #expect(refused.errorName == "InvalidParameter", "\(method ?? "-") \(goal ?? -2)")
        #expect(refused.optimizeBy == "OverdialRate")
      }
      _ = try await console.ask(.unloadCampaign)
      while try await console.next().message != .campaignUnloaded {}
      let again = try await console.ask(.loadCampaign)
      #expect(again.optimizeBy == "OverdialRate" && again.optimizeGoal == 1.5)
      let none = try await console.ask(.setDialingMode, optimize: "none")
      #expect(none.optimizeBy == "None" && none.optimizeGoal == nil)
    }
    try await withConsole {
      $0.campaigns[0].overdialRatio = 2
    } _: { _, console in
      _ = try await console.ask(.loadCampaign)
      let refused = try await console.ask(.setDialingMode, optimize: "WaitTime", goal: 20)
      #expect(refused.errorName == "WrongConfiguration")
      #expect(refused.errorMessage?.contains("overdial_ratio") == true)
    }
  }

  @Test func `a campaign without caller ID does not start`() async throws {
    try await withConsole {
      $0.campaigns[0].callerID = nil
    } _: { floor, console in
      _ = try await console.ask(.loadCampaign)
      let refused = try await console.ask(.startDialing)
      #expect(refused.errorName == "WrongConfiguration")
      #expect(refused.errorMessage?.contains("caller_id") == true)
      #expect(try await console.ask(.getCampaignStatus).status == .active)
    }
  }

  @Test func `agents who are logged in when a campaign is loaded are logged in to it`() async throws
  {
    try await withConsole { floor, console in
      let agent = try await floor.connect()
      try agent.ask(
        .agentLogin,
        [DesktopKey.agent: "a1", DesktopKey.place: "9001", DesktopKey.token: "desk"])
      #expect(try await agent.nextLine().contains("no campaign is loaded"))
      #expect(try await console.ask(.loadCampaign).status == .active)
      try await agent.expect("EventAgentLogin")
    }
  }

  @Test func `who has not the token learns nothing`() async throws {
    try await withConsole { floor, console in
      for line in [
        #"{"Message":"RequestRegisterCampaign","ReferenceId":1,"Token":"guess"}"#,
        #"{"Message":"RequestStartDialing","ReferenceId":1}"#,
      ] {
        let stranger = try await Console(at: console.address)
        try stranger.say(line)
        let event = try await stranger.next()
        #expect(event.errorName == "RegistrationError" && event.campaign == nil)
        await #expect(throws: CancellationError.self) { try await stranger.next() }
      }
    }
  }

  @Test func `what is no request is refused, and the connection goes on`() async throws {
    try await withConsole { _, console in
      for line in [
        "{", "[]", #"{"Message":"RequestDance"}"#,
        #"{"Message":"RequestStartDialing","OptimizeGoal":"x"}"#,
      ] {
        try console.say(line)
        #expect(try await console.next().errorName == "InvalidParameter", "\(line)")
      }
      #expect(try await console.ask(.getCampaignStatus).status == .notLoaded)
    }
  }

  @Test func `other consoles hear what one does`() async throws {
    try await withConsole { floor, console in
      let other = try await Console(at: console.address)
      _ = try await other.ask(.registerCampaign, token: "control")
      _ = try await console.ask(.loadCampaign)
      let news = try await other.next()
      #expect(news.message == .campaignLoaded && news.referenceID == nil && news.status == .active)
    }
  }
}
