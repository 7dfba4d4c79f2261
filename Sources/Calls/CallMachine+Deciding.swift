// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection

/// From the request to the outcome.
extension CallMachine {
  func afterPlaced(_ placed: Placed, _ input: Input) -> Step {
    switch input {
    case .seized(let line, let chain):
      let evidence = CallEvidence(attempt: request.attempt, line: line, chain: chain)
      let dialing = Action.report(.dialing(line: line))
      guard placed.isUnwanted else {
        // The agent hears the line from here on.
        return (.hearing(Hearing(evidence: evidence)), [dialing] + (isAttended ? [.join] : []))
      }
      let step = cutOff(evidence)
      return (step.state, [dialing] + step.actions)
    case .notPlaced(let error):
      let outcome = CallEvidence(attempt: request.attempt, line: error.line)
        .undecided(at: .zero, callResult: error.callResult, reason: error.description)
      return (
        .released,
        [.report(.decided(outcome)), .report(.released(.failed, at: .zero))]
          + (isAttended ? [.hangUpAgent] : [])
      )
    case .agentLeg(.ended) where isAttended: return (.placed(Placed(isUnwanted: true)), [])
    case .hangUp: return (.placed(Placed(isUnwanted: true)), [])
    default: return (.placed(placed), [])
    }
  }

  func afterHearing(_ hearing: Hearing, _ input: Input) -> Step {
    switch input {
    case .leg(let event): return afterHearing(hearing, event)
    case .hangUp: return cutOff(hearing.evidence)
    case .agentLeg(.ended) where isAttended: return cutOff(hearing.evidence, as: .agent)
    case .notJoined where isAttended: return cutOff(hearing.evidence, as: .failed)
    default: return (.hearing(hearing), [])
    }
  }

  /// An agent hears the call from dialing on.
  private var isAttended: Bool { request.place != nil }

  private func afterHearing(_ hearing: Hearing, _ event: LegEvent) -> Step {
    var hearing = hearing
    switch event {
    case .dialed:
      if hearing.phase == .dialing { hearing.phase = .hearing }
      hearing.evidence.unanswered()
      return (.hearing(hearing), [])
    case .answered(let time):
      hearing.evidence.answered(at: time)
      return (.hearing(hearing), [.report(.answered(at: time))])
    case .heard(let heard):
      let rings = hearing.evidence.hear(heard) && hearing.evidence.answeredAt == nil
      if rings { hearing.phase = .ringing }
      return (
        .hearing(hearing),
        (rings ? [.report(.ringing(at: heard.at))] : []) + [.report(.heard(heard))]
      )
    case .screened(let verdict):
      hearing.screened = hearing.evidence.outcome(verdict, request.profile)
      return (.hearing(hearing), [.identify])
    case .decided(let verdict):
      let outcome = hearing.evidence.outcome(verdict, request.profile)
      return settle(outcome.callResult == .answer ? outcome : hearing.screened ?? outcome)
    case .limit(.analysis, let time):
      if let screened = hearing.screened { return settle(screened) }
      return settle(
        hearing.evidence.undecided(
          at: time, callResult: .answer,
          reason: "undecided after \(request.profile.analysisSeconds) s: taken for a person"))
    case .limit:
      // Nobody answered; the verdict on what was heard comes next.
      return (.hearing(hearing), [])
    case .ended(let cause, let time): return ended(hearing.evidence, cause, at: time)
    }
  }

  /// A person stays up, and what the profile keeps, and whatever an agent hears himself; anything else is hung up.
  private func settle(_ outcome: CallOutcome) -> Step {
    if isAttended { return (.joined, [.report(.decided(outcome))]) }
    return outcome.callResult == .answer || request.profile.kept.contains(outcome.callResult)
      ? (.live, [.report(.decided(outcome))])
      : (.clearing(.local), [.report(.decided(outcome)), .hangUp])
  }

  /// The owner gives the call up before anything is decided. An answered one is an abandoned one.
  private func cutOff(_ evidence: CallEvidence, as cause: ReleaseCause = .local) -> Step {
    (
      .clearing(cause),
      [.report(.decided(cutOffOutcome(evidence, at: position))), .hangUp]
        + (isAttended ? [.hangUpAgent] : [])
    )
  }

  private func cutOffOutcome(_ evidence: CallEvidence, at time: SampleTime) -> CallOutcome {
    evidence.undecided(
      at: time, callResult: evidence.answeredAt == nil ? nil : .abandoned,
      reason: "hung up by us before anything was decided")
  }

  /// The line ended and no verdict came before it.
  ///
  /// By the far end: the table's result of an unknown outcome, 28 Unknown before an answer and 33 Answer after one. 5
  /// RemoteRelease would say more, but `gcti.h` has it as a state of a call on a switch and not among the final results
  /// of a dialed one, so that treatments would not meet it; who let go is said by the release.
  private func ended(_ evidence: CallEvidence, _ cause: EndCause, at time: SampleTime) -> Step {
    let outcome: CallOutcome
    let release: ReleaseCause
    switch cause {
    case .remote:
      outcome = evidence.undecided(
        at: time, reason: "the far end hung up before anything was decided")
      release = .remote
    case .local:
      outcome = cutOffOutcome(evidence, at: time)
      release = .local
    case .refused(let clearing, let heard):
      outcome = evidence.outcome(clearing, heard: heard, at: time)
      release = .remote
    case .failed(let error):
      outcome = evidence.undecided(
        at: time, callResult: error.callResult, reason: error.description)
      release = .failed
    }
    return (
      .released,
      [.report(.decided(outcome)), .report(.released(release, at: time))]
        + (isAttended ? [.hangUpAgent] : [])
    )
  }
}
