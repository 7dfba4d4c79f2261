// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import LineSocket
import Logging

/// What OCS asks for.
extension CallFloor {
  /// Acts on a message and replies to it.
  func take(
    _ message: CPDMessage, _ id: Int, _ connection: LineConnection, _ peer: Int
  ) async {
    do throws(CPDError) {
      switch message {
      case .dial(let request):
        let session = try await dial(request, peer)
        transmit([.ack(id)], on: connection)
        // Behind the acknowledgement, so that no progress comes before it.
        if let session { start(session) }
        return
      case .transfer(let attempt, let place, let engagement):
        try await transfer(attempt, to: place, by: engagement)
      case .engage(let engagement, let place):
        try engage(engagement, to: place, peer)
      case .play(let attempt, let message): try await play(message, to: attempt)
      case .hangup(let attempt): try await hangUp(attempt)
      case .query(let attempt):
        return transmit([.ack(id, await answer(attempt))], on: connection)
      case .ping: break
      // `Reception` lets none of these come here.
      case .hello, .progress, .result: throw CPDError(.unexpected, "this side takes none")
      }
      transmit([.ack(id)], on: connection)
    } catch {
      logger.notice("refused: \(message): \(error)")
      transmit([.reply(.error(re: id, error))], on: connection)
    }
  }

  /// The session of a call that is to be placed now; nil where the call has its result already.
  private func dial(_ request: CallRequest, _ peer: Int) async throws(CPDError) -> CallSession? {
    let attempt = request.attempt
    let duplicate = CPDError(.duplicateAttempt, "this attempt was dialed before")
    guard await journal.standing(of: attempt) == .unknown else { throw duplicate }
    guard !isClosing else { throw CPDError(.busy, "the server is stopping") }
    let inUse =
      dialsUnderWay + waitingEngagements + calls.values.reduce(0) { $0 + ($1.hasAgent ? 2 : 1) }
    guard inUse < trunk.lines.count else {
      throw CPDError(.noFreeLine, "\(inUse) of \(trunk.lines.count) lines are in use")
    }
    dialsUnderWay += 1
    defer { dialsUnderWay -= 1 }
    do {
      guard try await journal.dialing(attempt) else { throw duplicate }
    } catch let error as CPDError {
      throw error
    } catch {
      logger.error("\(attempt): not dialed: \(error)")
      throw CPDError(.journal, "the journal cannot be written")
    }
    let owner = peers[peer]?.name ?? ""
    guard !isClosing else {
      await stopped(request, owner: owner)
      return nil
    }
    logger.info("\(attempt): dialing \(request.maskedNumber)")
    var request = request
    if request.profile.screener == .identify, configuration.identification.isEmpty {
      logger.warning("\(attempt): no identification to play: a call screener will be dropped")
      request.profile.screener = .drop
    }
    let tap = recorder.map { _ in CallTap() }
    if let recorder, let tap {
      recorder.begin(request, supervision: trunk.supervision, tap: tap)
    }
    let session = CallSession(
      request, on: trunk, identification: configuration.identification,
      comfort: configuration.comfort, tap: tap)
    calls[attempt] = Call(session: session, owner: owner, hasAgent: request.place != nil)
    return session
  }

  /// The shutdown came while the attempt was written down: it has a result, and was never dialed.
  private func stopped(_ request: CallRequest, owner: String) async {
    let error = TrunkError(.stopped)
    let outcome = CallOutcome(
      attempt: request.attempt, outcome: .unknown, callResult: error.callResult, confidence: 0,
      decidedAt: .zero, reason: error.description)
    await record(outcome, owner: owner)
    deliver(.result(outcome), to: owner)
  }

  private func transfer(
    _ attempt: String, to place: String, by engagement: String?
  ) async throws(CPDError) {
    let notConnected = CPDError(.notConnected, "the attempt has no live call")
    guard let call = calls[attempt] else {
      throw await isKnown(attempt) ? notConnected : unknown
    }
    calls[attempt]?.hasAgent = true
    let engaged = engagement.flatMap { handOver($0) }
    do throws(TransferRefusal) {
      if let engaged {
        try await call.session.transfer(to: engaged.leg, events: engaged.events)
      } else {
        try await call.session.transfer(to: place)
      }
    } catch {
      // The call did not take it, and nobody else will.
      if let leg = engaged?.leg { jobs.yield { await leg.hangUp() } }
      switch error {
      case .busy: throw CPDError(.busy, "the call is being transferred already")
      case .notConnected:
        calls[attempt]?.hasAgent = false
        throw notConnected
      }
    }
    logger.info("\(attempt): to the agent at \(CallRequest.masked(place))")
  }

  private func play(_ message: CallMessage, to attempt: String) async throws(CPDError) {
    guard let samples = configuration.messages[message.name] else {
      throw CPDError(.unknownMessage, "there is no message \"\(message.name)\" here")
    }
    guard let call = calls[attempt] else {
      throw await isKnown(attempt)
        ? CPDError(.notConnected, "the attempt has no live call") : unknown
    }
    do throws(TransferRefusal) {
      try await call.session.play(message, samples)
    } catch {
      switch error {
      case .busy: throw CPDError(.busy, "the call is being transferred, or played to")
      case .notConnected: throw CPDError(.notConnected, "the attempt has no live call")
      }
    }
  }

  /// A call that has ended needs no hanging up, and is acknowledged.
  private func hangUp(_ attempt: String) async throws(CPDError) {
    if engagements[attempt] != nil {
      disengage(attempt)
    } else if let call = calls[attempt] {
      // Beside: a line may take a moment, and this connection has other messages.
      jobs.yield { await call.session.hangUp() }
    } else {
      guard await isKnown(attempt) else { throw unknown }
    }
  }

  private func answer(_ attempt: String) async -> CPDAck {
    let standing = await journal.standing(of: attempt)
    var kept: CallOutcome?
    if case .finished(let outcome) = standing { kept = outcome }
    if let call = calls[attempt] {
      guard call.outcome != nil else { return .attempt(.dialing, result: nil) }
      return .attempt(call.isLive ? .connected : .finished, result: kept)
    }
    return switch standing {
    case .unknown: .attempt(.unknown, result: nil)
    case .dialing: .attempt(.dialing, result: nil)
    case .interrupted: .attempt(.interrupted, result: nil)
    case .finished, .acknowledged: .attempt(.finished, result: kept)
    }
  }

  private var unknown: CPDError { CPDError(.unknownAttempt, "no such attempt") }

  private func isKnown(_ attempt: String) async -> Bool {
    await journal.standing(of: attempt) != .unknown
  }
}
