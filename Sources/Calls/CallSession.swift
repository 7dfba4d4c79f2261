// SPDX-License-Identifier: GPL-3.0-or-later
import Audio

/// One call on a trunk: a `CallMachine` with its hands.
///
///     let session = CallSession(request, on: trunk, identification: message)
///     group.addTask { await session.run() }
///     for await step in session.progress { … }   // or: await session.outcome
///
/// `run()` lasts as long as the call. An error of the trunk is the call's outcome; nothing is thrown.
public actor CallSession {
  public nonisolated let request: CallRequest
  /// All that the call tells, in order; ends after `released`. For one reader.
  public nonisolated let progress: AsyncStream<CallProgress>

  private let trunk: any Trunk
  private let identification: [Int16]
  private let tap: CallTap?
  private let reports: AsyncStream<CallProgress>.Continuation
  private var machine: CallMachine
  private var leg: (any Leg)?

  private var agentLeg: (any Leg)?
  private var agent: Task<Void, Never>?
  /// Counts the transfers, so that a leg of an earlier one is not heard in a later one.
  private var transfers = 0

  private var decision = Promise<CallOutcome>()
  private var release = Promise<ReleaseCause>()

  /// - Parameters:
  ///   - identification: what a screener is told where the profile says `identify`: 8 kHz linear.
  ///   - tap: gets the call's audio, both directions.
  public init(
    _ request: CallRequest, on trunk: any Trunk, identification: [Int16] = [], tap: CallTap? = nil
  ) {
    self.request = request
    self.trunk = trunk
    self.identification = identification
    self.tap = tap
    machine = CallMachine(request)
    (progress, reports) = AsyncStream.makeStream(of: CallProgress.self)
  }

  /// The call's one outcome, as soon as there is one.
  public var outcome: CallOutcome {
    get async {
      if let known = decision.value { return known }
      return await withCheckedContinuation { decision.wait($0) }
    }
  }

  /// Who let go of the call, once it is over.
  public var released: ReleaseCause {
    get async {
      if let known = release.value { return known }
      return await withCheckedContinuation { release.wait($0) }
    }
  }

  /// Places the call and follows it to its end. Once per session; a cancelled one hangs up.
  public func run() async {
    let (listener, events) = Listener.make(
      for: request, supervision: trunk.supervision, tap: tap)
    do {
      let leg = try await trunk.place(request, listener: listener)
      self.leg = leg
      await handle(.seized(line: leg.line, chain: leg.description))
    } catch {
      return await handle(.notPlaced(CallSession.trunkError(error)))
    }
    for await event in events { await handle(.leg(event)) }
    if !machine.isReleased {
      // Cancelled, or a trunk that let go of the listener without a word.
      await leg?.hangUp()
      let reason: TrunkError.Reason = Task.isCancelled ? .stopped : .lineFailed
      let error = TrunkError(reason, line: leg?.line, couldHaveDialed: true)
      await handle(.leg(.ended(.failed(error), at: machine.position)))
    }
    agent?.cancel()
  }

  /// Ends the call, whatever its state. Returns when the line has been told.
  public func hangUp() async { await handle(.hangUp) }

  /// Sends `samples`, 8 kHz linear, to the far end, behind what is being sent.
  public func play(_ samples: [Int16]) { leg?.play(samples) }

  /// A person is up: waiting, on his way to an agent, or with one.
  public var isConnected: Bool { machine.isConnected }

  /// Gives the person on the line to an agent: calls `number` on the same trunk, and joins the two when it answers.
  ///
  /// Returns at once; `progress` tells `transferred` or `transferFailed`.
  public func transfer(to number: String) throws(TransferRefusal) {
    let place = CallRequest(
      attempt: request.attempt + "/agent", number: number, callerID: request.callerID)
    let trunk = trunk
    try transfer(isAnswered: false) {
      let (listener, events) = Listener.make(for: place, supervision: trunk.supervision)
      return (try await trunk.place(place, listener: listener), events)
    }
  }

  /// Gives the person on the line to an agent whose leg is up already; `events` are those of that leg.
  ///
  /// The call owns the leg from here on, and ends it when it is over itself.
  public func transfer(
    to leg: any Leg, events: AsyncStream<LegEvent>
  ) throws(TransferRefusal) {
    try transfer(isAnswered: true) { (leg, events) }
  }

  private typealias Placing = @Sendable () async throws -> (any Leg, AsyncStream<LegEvent>)

  private func transfer(isAnswered: Bool, _ place: @escaping Placing) throws(TransferRefusal) {
    guard machine.handle(.transfer) == [.placeAgent] else {
      throw machine.isConnected ? .busy : .notConnected
    }
    transfers += 1
    let transfer = transfers
    agent = Task { await self.call(place, for: transfer, isAnswered: isAnswered) }
  }

  /// Places the agent's leg and follows it to its end.
  private func call(_ place: Placing, for transfer: Int, isAnswered: Bool) async {
    let leg: any Leg
    let events: AsyncStream<LegEvent>
    do {
      (leg, events) = try await place()
    } catch {
      if transfer == transfers { await handle(.agentNotPlaced(CallSession.trunkError(error))) }
      return
    }
    // The call may have ended while this leg was being placed.
    guard transfer == transfers else { return await leg.hangUp() }
    agentLeg = leg
    if isAnswered { await handle(.agentLeg(.answered(at: .zero))) }
    var last = LegEvent.dialed(at: .zero)
    for await event in events where transfer == transfers {
      last = event
      await handle(.agentLeg(event))
    }
    if transfer == transfers { await handle(.agentLeg(.ended(.local, at: last.time))) }
  }

  private func handle(_ input: CallMachine.Input) async {
    for action in machine.handle(input) { await perform(action) }
  }

  private func perform(_ action: CallMachine.Action) async {
    switch action {
    case .report(let step):
      reports.yield(step)
      if case .decided(let outcome) = step { decision.fulfil(outcome) }
      if case .released(let cause, _) = step {
        release.fulfil(cause)
        reports.finish()
      }
    case .identify: leg?.play(identification)
    case .hangUp: await leg?.hangUp()
    case .hangUpAgent:
      let leg = agentLeg
      agentLeg = nil
      transfers += 1
      await leg?.hangUp()
    case .join: await join()
    case .placeAgent: break
    }
  }

  private func join() async {
    guard let leg, let agentLeg else { return }
    do {
      try await leg.join(agentLeg)
      await handle(.joined)
    } catch {
      await handle(.notJoined(CallSession.trunkError(error)))
    }
  }

  /// A trunk throws `TrunkError`; what else it lets through may have dialed.
  private static func trunkError(_ error: any Error) -> TrunkError {
    error as? TrunkError
      ?? TrunkError(.boardFailed, detail: "\(error)", couldHaveDialed: true)
  }
}
