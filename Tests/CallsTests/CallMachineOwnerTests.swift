// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Testing

/// Calls that stay up for what their owner has in mind: a message, or an agent who hears them from dialing on.
struct CallMachineOwnerTests {
  private func at(_ seconds: Double) -> SampleTime { SampleTime(seconds: seconds) }

  private func decided(_ outcome: Outcome) -> CallMachine.Input {
    .leg(
      .decided(
        Verdict(
          outcome: outcome, decidedAt: at(4), answeredAt: at(2), confidence: 0.9, reason: "heard")))
  }

  private static let seized = CallMachine.Input.seized(line: "x/1", chain: "x/1 in memory")
  private static let message = CallMessage(name: "sorry", optOutDigit: "9")

  private func call(
    place: String? = nil, kept: Set<CallResult> = [], _ inputs: [CallMachine.Input]
  ) -> (machine: CallMachine, actions: [CallMachine.Action]) {
    var request = CallRequest.test()
    request.place = place
    request.profile.kept = kept
    var machine = CallMachine(request)
    let begun = [Self.seized, .leg(.dialed(at: .zero)), .leg(.answered(at: at(2)))]
    let actions = (begun + inputs).flatMap { machine.handle($0) }
    return (machine, actions)
  }

  private func digit(_ name: String) -> CallMachine.Input {
    .leg(.heard(CallEvent(.dtmf, at: at(6), name: name)))
  }

  // MARK: Messages

  @Test func `a message is played to a person, and the call ends behind it`() {
    let (machine, actions) = call([decided(.liveVoice), .play(Self.message), .messagePlayed])
    #expect(actions.suffix(3) == [.play(Self.message), .report(.played(at: at(4))), .hangUp])
    #expect(!machine.isConnected)
  }

  @Test func `the digit ends the message at once, another does not`() {
    let (_, told) = call([decided(.liveVoice), .play(Self.message), digit("9")])
    #expect(told.suffix(2) == [.report(.optedOut(at: at(6))), .hangUp])
    let (machine, other) = call([decided(.liveVoice), .play(Self.message), digit("1")])
    #expect(!other.contains(.hangUp) && machine.isConnected)
  }

  @Test func `a person who hangs up in the message has not heard it to its end`() {
    let (_, actions) = call([
      decided(.liveVoice), .play(Self.message), .leg(.ended(.remote, at: at(7))), .messagePlayed,
    ])
    #expect(actions.last == .report(.released(.remote, at: at(7))))
  }

  @Test func `a kept machine hears the message from where it records`() {
    let message = CallMessage(name: "news", afterBeep: true)
    let beep = CallMachine.Input.leg(.heard(CallEvent(.messageMayStart, at: at(8), name: "beep")))
    let waiting = call(kept: [.answeringMachine], [decided(.answeringMachine), .play(message)])
    #expect(waiting.machine.isConnected && !waiting.actions.contains(.play(message)))
    let after = call(kept: [.answeringMachine], [decided(.answeringMachine), .play(message), beep])
    #expect(after.actions.last == .play(message))
    let before = call(
      kept: [.answeringMachine], [beep, decided(.answeringMachine), .play(message)])
    #expect(before.actions.last == .play(message), "it records already")
  }

  @Test func `what is not kept is hung up at its outcome`() {
    let (_, actions) = call(kept: [.silence], [decided(.answeringMachine)])
    #expect(actions.last == .hangUp)
  }

  // MARK: An agent from dialing on

  @Test(arguments: Outcome.allCases)
  func `an agent hears the line from the first moment, and no verdict ends the call`(
    outcome: Outcome
  ) {
    let (machine, actions) = call(place: "7001", [decided(outcome)])
    #expect(actions[1] == .join, "as soon as there is a line")
    #expect(!actions.contains(.hangUp) && machine.isConnected)
    #expect(
      actions.contains {
        if case .report(.decided(let found)) = $0 { found.outcome == outcome } else { false }
      })
  }

  @Test func `either end ends both`() {
    let (_, remote) = call(place: "7001", [.joined, .leg(.ended(.remote, at: at(9)))])
    #expect(remote.contains(.hangUpAgent))
    let (_, agent) = call(place: "7001", [.joined, .agentLeg(.ended(.remote, at: at(9)))])
    #expect(agent.suffix(2).contains(.hangUp))
    let (_, late) = call(
      place: "7001", [decided(.liveVoice), .agentLeg(.ended(.remote, at: at(9)))])
    #expect(late.last == .hangUp)
    let (_, owner) = call(place: "7001", [.hangUp])
    #expect(owner.contains(.hangUp) && owner.contains(.hangUpAgent))
  }

  @Test func `a line that is not to be had frees the agent`() {
    var request = CallRequest.test()
    request.place = "7001"
    var machine = CallMachine(request)
    let actions = machine.handle(.notPlaced(TrunkError(.noFreeLine)))
    #expect(actions.last == .hangUpAgent && machine.isReleased)
  }
}
