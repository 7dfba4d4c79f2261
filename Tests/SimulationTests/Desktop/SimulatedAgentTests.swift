// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Simulation
import Testing

struct SimulatedAgentTests {
  private static let noon = Date(timeIntervalSince1970: 1_772_452_800)

  /// An agent at his desk: what he asked for, and how long he waits.
  private struct Seat {
    var agent: SimulatedAgent
    var asked: [DesktopRequest] = []
    var wait: (number: Int, seconds: Double)?

    init(_ change: (inout AgentManner) -> Void = { _ in }, seed: UInt64 = 1) {
      var manner = AgentManner()
      change(&manner)
      agent = SimulatedAgent(name: "a1", place: "9001", token: "t", manner: manner, seed: seed)
    }

    mutating func give(_ input: SimulatedAgent.Input) {
      for output in agent.handle(input, now: noon) {
        switch output {
        case .send(let request): asked.append(request)
        case .wait(let number, let seconds): wait = (number, seconds)
        }
      }
    }

    mutating func tell(
      _ name: String, reference: Int? = nil, record: Int? = nil, zone: String = "UTC"
    ) {
      var event = DesktopEvent(name, referenceID: reference)
      if let record {
        event.userData = [
          DesktopKey.recordHandle: .integer(record), DesktopKey.timeZoneName: .string(zone),
        ]
      }
      give(.told(event))
    }

    /// Answers the last request: with its acknowledgement, or an error of this number.
    mutating func answer(error: DesktopError? = nil) {
      guard let last = asked.last else { return }
      if let error {
        give(.told(.refusal(of: last, error)))
      } else {
        give(.told(DesktopEvent(last.name + "Acknowledge", referenceID: last.referenceID)))
      }
    }

    mutating func pass() {
      guard let wait else { return }
      self.wait = nil
      give(.due(wait.number))
    }

    /// Logged in and ready.
    mutating func sitDown() {
      give(.connected)
      tell("EventAgentLogin", reference: asked.last?.referenceID)
      tell("EventAgentReady", reference: asked.last?.referenceID)
    }

    mutating func takeCall(_ record: Int) {
      tell("EventRinging", record: record)
      tell("EventEstablished", record: record)
    }

    var names: [String] { asked.map(\.name) }
  }

  private static let login = ["RequestAgentLogin", "RequestAgentReady"]

  @Test func `he takes a call from the login to being ready again`() {
    var seat = Seat()
    seat.sitDown()
    #expect(seat.asked.first?.token == "t")
    #expect(seat.asked.first?.place == "9001")
    seat.takeCall(7)
    #expect(seat.names == Self.login)
    #expect((8.0...20.0).contains(seat.wait?.seconds ?? 0))
    seat.pass()
    #expect(seat.asked.last?.kind == .updateCallCompletionStats)
    #expect(seat.asked.last?.recordHandle == 7)
    seat.answer()
    #expect(seat.asked.last?.kind == .releaseCall)
    seat.tell("EventReleased", record: 7)
    #expect((2.0...6.0).contains(seat.wait?.seconds ?? 0))
    seat.pass()
    #expect(seat.asked.last?.kind == .recordProcessed)
    #expect(seat.agent.processed == 0)
    seat.answer()
    #expect(seat.agent.processed == 1)
    #expect(seat.asked.last?.kind == .agentReady)
    #expect(seat.names.count == 6)
  }

  @Test func `a customer who hangs up ends the talk, and nothing is released`() {
    var seat = Seat()
    seat.sitDown()
    seat.takeCall(7)
    let talk = seat.wait
    seat.tell("EventReleased", record: 7)
    seat.answer()
    seat.pass()
    seat.answer()
    #expect(
      seat.names == Self.login
        + ["UpdateCallCompletionStats", "RecordProcessed", "RequestAgentReady"])
    // The end of the talk that he waited for comes to nothing now.
    seat.give(.due(talk?.number ?? 0))
    #expect(seat.names.count == 5)
  }

  @Test func `what was not acknowledged is said again after his return, with the same reference`() {
    var seat = Seat()
    seat.sitDown()
    seat.takeCall(7)
    seat.pass()
    let update = seat.asked.last
    seat.give(.disconnected)
    seat.give(.connected)
    #expect(seat.asked.last?.kind == .agentLogin)
    seat.tell("EventAgentLogin")
    #expect(seat.asked.last == update)
    seat.tell("EventEstablished", record: 7)
    seat.answer()
    #expect(seat.asked.last?.kind == .releaseCall)
  }

  @Test func `work goes on while he is away, and is said when he is back`() {
    var seat = Seat()
    seat.sitDown()
    seat.takeCall(7)
    seat.give(.disconnected)
    seat.pass()
    #expect(seat.names == Self.login)
    seat.give(.connected)
    seat.tell("EventAgentLogin")
    #expect(seat.asked.last?.kind == .updateCallCompletionStats)
  }

  @Test func `a record processed before the connection ended is not processed twice`() {
    var seat = Seat()
    seat.sitDown()
    seat.takeCall(7)
    seat.tell("EventReleased", record: 7)
    seat.answer()
    seat.pass()
    #expect(seat.asked.last?.kind == .recordProcessed)
    seat.give(.disconnected)
    seat.give(.connected)
    seat.tell("EventAgentLogin")
    #expect(seat.asked.last?.kind == .recordProcessed)
    seat.answer(error: .unknownRecord)
    #expect(seat.agent.processed == 1)
    #expect(seat.asked.last?.kind == .agentReady)
  }

  @Test func `one who comes back with nothing in hand at OCS lets go of what he had`() {
    var seat = Seat()
    seat.sitDown()
    seat.takeCall(7)
    seat.give(.disconnected)
    seat.give(.connected)
    seat.tell("EventAgentLogin")
    #expect(seat.asked.last?.kind == .agentReady)
    seat.tell("EventAgentReady")
    seat.pass()
    #expect(seat.asked.last?.kind == .agentReady)
    seat.takeCall(8)
    seat.pass()
    #expect(seat.asked.last?.recordHandle == 8)
  }

  @Test func `a store that takes nothing is asked again`() {
    var seat = Seat()
    seat.sitDown()
    seat.takeCall(7)
    seat.pass()
    let update = seat.asked.last
    seat.answer(error: .notStored)
    #expect(seat.wait?.seconds == 1)
    seat.pass()
    #expect(seat.asked.last == update)
    #expect(seat.names.count == 4)
  }

  @Test
  func `whom he did not hear he forgets, and his telephone not answered makes him ready again`() {
    var seat = Seat()
    seat.sitDown()
    seat.tell("EventRinging", record: 7)
    seat.tell("EventAbandoned", record: 7)
    seat.tell("EventAgentReady")
    seat.tell("EventRinging", record: 8)
    seat.tell("EventReleased", record: 8)
    seat.tell("EventAgentNotReady")
    seat.pass()
    #expect(seat.names == Self.login + ["RequestAgentReady"])
    #expect(seat.agent.processed == 0)
  }

  @Test func `a customer may ask to be called again, on the wall clock of his zone`() {
    var seat = Seat {
      $0.callBackShare = 1
      $0.personalShare = 1
      $0.callBackSeconds = 90
    }
    seat.sitDown()
    seat.tell("EventRinging", record: 7, zone: "America/New_York")
    seat.tell("EventEstablished", record: 7, zone: "America/New_York")
    seat.pass()
    #expect(seat.asked.last?.kind == .recordReschedule)
    #expect(seat.asked.last?.attributes.string(DesktopKey.callBackType) == "Personal")
    #expect(seat.asked.last?.attributes.string(DesktopKey.dateTime) == "03/02/2026 07:02")
    // Outside the hours in which he may be called: then not.
    seat.answer(error: .invalidValue)
    #expect(seat.asked.last?.kind == .updateCallCompletionStats)
    seat.answer()
    #expect(seat.asked.last?.kind == .releaseCall)
  }

  @Test func `a wrong token is not tried again`() {
    var seat = Seat()
    seat.give(.connected)
    seat.answer(error: .unauthorized)
    #expect(seat.agent.isRefused)
    seat.give(.disconnected)
    seat.give(.connected)
    #expect(seat.names == ["RequestAgentLogin"])
  }

  @Test func `the same seed is the same agent, and another another`() {
    func talk(_ seed: UInt64) -> Double? {
      var seat = Seat(seed: seed)
      seat.sitDown()
      seat.takeCall(7)
      return seat.wait?.seconds
    }
    #expect(talk(1) == talk(1))
    #expect(talk(1) != talk(2))
  }
}
