// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// The predictive modes, and people for whom nobody is there.
struct PredictiveTests {
  private static func configuration(
    _ mode: DialingMode = .predictive, ratio: Double = 3, message: String? = "hello"
  ) -> CampaignConfiguration {
    var configuration = Floor.configuration()
    configuration.mode = mode
    configuration.overdialRatio = ratio
    configuration.safeHarbourMessage = message
    configuration.optOutDigit = "9"
    return configuration
  }

  /// Three calls for one agent, a1 to a3.
  private func floor(message: String? = "hello", records: Int = 9) -> Floor {
    var floor = Floor(Floor.records(records), PredictiveTests.configuration(message: message))
    floor.start(agents: "A1")
    return floor
  }

  @Test func `calls are dialed ahead of agents, for nobody in particular`() {
    let floor = floor()
    #expect(floor.dials == ["a1", "a2", "a3"])
    #expect(floor.store.attempts.values.allSatisfy { $0.agent == nil && $0.mode == .predictive })
    #expect(floor.store.counts.dialed == 3)
  }

  @Test func `the first to answer gets the agent, the second waits for two seconds`() {
    var floor = floor()
    floor.result("a2", .answer)
    #expect(floor.effects.contains(.transfer(attempt: "a2", to: "91")))
    floor.result("a1", .answer)
    floor.wait(1.9)
    #expect(!floor.store.attempts.values.contains { $0.isAbandoned && $0.id == "a1" })
    floor.clear()
    floor.wait(0.2)
    #expect(
      floor.effects.contains(
        .play(attempt: "a1", PlayOrder(message: "hello", optOutDigit: "9"))))
    #expect(floor.attempt("a1").isAbandoned && floor.store.counts.liveAnswers == 2)
    floor.send(.played(attempt: "a1"))
    floor.send(.released(attempt: "a1", cause: "local"))
    #expect(floor.record(1).callResult == .abandoned && floor.attempt("a1").stage == .finished)
    #expect(floor.store.counts.messagesPlayed == 1)
  }

  @Test func `an agent who comes in time gets the waiting call, the longest waiting first`() {
    var floor = floor()
    floor.request("A1", .agentNotReady)
    floor.result("a2", .answer)
    floor.wait(0.5)
    floor.result("a1", .answer)
    floor.ready("A2")
    #expect(floor.effects.contains(.transfer(attempt: "a1", to: "92")), "by the time of dialing")
    floor.wait(3)
    #expect(!floor.attempt("a1").isAbandoned || floor.attempt("a1").agent == "A2")
    #expect(floor.attempt("a2").isAbandoned)
  }

  @Test func `what has passed since the greeting's end is gone already`() {
    var floor = floor()
    floor.request("A1", .agentNotReady)
    floor.send(
      .result(
        attempt: "a1",
        AttemptResult(
          callResult: .answer, decidedAt: 10.0, answeredAt: 7, greetingEndedAt: 8.5)))
    floor.clear()
    floor.wait(0.4)
    #expect(floor.effects.isEmpty)
    floor.wait(0.2)
    #expect(floor.attempt("a1").isAbandoned)
  }

  @Test(arguments: [-3600.0, -86_400, -2])
  func `a clock that is set back makes nobody wait the longer`(change: Double) {
    var floor = floor()
    floor.request("A1", .agentNotReady)
    floor.result("a1", .answer)
    floor.wait(1)
    floor.now += change
    floor.result("a2", .busy)
    floor.clear()
    floor.wait(0.9)
    #expect(!floor.attempt("a1").isAbandoned)
    floor.wait(0.2)
    #expect(floor.attempt("a1").isAbandoned)
    #expect(
      floor.effects.contains(.play(attempt: "a1", PlayOrder(message: "hello", optOutDigit: "9"))))
  }

  @Test func `a clock that is set forward lets nothing hang`() {
    var floor = floor()
    floor.now += 86_400
    floor.send(.tick)
    #expect(
      floor.effects.contains(.query(attempt: "a1")), "its deadline has passed: it is asked about")
    floor.send(.queryAnswered(attempt: "a1", .dialing))
    floor.result("a1", .busy)
    #expect(floor.attempt("a1").stage == .finished)
  }

  @Test
  func `a zone that changes its clocks under a running campaign moves the hours of its records`()
    throws
  {
    // In the night to 29 March 2026 Berlin goes over to summer time: 09:00 is 08:00 UTC before, 07:00 after.
    let window = DailyWindow(from: 9 * 3600, till: 10 * 3600, timeZone: "Europe/Berlin")
    var floor = Floor(Floor.records(2, window: window), PredictiveTests.configuration(.progressive))
    floor.now = try Date("2026-03-28T07:59:00Z", strategy: .iso8601)
    floor.start(agents: "A1")
    #expect(floor.dials.isEmpty)
    floor.wait(61)
    #expect(floor.dials.count == 1, "at 09:00 by the old clock")
    floor.request("A1", .agentNotReady)
    floor.result("a1", .busy)
    floor.wait(3600)
    floor.request("A1", .agentReady)
    floor.clear()
    floor.wait(22 * 3600 - 120)
    #expect(floor.dials.isEmpty, "before 09:00 by the new clock")
    floor.wait(120)
    #expect(floor.dials.count == 1)
    #expect(floor.attempt("a2").startedAt == (try Date("2026-03-29T07:00:00Z", strategy: .iso8601)))
  }

  @Test func `without a message the person is hung up`() {
    var floor = floor(message: nil)
    floor.request("A1", .agentNotReady)
    floor.result("a1", .answer)
    floor.wait(2.1)
    #expect(floor.effects.contains(.hangUp(attempt: "a1")))
    #expect(floor.record(1).callResult == .abandoned && floor.store.counts.messagesPlayed == 0)
  }

  @Test func `a message that cannot be played is not counted, and the call ends`() {
    var floor = floor()
    floor.request("A1", .agentNotReady)
    floor.result("a1", .answer)
    floor.wait(2.1)
    floor.send(.playFailed(attempt: "a1", text: "there is no such message"))
    #expect(floor.effects.contains(.hangUp(attempt: "a1")))
    #expect(floor.attempt("a1").stage == .finished && !floor.attempt("a1").isMessagePlayed)
  }

  @Test func `who presses the digit is never called again, by any campaign`() {
    var floor = floor()
    floor.request("A1", .agentNotReady)
    floor.result("a1", .answer)
    floor.wait(2.1)
    floor.send(.optedOut(attempt: "a1"))
    #expect(floor.store.doNotCall.map(\.digits) == ["2001"])
    floor.send(.released(attempt: "a1", cause: "local"))
    #expect(floor.record(1).recordType == .noCall && floor.record(1).callResult == .doNotCall)
    #expect(floor.store.counts.abandoned == 1, "he was abandoned all the same")
  }

  @Test func `a transfer that takes longer than two seconds is counted, and goes on`() {
    var floor = floor()
    floor.result("a1", .answer)
    floor.wait(2.1)
    #expect(floor.attempt("a1").isAbandoned)
    floor.send(.transferred(attempt: "a1"))
    #expect(floor.told("A1").last == "EventEstablished")
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.record(1).callResult == .answer && floor.store.counts.abandoned == 1)
  }

  @Test func `an abandoned number is left alone for three days, whatever its treatment`() {
    for action: Treatment.RecordAction in [.redial, .retryIn(minutes: 10)] {
      var configuration = PredictiveTests.configuration(message: nil)
      configuration.abandonedRestHours = 72
      configuration.treatments =
        (try? TreatmentPlan([Treatment(.abandoned, action)])) ?? configuration.treatments
      var floor = Floor(Floor.records(1), configuration)
      floor.start(agents: "A1")
      floor.request("A1", .agentNotReady)
      floor.result("a1", .answer)
      floor.wait(2.1)
      #expect(floor.status(1) == .ready)
      floor.request("A1", .agentReady)
      floor.clear()
      floor.wait(72 * 3600 - 10)
      #expect(floor.dials.isEmpty)
      floor.wait(20)
      #expect(floor.dials == ["a2"])
    }
  }

  @Test func `a running campaign changes between predictive and progressive, and to nothing else`()
  {
    var floor = Floor(Floor.records(20), PredictiveTests.configuration(.progressive))
    floor.start(agents: "A1", "A2")
    #expect(floor.dials.count == 2)
    floor.clear()
    floor.send(.setMode(.predictive))
    #expect(floor.told("A1") == ["CampaignModeChanged"])
    #expect(floor.events("A1")[0].attributes.string("GSW_CAMPAIGN_MODE") == "Predictive")
    floor.result("a1", .busy)
    #expect(floor.dials.count == 3, "three lines for the one who is free again")
    for mode in [DialingMode.preview, .engagedPredictive, .engagedProgressive] {
      floor.clear()
      floor.send(.setMode(mode))
      #expect(floor.notes == [.modeRefused(mode)] && floor.machine.mode == .predictive)
    }
  }

  @Test func `a false machine is one in which the agent found a person`() throws {
    var configuration = PredictiveTests.configuration()
    configuration.treatments = try TreatmentPlan([
      Treatment(.answeringMachine, .retryIn(minutes: 5), call: .connect)
    ])
    var floor = Floor(Floor.records(1), configuration)
    floor.start(agents: "A1")
    floor.result("a1", .answeringMachine)
    floor.send(.transferred(attempt: "a1"))
    #expect(floor.events("A1").last?.userData?.integer("GSW_CALL_RESULT") == 9)
    floor.request("A1", .recordProcessed, [DesktopKey.recordHandle: 1, DesktopKey.callResult: 33])
    #expect(floor.store.counts.falseMachines == 1 && floor.store.counts.liveAnswers == 0)
  }

  // MARK: Engaged

  private func engaged(_ mode: DialingMode) -> (floor: Floor, id: String) {
    var floor = Floor(Floor.records(9), PredictiveTests.configuration(mode))
    floor.start(agents: "A1")
    var id = ""
    for case .engage(let engagement, "91") in floor.effects { id = engagement }
    return (floor, id)
  }

  @Test(arguments: [DialingMode.engagedProgressive, .engagedPredictive])
  func `nothing is dialed until the agent's telephone is up, and the call goes to that`(
    mode: DialingMode
  ) {
    var (floor, id) = engaged(mode)
    #expect(!id.isEmpty && floor.dials.isEmpty)
    floor.send(.engaged(engagement: id))
    #expect(floor.told("A1").last == "EventAgentEngaged")
    #expect(floor.dials.count == (mode.isPredictive ? 3 : 1))
    let first = floor.dials[0]
    floor.result(first, .answer)
    #expect(floor.effects.contains(.transfer(attempt: first, to: "91", engagement: id)))
    floor.send(.transferred(attempt: first))
    floor.send(.released(attempt: first, cause: "remote"))
    floor.request("A1", .recordProcessed, record: floor.attempt(first).recordID)
    floor.clear()
    floor.request("A1", .agentReady)
    #expect(
      floor.effects.contains {
        if case .engage(let again, "91") = $0 { again != id } else { false }
      }, "his telephone went with the call")
  }

  @Test func `an agent who hangs his telephone up is not ready, and one who leaves lets it go`() {
    var (floor, id) = engaged(.engagedProgressive)
    floor.send(.engaged(engagement: id))
    floor.result(floor.dials[0], .busy)
    floor.clear()
    floor.request("A1", .agentNotReady)
    #expect(floor.effects.contains(.disengage(engagement: id)))
    (floor, id) = engaged(.engagedPredictive)
    floor.send(.disengaged(engagement: id, text: "no answer"))
    #expect(floor.told("A1").last == "EventAgentNotReady")
    #expect(floor.dials.isEmpty)
  }

  @Test func `a gateway that was away engages them anew`() {
    var (floor, id) = engaged(.engagedPredictive)
    floor.send(.engaged(engagement: id))
    floor.send(.gatewayLost)
    floor.clear()
    floor.send(.gatewayConnected(lines: 32))
    #expect(
      floor.effects.contains {
        if case .engage(let again, "91") = $0 { again != id } else { false }
      })
  }

  @Test func `who was promised a call when the gateway went is engaged anew once it is over`() {
    var (floor, id) = engaged(.engagedProgressive)
    floor.send(.engaged(engagement: id))
    let first = floor.dials[0]
    floor.send(.gatewayLost)
    floor.send(.gatewayConnected(lines: 32))
    floor.clear()
    floor.send(.queryAnswered(attempt: first, .finished(AttemptResult(callResult: .busy))))
    #expect(
      floor.effects.contains {
        if case .engage(let again, "91") = $0 { again != id } else { false }
      })
  }

  @Test func `who hangs up while a call is dialed for him is not ready, and the call is another's`()
  {
    var (floor, id) = engaged(.engagedProgressive)
    floor.send(.engaged(engagement: id))
    let first = floor.dials[0]
    floor.clear()
    floor.send(.disengaged(engagement: id, text: "hung up"))
    #expect(floor.told("A1") == ["EventAgentNotReady"])
    floor.result(first, .answer)
    #expect(floor.attempt(first).agent == nil)
  }

  @Test func `a campaign that is stopped goes on in a mode of another family`() {
    var (floor, id) = engaged(.engagedPredictive)
    floor.send(.engaged(engagement: id))
    for dial in floor.dials { floor.result(dial, .busy) }
    floor.send(.dialing(false))
    while let dial = floor.dials.first(where: { floor.attempt($0).stage == .dialing }) {
      floor.result(dial, .busy)
    }
    floor.clear()
    floor.send(.setMode(.progressive))
    #expect(
      floor.machine.mode == .progressive && floor.effects.contains(.disengage(engagement: id)))
    floor.send(.dialing(true))
    #expect(floor.dials.count == 1, "without a telephone that is up")
    floor.send(.setMode(.preview))
    #expect(floor.machine.mode == .progressive && floor.notes.last == .modeRefused(.preview))
  }

  // MARK: Calls that are kept

  @Test(arguments: [CallResult.answeringMachine, .faxDetected, .silence])
  func `a message is left, and the treatment follows`(result: CallResult) throws {
    var configuration = PredictiveTests.configuration(.progressive)
    configuration.treatments = try TreatmentPlan([
      Treatment(result, .retryIn(minutes: 5), call: .playMessage("please call"))
    ])
    var floor = Floor(Floor.records(1), configuration)
    floor.start(agents: "A1")
    guard
      case .dial(let order) = floor.effects.first(where: {
        if case .dial = $0 { true } else { false }
      })
    else { return #expect(Bool(false), "nothing was dialed") }
    #expect(order.profile.kept == [result])
    floor.result("a1", result)
    #expect(
      floor.effects.contains(
        .play(
          attempt: "a1",
          PlayOrder(message: "please call", afterBeep: result == .answeringMachine))))
    floor.send(.played(attempt: "a1"))
    floor.send(.released(attempt: "a1", cause: "local"))
    #expect(
      floor.record(1).callResult == result && floor.record(1).dialSchedTime == floor.now + 300)
    #expect(floor.store.counts.liveAnswers == 0 && floor.attempt("a1").isMessagePlayed)
  }

  @Test func `a machine is transferred to the number that the treatment names`() throws {
    var configuration = PredictiveTests.configuration(.progressive)
    configuration.treatments = try TreatmentPlan([
      Treatment(.answeringMachine, .markDB, call: .transfer(to: "7000"))
    ])
    var floor = Floor(Floor.records(2), configuration)
    floor.start(agents: "A1")
    floor.result("a1", .answeringMachine)
    #expect(floor.effects.contains(.transfer(attempt: "a1", to: "7000")))
    floor.send(.transferred(attempt: "a1"))
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .answeringMachine)
    floor.result("a2", .answeringMachine)
    floor.send(.transferFailed(attempt: "a2", text: "busy"))
    #expect(floor.record(2).callResult == .transferError)
  }
}
