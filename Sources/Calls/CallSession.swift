// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

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
  private let comfort: ComfortSound?
  private let tap: CallTap?
  private let reports: AsyncStream<CallProgress>.Continuation
  private var machine: CallMachine
  private var leg: (any Leg)?

  private var agentLeg: (any Leg)?
  private var agent: Task<Void, Never>?
  private var messageSamples: [Int16] = []
  private var player: Task<Void, Never>?
  /// Counts the transfers, so that a leg of an earlier one is not heard in a later one.
  private var transfers = 0

  private var decision = Promise<CallOutcome>()
  private var release = Promise<ReleaseCause>()

  /// - Parameters:
  ///   - identification: what a screener is told where the profile says `identify`: 8 kHz linear.
  ///   - comfort: what a person hears who waits for an agent; nil: silence.
  ///   - tap: gets the call's audio, both directions.
  public init(
    _ request: CallRequest, on trunk: any Trunk, identification: [Int16] = [],
    comfort: ComfortSound? = nil, tap: CallTap? = nil
  ) {
    self.request = request
    self.trunk = trunk
    self.identification = identification
    self.comfort = comfort
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
    if let place = request.place {
      guard await attend(at: place) else { return }
    }
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
      let line = leg?.line
      await hangUpLeg()
      let reason: TrunkError.Reason = Task.isCancelled ? .stopped : .lineFailed
      let error = TrunkError(reason, line: line, couldHaveDialed: true)
      await handle(.leg(.ended(.failed(error), at: machine.position)))
    }
    agent?.cancel()
    player?.cancel()
    // Whatever was told of their ends, no leg outlives its session.
    await hangUpLeg()
    await hangUpAgent()
  }

  /// Calls the agent who is to hear the call from dialing on. False where he cannot be had: the call is then over.
  private func attend(at place: String) async -> Bool {
    let request = agentRequest(place)
    let (listener, events) = Listener.make(for: request, supervision: trunk.supervision)
    do {
      agentLeg = try await trunk.place(request, listener: listener)
    } catch {
      await handle(.notPlaced(CallSession.trunkError(error)))
      return false
    }
    var iterator = events.makeAsyncIterator()
    var fault: String?
    waiting: while let event = await iterator.next() {
      switch event {
      // Who is not to be called any more is not dialed.
      case .answered where machine.isUnwanted: fault = "the call was given up"
      case .answered:
        transfers += 1
        let transfer = transfers
        agent = Task { await self.follow(events, of: transfer) }
        return true
      case .decided(let verdict): fault = verdict.outcome.rawValue
      case .limit(.ring, _): fault = "no answer"
      case .ended: fault = "it hung up"
      default: continue waiting
      }
      break waiting
    }
    await agentLeg?.hangUp()
    agentLeg = nil
    let detail = "the agent's place: \(fault ?? "gone")"
    await handle(.notPlaced(TrunkError(.cannotJoin, detail: detail)))
    return false
  }

  private func agentRequest(_ place: String) -> CallRequest {
    CallRequest(
      attempt: request.attempt + "/agent", number: place, callerID: request.callerID)
  }

  /// Plays a message to the call that is up, and ends it behind that: at once, or from where a machine records.
  public func play(_ message: CallMessage, _ samples: [Int16]) async throws(TransferRefusal) {
    guard machine.isConnected else { throw .notConnected }
    guard machine.isWaiting else { throw .busy }
    messageSamples = samples
    await handle(.play(message))
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
    let place = agentRequest(number)
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
    await follow(events, of: transfer)
  }

  /// Follows the agent's leg to its end.
  private func follow(_ events: AsyncStream<LegEvent>, of transfer: Int) async {
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
      if case .decided(let outcome) = step {
        if machine.isWaiting, outcome.callResult == .answer { playComfort(behind: outcome) }
        decision.fulfil(outcome)
      }
      if case .released(let cause, _) = step {
        release.fulfil(cause)
        reports.finish()
      }
    case .identify: leg?.play(identification)
    case .play: play()
    case .hangUp: await hangUpLeg()
    case .hangUpAgent: await hangUpAgent()
    case .join: await join()
    case .placeAgent: break
    }
  }

  private func hangUpLeg() async {
    let leg = leg
    self.leg = nil
    await leg?.hangUp()
  }

  private func hangUpAgent() async {
    let leg = agentLeg
    agentLeg = nil
    transfers += 1
    await leg?.hangUp()
  }

  private func play() {
    guard let leg else { return }
    let samples = messageSamples
    leg.stopPlaying()
    player = Task {
      await leg.playThrough(samples)
      if !Task.isCancelled { await self.handle(.messagePlayed) }
    }
  }

  /// Silence until two seconds behind the greeting, then the comfort for as long as an agent may take; the join and a message
  /// end it.
  private func playComfort(behind outcome: CallOutcome) {
    guard let leg, let cycle = comfort?.cycle(country: request.country), !cycle.isEmpty else {
      return
    }
    let start = (outcome.greetingEndedAt ?? outcome.decidedAt).seconds + ComfortSound.wait
    let silence = SampleTime(seconds: max(0, start - outcome.decidedAt.seconds))
    leg.play([Int16](repeating: 0, count: Int(silence.samples)))
    let seconds = min(request.profile.agentWaitSeconds, 300) + ComfortSound.rest
    var left = Int(SampleTime(seconds: seconds).samples)
    while left > 0 {
      leg.play(cycle)
      left -= cycle.count
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
