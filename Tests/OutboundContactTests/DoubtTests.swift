// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// The gateway lost and found; this process dead and alive again.
struct DoubtTests {
  enum Trouble: CaseIterable { case gatewayLost, restart }

  private static let busy = AttemptResult(callResult: .busy)
  private static let live = AttemptResult(callResult: .answer, outcome: "live-voice")
  private static let lost = [Treatment(.systemError, .retryIn(minutes: 1))]

  private func floor(_ treatments: [Treatment] = lost) -> Floor {
    var floor = Floor(Floor.records(1), Floor.configuration(treatments))
    floor.start(agents: "A1")
    return floor
  }

  /// Brings the trouble, and the gateway back.
  private func bring(_ trouble: Trouble, to floor: inout Floor) {
    floor.clear()
    switch trouble {
    case .gatewayLost:
      floor.send(.gatewayLost)
      #expect(floor.effects.isEmpty)
      floor.send(.gatewayConnected(lines: 32))
    case .restart: floor.restart()
    }
  }

  // MARK: An attempt without a result

  @Test(arguments: Trouble.allCases)
  func `an attempt without a result is asked about, and not dialed again`(trouble: Trouble) {
    for isAccepted in [true, false] {
      var floor = floor()
      if isAccepted { floor.send(.dialAccepted(attempt: "a1")) }
      bring(trouble, to: &floor)
      #expect(floor.effects == [.query(attempt: "a1")])
      floor.ready("A1")
      floor.wait(9.9)
      #expect(floor.dials.isEmpty)
    }
  }

  @Test(arguments: Trouble.allCases, [QueryAnswer.unknown, .interrupted, .finished(nil)])
  func `an attempt of which the gateway does not know the end is a system error`(
    trouble: Trouble, answer: QueryAnswer
  ) {
    var floor = floor()
    bring(trouble, to: &floor)
    floor.send(.queryAnswered(attempt: "a1", answer))
    #expect(floor.attempt("a1").result?.callResult == .systemError)
    #expect(floor.attempt("a1").stage == .finished)
    #expect(floor.record(1).callResult == .systemError && floor.record(1).attempt == 1)
    #expect(floor.record(1).dialSchedTime == Floor.noon + 60, "its own treatment")
    #expect(floor.notes == [.attemptLost(attempt: "a1")])
    floor.ready("A1")
    floor.wait(60)
    #expect(floor.dials == ["a2"], "under a new id")
  }

  @Test(arguments: Trouble.allCases)
  func `ten seconds without an answer are a system error, and the call is hung up`(
    trouble: Trouble
  ) {
    var floor = floor()
    bring(trouble, to: &floor)
    floor.wait(9.9)
    #expect(floor.attempt("a1").stage == .dialing)
    floor.wait(0.1)
    #expect(floor.attempt("a1").result?.callResult == .systemError)
    #expect(floor.effects.contains(.hangUp(attempt: "a1")))
    // Both come too late.
    floor.clear()
    floor.send(.queryAnswered(attempt: "a1", .connected(DoubtTests.live)))
    floor.send(.result(attempt: "a1", DoubtTests.live))
    #expect(floor.notes == [.unknownAttempt(attempt: "a1"), .lateResult(attempt: "a1")])
    #expect(floor.effects == [.hangUp(attempt: "a1")])
  }

  @Test(arguments: Trouble.allCases)
  func `an attempt that the gateway is still dialing goes on`(trouble: Trouble) {
    var floor = floor()
    bring(trouble, to: &floor)
    floor.send(.queryAnswered(attempt: "a1", .dialing))
    floor.wait(30)
    floor.result("a1", .busy)
    #expect(floor.record(1).callResult == .busy && floor.isFinished)
  }

  @Test(arguments: Trouble.allCases)
  func `a result that comes with the answer is taken, and once`(trouble: Trouble) {
    for answerFirst in [true, false] {
      var floor = floor()
      bring(trouble, to: &floor)
      let events: [CampaignEvent] = [
        .queryAnswered(attempt: "a1", .finished(DoubtTests.busy)),
        .result(attempt: "a1", DoubtTests.busy),
      ]
      for event in answerFirst ? events : events.reversed() { floor.send(event) }
      #expect(floor.record(1).callResult == .busy && floor.record(1).attempt == 1)
      #expect(floor.isFinished && floor.notes.count == 1)
    }
  }

  @Test(arguments: Trouble.allCases)
  func `a live call that is up is given to an agent`(trouble: Trouble) {
    for result in [DoubtTests.live, nil] {
      var floor = floor()
      bring(trouble, to: &floor)
      if trouble == .restart { floor.ready("A1") }
      floor.send(.queryAnswered(attempt: "a1", .connected(result)))
      #expect(floor.effects.contains(.transfer(attempt: "a1", to: "91")))
      floor.send(.result(attempt: "a1", DoubtTests.live))
      #expect(floor.notes == [.duplicateResult(attempt: "a1")])
    }
  }

  @Test(arguments: Trouble.allCases)
  func `a live call that ended meanwhile was abandoned`(trouble: Trouble) {
    var floor = floor()
    bring(trouble, to: &floor)
    floor.send(.queryAnswered(attempt: "a1", .finished(DoubtTests.live)))
    #expect(floor.record(1).callResult == .abandoned && floor.isFinished)
    #expect(floor.attempt("a1").result?.outcome == "live-voice")
  }

  @Test func `while the gateway is away nothing is dialed and nothing given up`() {
    var floor = floor()
    floor.ready("A2")
    floor.send(.gatewayLost)
    floor.clear()
    floor.wait(3600)
    #expect(floor.effects.isEmpty && floor.attempt("a1").stage == .dialing)
    floor.send(.gatewayConnected(lines: 8))
    #expect(floor.effects == [.query(attempt: "a1")])
    floor.wait(5)
    floor.send(.gatewayLost)
    floor.wait(60)
    #expect(floor.attempt("a1").stage == .dialing, "the ten seconds begin with each question")
    floor.send(.gatewayConnected(lines: 8))
    #expect(floor.effects == [.query(attempt: "a1"), .query(attempt: "a1")])
    floor.wait(10)
    #expect(floor.attempt("a1").stage == .finished)
  }

  @Test func `an attempt that never gets a result is asked about in the end`() {
    var floor = floor()
    floor.clear()
    floor.wait(109)
    #expect(floor.effects.isEmpty)
    floor.wait(1)
    #expect(floor.effects == [.query(attempt: "a1")])
    floor.send(.queryAnswered(attempt: "a1", .dialing))
    floor.wait(110)
    #expect(floor.effects == [.query(attempt: "a1"), .query(attempt: "a1")])
    floor.clear()
    floor.wait(9)
    floor.send(.released(attempt: "a1", cause: "remote"))
    #expect(floor.effects == [.query(attempt: "a1")], "released without a result")
  }

  // MARK: A live call, with an agent or on its way

  /// The stage before the trouble, the answer, and what the record comes to once the agent has said his last word,
  /// if he is asked.
  enum Stage: CaseIterable { case waiting, offered, talking }

  private func live(_ stage: Stage) -> Floor {
    var floor = floor([Treatment(.abandoned, .retryIn(minutes: 10))])
    if stage == .waiting { floor.request("A1", .agentNotReady) }
    floor.result("a1", .answer)
    if stage == .talking { floor.send(.transferred(attempt: "a1")) }
    return floor
  }

  @Test(arguments: Trouble.allCases, Stage.allCases)
  func `a live call that is still up goes on where it was`(trouble: Trouble, stage: Stage) {
    var floor = live(stage)
    bring(trouble, to: &floor)
    #expect(floor.effects == [.query(attempt: "a1")])
    floor.clear()
    if trouble == .restart { floor.logIn("A1") }
    floor.send(.queryAnswered(attempt: "a1", .connected(nil)))
    switch stage {
    case .waiting:
      #expect(!floor.effects.contains(.transfer(attempt: "a1", to: "91")))
      floor.request("A1", .agentReady)
      #expect(floor.effects.contains(.transfer(attempt: "a1", to: "91")))
    case .offered: #expect(floor.effects.contains(.transfer(attempt: "a1", to: "91")))
    case .talking: #expect(!floor.effects.contains(.transfer(attempt: "a1", to: "91")))
    }
    if stage != .talking { floor.send(.transferred(attempt: "a1")) }
    floor.send(.released(attempt: "a1", cause: "remote"))
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .answer)
    #expect(floor.record(1).attempt == 1 && floor.isFinished)
  }

  @Test(arguments: Trouble.allCases, [QueryAnswer.unknown, .interrupted])
  func `a live call that was lost with the gateway is released, and its agent finishes the record`(
    trouble: Trouble, answer: QueryAnswer
  ) {
    var floor = live(.talking)
    bring(trouble, to: &floor)
    if trouble == .restart { floor.logIn("A1") }
    floor.clear()
    floor.send(.queryAnswered(attempt: "a1", answer))
    #expect(floor.told("A1") == ["EventReleased"])
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .answer)
  }

  @Test(arguments: Trouble.allCases, [Stage.waiting, .offered])
  func `a live call that was lost before an agent heard it was abandoned`(
    trouble: Trouble, stage: Stage
  ) {
    for answer in [QueryAnswer.unknown, .interrupted, nil] {
      var floor = live(stage)
      bring(trouble, to: &floor)
      if trouble == .restart { floor.logIn("A1") }
      if let answer {
        floor.send(.queryAnswered(attempt: "a1", answer))
      } else {
        floor.wait(10)
      }
      #expect(floor.record(1).callResult == .abandoned && floor.status(1) == .ready)
      #expect(floor.attempt("a1").result?.callResult == .abandoned)
    }
  }

  @Test func `after a restart the record goes back to its agent when he logs in`() {
    for stage in [Stage.offered, .talking] {
      var floor = live(stage)
      floor.restart()
      floor.send(.queryAnswered(attempt: "a1", .connected(nil)))
      floor.ready("A2")
      #expect(!floor.told("A2").contains("EventRinging"), "it is not for another")
      floor.clear()
      floor.logIn("A1")
      let events = floor.events("A1")
      #expect(
        events.map(\.name)
          == ["EventAgentLogin", stage == .offered ? "EventRinging" : "EventEstablished"])
      #expect(events.last?.userData?.integer("GSW_RECORD_HANDLE") == 1)
      #expect(floor.effects.contains(.transfer(attempt: "a1", to: "91")) == (stage == .offered))
    }
  }

  @Test func `agents who are there before the campaign has started get their records too`() {
    var floor = live(.talking)
    var machine = CampaignMachine(configuration: floor.machine.configuration)
    let login = DesktopRequest(.agentLogin, attributes: [DesktopKey.place: "91"])
    _ = machine.handle(.desktop(agent: "A1", login), now: floor.now)
    let step = machine.handle(.started(floor.store.recovery), now: floor.now)
    floor.clear()
    floor.effects = step.effects
    #expect(floor.told("A1") == ["CampaignStarted", "EventEstablished"])
  }

  @Test func `what an agent had updated before a restart is not lost`() {
    var floor = live(.talking)
    floor.request(
      "A1", .updateCallCompletionStats,
      [DesktopKey.recordHandle: 1, DesktopKey.callResult: 53, "note": "moved"])
    floor.restart()
    floor.send(.queryAnswered(attempt: "a1", .finished(nil)))
    floor.logIn("A1")
    #expect(floor.events("A1").last?.userData?.string("note") == "moved")
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.record(1).callResult == .wrongNumber && floor.record(1).custom["note"] == "moved")
  }

  @Test func `an agent who does not come back after a restart is not waited for for ever`() {
    var floor = live(.talking)
    floor.restart()
    floor.send(.queryAnswered(attempt: "a1", .finished(nil)))
    floor.wait(59)
    #expect(floor.status(1) == .retrieved)
    floor.wait(1)
    #expect(floor.status(1) == .updated && floor.record(1).callResult == .answer)
  }

  @Test func `a call that was offered before a restart and is over is the agent's to judge`() {
    for cause in ["answer", "remote"] {
      var floor = live(.offered)
      floor.restart()
      if cause == "answer" {
        floor.send(.queryAnswered(attempt: "a1", .finished(nil)))
      } else {
        floor.send(.released(attempt: "a1", cause: cause))
      }
      floor.clear()
      floor.logIn("A1")
      #expect(floor.told("A1") == ["EventAgentLogin", "EventEstablished", "EventReleased"])
      floor.request("A1", .recordProcessed, record: 1)
      #expect(floor.status(1) == .updated)
    }
    var floor = live(.offered)
    floor.restart()
    floor.send(.released(attempt: "a1", cause: "abandoned"))
    #expect(floor.record(1).callResult == .abandoned, "the gateway knows that nobody spoke")
  }

  @Test func `a hang-up that the gateway could not hear is said when it is back`() {
    var floor = live(.talking)
    floor.send(.gatewayLost)
    floor.clear()
    floor.request("A1", .releaseCall)
    #expect(floor.effects.isEmpty)
    floor.send(.gatewayConnected(lines: 8))
    floor.send(.queryAnswered(attempt: "a1", .connected(nil)))
    #expect(floor.effects == [.query(attempt: "a1"), .hangUp(attempt: "a1")])
    floor.send(.gatewayLost)
    floor.request("A1", .recordProcessed, record: 1)
    floor.clear()
    floor.send(.gatewayConnected(lines: 8))
    #expect(floor.effects == [.hangUp(attempt: "a1")], "once, for the call that was processed")
    floor.clear()
    floor.send(.gatewayConnected(lines: 8))
    #expect(floor.effects.isEmpty)
  }

  @Test func `records that were in hand at a restart are dialed, none twice`() {
    var floor = Floor(Floor.records(6))
    floor.start(agents: "A1", "A2")
    floor.result("a1", .busy)
    floor.restart()
    #expect(
      floor.effects.filter { if case .query = $0 { true } else { false } }
        == [.query(attempt: "a2"), .query(attempt: "a3")])
    floor.send(.queryAnswered(attempt: "a2", .finished(DoubtTests.busy)))
    floor.send(.queryAnswered(attempt: "a3", .interrupted))
    floor.ready("A1")
    for id in 4...6 { floor.result("a\(id)", .busy) }
    #expect(floor.isFinished)
    #expect((1...6).map { floor.record($0).attempt } == [1, 1, 1, 1, 1, 1])
  }
}
