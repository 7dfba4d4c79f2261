// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Calls
import Detection
import Testing

struct CallMachineTests {
  private func at(_ seconds: Double) -> SampleTime { SampleTime(seconds: seconds) }

  private func verdict(_ outcome: Outcome, answered: Bool = false) -> Verdict {
    Verdict(
      outcome: outcome, decidedAt: at(4), answeredAt: answered ? at(2) : nil, confidence: 0.9,
      reason: "heard")
  }

  private func machine(after inputs: [CallMachine.Input]) -> CallMachine {
    var machine = CallMachine(.test())
    for input in inputs { _ = machine.handle(input) }
    return machine
  }

  private func actions(_ inputs: [CallMachine.Input]) -> [CallMachine.Action] {
    var machine = CallMachine(.test())
    return inputs.flatMap { machine.handle($0) }
  }

  private func outcomes(_ actions: [CallMachine.Action]) -> [CallOutcome] {
    actions.compactMap {
      if case .report(.decided(let outcome)) = $0 { outcome } else { nil }
    }
  }

  private func releases(_ actions: [CallMachine.Action]) -> [ReleaseCause] {
    actions.compactMap {
      if case .report(.released(let cause, _)) = $0 { cause } else { nil }
    }
  }

  private static let seized = CallMachine.Input.seized(line: "x/1", chain: "x/1 in memory")
  private static let dialed = CallMachine.Input.leg(.dialed(at: .zero))
  private static let end = CallMachine.Input.leg(.ended(.local, at: SampleTime(seconds: 9)))
  private var live: [CallMachine.Input] {
    [
      Self.seized, Self.dialed, .leg(.answered(at: at(2))),
      .leg(.decided(verdict(.liveVoice, answered: true))),
    ]
  }

  @Test(arguments: Outcome.allCases, [false, true])
  func `a call stays up exactly where its result is Answer`(_ outcome: Outcome, answered: Bool) {
    let answer: [CallMachine.Input] = answered ? [.leg(.answered(at: at(2)))] : []
    let actions = actions(
      [Self.seized, Self.dialed] + answer
        + [.leg(.decided(verdict(outcome, answered: answered)))])
    let result = outcome.callResult(answered: answered)
    #expect(outcomes(actions).map(\.callResult) == [result])
    #expect(actions.contains(.hangUp) == (result != .answer))
  }

  @Test func `an answer that is taken back is none, and the next one counts`() {
    let taken: [CallMachine.Input] = [
      Self.seized, Self.dialed, .leg(.answered(at: at(2))), .leg(.dialed(at: at(3))),
    ]
    #expect(outcomes(actions(taken + [.hangUp])).map(\.callResult) == [.unknown])
    let unheard = CallMachine.Input.leg(.decided(verdict(.unknown)))
    #expect(outcomes(actions(taken + [unheard])).map(\.callResult) == [.unknown])
    let again = CallMachine.Input.leg(.answered(at: at(5)))
    #expect(outcomes(actions(taken + [again, unheard])).map(\.answeredAt) == [at(5)])
  }

  // MARK: - Call screeners

  private func screened(
    _ action: ScreenerAction, then inputs: [CallMachine.Input]
  ) -> [CallMachine.Action] {
    var machine = CallMachine(.test(screener: action))
    return ([Self.seized, Self.dialed, .leg(.answered(at: at(2)))] + inputs)
      .flatMap { machine.handle($0) }
  }

  @Test func `a screener is dropped, or given to an agent as a person is`() {
    let heard = CallMachine.Input.leg(.decided(verdict(.callScreener, answered: true)))
    let dropped = screened(.drop, then: [heard])
    #expect(outcomes(dropped).map(\.callResult) == [.answeringMachine])
    #expect(dropped.last == .hangUp)
    let connected = screened(.connect, then: [heard, .transfer])
    #expect(outcomes(connected).map(\.callResult) == [.answer])
    #expect(connected.last == .placeAgent)
  }

  @Test func `a screener is told who calls, and the person who comes on is a person`() {
    let screen = CallMachine.Input.leg(.screened(verdict(.callScreener, answered: true)))
    let told = screened(.identify, then: [screen])
    #expect(told.last == .identify && outcomes(told).isEmpty)
    let person = screened(
      .identify, then: [screen, .leg(.decided(verdict(.liveVoice, answered: true)))])
    #expect(outcomes(person).map(\.outcome) == [.liveVoice])
    #expect(!person.contains(.hangUp))
  }

  @Test func `a screener behind which nobody comes on stays one`() {
    let screen = CallMachine.Input.leg(.screened(verdict(.callScreener, answered: true)))
    for end: CallMachine.Input in [
      .leg(.limit(.analysis, at: at(34))), .leg(.decided(verdict(.silence, answered: true))),
      .leg(.decided(verdict(.callScreener, answered: true))),
    ] {
      let actions = screened(.identify, then: [screen, end])
      #expect(outcomes(actions).map(\.outcome) == [.callScreener])
      #expect(outcomes(actions).map(\.callResult) == [.answeringMachine])
      #expect(actions.last == .hangUp)
    }
  }

  @Test func `an outcome carries what the call was`() throws {
    let ring = CallEvent(.tone, at: at(1), end: at(3), name: "ringback")
    let busy = CallEvent(.tone, at: at(3), name: "busy")
    let actions = actions([
      Self.seized, Self.dialed, .leg(.heard(ring)), .leg(.heard(busy)),
      .leg(.decided(verdict(.busy))), .leg(.heard(busy)), Self.end,
    ])
    let outcome = CallOutcome(
      attempt: "a1", outcome: .busy, callResult: .busy, confidence: 0.9, decidedAt: at(4),
      line: "x/1", reason: "heard", events: [ring, busy], chain: "x/1 in memory")
    let expected: [CallMachine.Action] = [
      .report(.dialing(line: "x/1")), .report(.ringing(at: at(1))), .report(.heard(ring)),
      .report(.heard(busy)), .report(.decided(outcome)), .hangUp,
      .report(.released(.local, at: at(9))),
    ]
    #expect(actions == expected)
  }

  @Test func `ringing is told once, and not of an answered call`() {
    let ring = CallMachine.Input.leg(.heard(CallEvent(.tone, at: at(1), name: "ringback")))
    func rings(_ inputs: [CallMachine.Input]) -> Int {
      actions(inputs).count { if case .report(.ringing) = $0 { true } else { false } }
    }
    #expect(rings([Self.seized, Self.dialed, ring, ring]) == 1)
    #expect(rings([Self.seized, Self.dialed, .leg(.answered(at: .zero)), ring]) == 0)
  }

  @Test func `evidence keeps the last 64 events`() throws {
    let heard = (0..<100).map { CallEvent(.silence, at: SampleTime(samples: $0)) }
    let outcome = try #require(
      outcomes(
        actions(
          [Self.seized] + heard.map { .leg(.heard($0)) } + [.leg(.decided(verdict(.busy)))])
      ).first)
    #expect(outcome.events == Array(heard.suffix(64)))
  }

  @Test func `an answered call that stays undecided is a person and stays up`() throws {
    let actions = actions([
      Self.seized, Self.dialed, .leg(.answered(at: at(2))), .leg(.limit(.analysis, at: at(3))),
    ])
    let outcome = try #require(outcomes(actions).first)
    #expect(outcome.outcome == .unknown)
    #expect(outcome.callResult == .answer)
    #expect(outcome.answeredAt == at(2))
    #expect(outcome.decidedAt == at(3))
    #expect(!actions.contains(.hangUp))
  }

  @Test func `the ring limit leaves the word to the verdict that follows`() {
    let actions = actions([
      Self.seized, Self.dialed, .leg(.limit(.ring, at: at(15))),
      .leg(.decided(verdict(.ringback))),
    ])
    #expect(outcomes(actions).map(\.callResult) == [.noAnswer])
    #expect(actions.last == .hangUp)
  }

  @Test(arguments: [
    (TrunkError(.noFreeLine), CallResult.noFreePortError), (TrunkError(.badNumber), .dialError),
    (TrunkError(.boardFailed, line: "x/1"), .switchError), (TrunkError(.stopped), .systemError),
  ])
  func `a call that is not placed ends with its trunk's error`(
    _ error: TrunkError, _ result: CallResult
  ) {
    let actions = actions([.notPlaced(error)])
    #expect(outcomes(actions).map(\.callResult) == [result])
    #expect(outcomes(actions).first?.reason == error.description)
    #expect(outcomes(actions).first?.line == error.line)
    #expect(releases(actions) == [.failed])
  }

  @Test func `a line that fails while it rings is no unanswered call`() {
    let error = TrunkError(.lineFailed, couldHaveDialed: true)
    let actions = actions([
      Self.seized, Self.dialed, .leg(.heard(CallEvent(.tone, at: at(1), name: "ringback"))),
      .leg(.ended(.failed(error), at: at(5))),
    ])
    #expect(outcomes(actions).map(\.callResult) == [.callDropError])
    #expect(releases(actions) == [.failed])
  }

  @Test(arguments: [(false, CallResult.unknown), (true, .answer)])
  func `the far end's hanging up without a verdict is unknown by the table`(
    answered: Bool, _ result: CallResult
  ) {
    let answer: [CallMachine.Input] = answered ? [.leg(.answered(at: at(1)))] : []
    let actions = actions(
      [Self.seized, Self.dialed] + answer + [.leg(.ended(.remote, at: at(2)))])
    #expect(outcomes(actions).map(\.outcome) == [.unknown])
    #expect(outcomes(actions).map(\.callResult) == [result])
    #expect(releases(actions) == [.remote])
  }

  @Test func `a verdict at the far end's hanging up comes before the release`() {
    let actions = actions([
      Self.seized, Self.dialed, .leg(.decided(verdict(.ringback))),
      .leg(.ended(.remote, at: at(5))),
    ])
    #expect(outcomes(actions).map(\.callResult) == [.noAnswer])
    #expect(releases(actions) == [.local])
  }

  @Test(arguments: [(false, CallResult.unknown), (true, .abandoned)])
  func `a call given up before it is decided says so`(answered: Bool, _ result: CallResult) {
    let answer: [CallMachine.Input] = answered ? [.leg(.answered(at: at(1)))] : []
    let actions = actions([Self.seized, Self.dialed] + answer + [.hangUp, .hangUp, Self.end])
    #expect(outcomes(actions).map(\.callResult) == [result])
    #expect(actions.count { $0 == .hangUp } == 1)
    #expect(releases(actions) == [.local])
  }

  @Test func `a call given up before it has a line is hung up when it has one`() {
    let actions = actions([.hangUp, Self.seized])
    #expect(actions.first == .report(.dialing(line: "x/1")))
    #expect(outcomes(actions).count == 1)
    #expect(actions.last == .hangUp)
  }

  @Test func `a person whom nobody takes is let go as abandoned`() {
    let actions = actions(live + [.leg(.limit(.agentWait, at: at(6))), Self.end])
    #expect(actions.suffix(2) == [.hangUp, .report(.released(.abandoned, at: at(9)))])
    #expect(outcomes(actions).count == 1)
  }

  @Test func `a person is joined to the agent who answers`() {
    var machine = machine(after: live)
    #expect(machine.handle(.transfer) == [.placeAgent])
    #expect(machine.handle(.agentLeg(.dialed(at: .zero))) == [])
    #expect(machine.handle(.leg(.limit(.agentWait, at: at(6)))) == [])
    #expect(machine.handle(.agentLeg(.answered(at: at(1)))) == [.join])
    #expect(machine.handle(.joined) == [.report(.transferred(at: at(6)))])
    #expect(machine.isConnected)
    #expect(machine.handle(.leg(.limit(.agentWait, at: at(7)))) == [])
    #expect(machine.handle(.agentLeg(.decided(verdict(.liveVoice)))) == [])
  }

  @Test func `whoever hangs up, the other is hung up`() {
    let joined = live + [.transfer, .agentLeg(.answered(at: .zero)), .joined]
    var byAgent = machine(after: joined)
    #expect(byAgent.handle(.agentLeg(.ended(.remote, at: at(30)))) == [.hangUp])
    #expect(byAgent.handle(Self.end) == [.report(.released(.agent, at: at(9)))])
    var byPerson = machine(after: joined)
    let expected: [CallMachine.Action] = [
      .hangUpAgent, .report(.released(.remote, at: at(40))),
    ]
    #expect(byPerson.handle(.leg(.ended(.remote, at: at(40)))) == expected)
    var byOwner = machine(after: joined)
    #expect(byOwner.handle(.hangUp) == [.hangUpAgent, .hangUp])
    #expect(byOwner.handle(Self.end) == [.report(.released(.local, at: at(9)))])
  }

  static let noAgent: [CallMachine.Input] = [
    .agentNotPlaced(TrunkError(.noFreeLine)), .notJoined(TrunkError(.cannotJoin)),
    .agentLeg(.ended(.remote, at: .zero)), .agentLeg(.limit(.ring, at: .zero)),
    .agentLeg(
      .decided(
        Verdict(
          outcome: .busy, decidedAt: .zero, answeredAt: nil, confidence: 1, reason: "busy"))),
  ]

  @Test(arguments: noAgent)
  func `without the agent a person waits on and can be given to another`(
    _ failure: CallMachine.Input
  ) {
    var machine = machine(after: live + [.transfer])
    let actions = machine.handle(failure)
    #expect(actions.last == .hangUpAgent)
    #expect(actions.contains { if case .report(.transferFailed) = $0 { true } else { false } })
    #expect(machine.handle(.transfer) == [.placeAgent])
  }

  @Test(arguments: noAgent)
  func `without the agent a person who has waited too long is let go`(
    _ failure: CallMachine.Input
  ) {
    var machine = machine(after: live + [.transfer, .leg(.limit(.agentWait, at: at(6)))])
    #expect(machine.handle(failure).suffix(2) == [.hangUpAgent, .hangUp])
    #expect(machine.handle(Self.end) == [.report(.released(.abandoned, at: at(9)))])
  }

  @Test func `a person who leaves while the agent is called takes the agent's call with him`() {
    var machine = machine(after: live + [.transfer])
    let actions = machine.handle(.leg(.ended(.remote, at: at(5))))
    #expect(actions.dropFirst() == [.hangUpAgent, .report(.released(.remote, at: at(5)))])
    #expect(machine.handle(.joined) == [])
  }

  @Test func `only a waiting person is given to an agent`() {
    for inputs in [
      [], [Self.seized], [Self.seized, Self.dialed], live + [.transfer],
      live + [.transfer, .joined], live + [.hangUp], live + [.hangUp, Self.end],
    ] {
      var machine = machine(after: inputs)
      #expect(machine.handle(.transfer) == [])
    }
  }

  /// Walks through inputs in random orders: whatever comes, one outcome, one release after it, and no word after that.
  @Test(arguments: 0..<40)
  func `any order of inputs gives one outcome and one release`(seed: UInt64) {
    let inputs: [CallMachine.Input] =
      live + Self.noAgent + [
        .leg(.limit(.ring, at: at(1))), .leg(.limit(.analysis, at: at(1))),
        .leg(.limit(.agentWait, at: at(1))), .leg(.decided(verdict(.busy))), .transfer, .transfer,
        .joined, .agentLeg(.answered(at: .zero)), .hangUp,
        .leg(.heard(CallEvent(.speech, at: .zero))),
      ]
    var random = SplitMix64(seed: seed)
    for _ in 0..<50 {
      var machine = CallMachine(.test())
      var actions = machine.handle(Self.seized)
      for input in inputs.shuffled(using: &random) { actions += machine.handle(input) }
      actions += machine.handle(.leg(.ended(.remote, at: at(50))))
      #expect(machine.isReleased)
      #expect(outcomes(actions).count == 1)
      #expect(releases(actions).count == 1)
      let decided = actions.firstIndex {
        if case .report(.decided) = $0 { true } else { false }
      }
      let released = actions.firstIndex {
        if case .report(.released) = $0 { true } else { false }
      }
      #expect(released == actions.count - 1)
      #expect(decided.map { $0 < actions.count - 1 } == true)
      #expect(actions.count { $0 == .hangUp } <= 1)
    }
  }
}
