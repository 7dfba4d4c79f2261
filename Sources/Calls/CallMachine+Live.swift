// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// From a person on the line to the end of the call.
extension CallMachine {
  func afterLive(_ input: Input) -> Step {
    switch input {
    case .leg(.heard(let event)): (.live, [.report(.heard(event))])
    case .leg(.limit(.agentWait, _)): (.clearing(.abandoned), [.hangUp])
    case .leg(.ended(let cause, let time)): release(cause, at: time)
    case .transfer: (.transferring(Transferring()), [.placeAgent])
    case .play(let message): play(message)
    case .hangUp: (.clearing(.local), [.hangUp])
    default: (.live, [])
    }
  }

  // MARK: Messages

  private func play(_ message: CallMessage) -> Step {
    let isWaiting = message.afterBeep && !mayMessageStart
    return (
      .playing(Playing(message: message, isWaiting: isWaiting)), isWaiting ? [] : [.play(message)]
    )
  }

  func afterPlaying(_ playing: Playing, _ input: Input) -> Step {
    switch input {
    case .leg(.heard(let event)):
      let report = Action.report(.heard(event))
      if playing.isWaiting, event.kind == .messageMayStart {
        return (
          .playing(Playing(message: playing.message, isWaiting: false)),
          [report, .play(playing.message)]
        )
      }
      if event.kind == .dtmf, let digit = playing.message.optOutDigit, event.name == digit {
        return (.clearing(.local), [report, .report(.optedOut(at: position)), .hangUp])
      }
      return (.playing(playing), [report])
    case .messagePlayed:
      return (.clearing(.local), [.report(.played(at: position)), .hangUp])
    case .leg(.ended(let cause, let time)): return release(cause, at: time)
    case .hangUp: return (.clearing(.local), [.hangUp])
    default: return (.playing(playing), [])
    }
  }

  // MARK: Agents

  func afterTransferring(_ transferring: Transferring, _ input: Input) -> Step {
    switch input {
    case .leg(.heard(let event)): return (state, [.report(.heard(event))])
    case .leg(.limit(.agentWait, _)):
      return (.transferring(Transferring(isOverdue: true)), [])
    case .leg(.ended(let cause, let time)):
      let gone = TrunkError(.cannotJoin, detail: "the call ended first")
      let step = release(cause, at: time)
      return (step.state, [failed(gone), .hangUpAgent] + step.actions)
    case .hangUp:
      let gone = TrunkError(.cannotJoin, detail: "the call was hung up first")
      return (.clearing(.local), [failed(gone), .hangUpAgent, .hangUp])
    case .agentNotPlaced(let error), .notJoined(let error):
      return withoutAgent(transferring, error)
    case .agentLeg(.answered): return (state, [.join])
    case .agentLeg(.decided(let verdict)):
      return withoutAgent(
        transferring,
        TrunkError(.cannotJoin, detail: "the agent's place: \(verdict.outcome.rawValue)"))
    case .agentLeg(.limit(.ring, _)):
      return withoutAgent(
        transferring, TrunkError(.cannotJoin, detail: "the agent's place does not answer"))
    case .agentLeg(.ended):
      return withoutAgent(
        transferring, TrunkError(.cannotJoin, detail: "the agent's place hung up"))
    case .joined:
      return (.joined, [.report(.transferred(at: position))])
    default: return (state, [])
    }
  }

  /// The person waits on, or is let go where he has waited too long.
  private func withoutAgent(_ transferring: Transferring, _ error: TrunkError) -> Step {
    transferring.isOverdue
      ? (.clearing(.abandoned), [failed(error), .hangUpAgent, .hangUp])
      : (.live, [failed(error), .hangUpAgent])
  }

  private func failed(_ error: TrunkError) -> Action {
    .report(.transferFailed(error, at: position))
  }

  func afterJoined(_ input: Input) -> Step {
    switch input {
    case .leg(.ended(let cause, let time)):
      let step = release(cause, at: time)
      return (step.state, [.hangUpAgent] + step.actions)
    case .agentLeg(.ended): return (.clearing(.agent), [.hangUp])
    case .hangUp: return (.clearing(.local), [.hangUpAgent, .hangUp])
    default: return (.joined, [])
    }
  }

  /// We hung up; the leg's end is awaited. The cause is ours even where both let go at once.
  func afterClearing(_ cause: ReleaseCause, _ input: Input) -> Step {
    switch input {
    case .leg(.ended(_, let time)): (.released, [.report(.released(cause, at: time))])
    default: (.clearing(cause), [])
    }
  }

  private func release(_ cause: EndCause, at time: SampleTime) -> Step {
    let release: ReleaseCause =
      switch cause {
      case .remote, .refused: .remote
      case .local: .local
      case .failed: .failed
      }
    return (.released, [.report(.released(release, at: time))])
  }
}
