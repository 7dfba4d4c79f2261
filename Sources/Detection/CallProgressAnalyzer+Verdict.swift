// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation

/// From what was heard to the one verdict.
extension CallProgressAnalyzer {
  /// What the events from `first` on say by themselves.
  mutating func weigh(from first: Int, _ events: inout [CallEvent]) {
    for index in first..<events.count where verdict == nil {
      guard let evidence = Evidence(events[index]) else { continue }
      if events[index].kind == .recording, waitOut(events[index]) { continue }
      if events[index].kind == .tone, tones.cadence.mayChange {
        open = evidence
        continue
      }
      decide(evidence.outcome, evidence.confidence, evidence.reason, &events)
    }
  }

  /// Whether a recording decides nothing: more of a screener's words while somebody is waited for, music that comes round
  /// again, and before the answer a tune or a request to wait.
  private mutating func waitOut(_ recording: CallEvent) -> Bool {
    let isRepeated = recording.name == "repeated"
    if isScreened, isRepeated || recording.name == Outcome.callScreener.rawValue {
      isAsking = true
      return true
    }
    return isRepeated && (answeredAt == nil || greeting.music.isMusic)
  }

  private func seconds(since time: SampleTime) -> Double {
    Double(position - time) / Double(SampleTime.rate)
  }

  /// Whether nothing speaks against weighing a greeting: no fax may be answering, and no tone sounds.
  var mayWeigh: Bool { !tones.answer.isWaiting && !isToneLoud }

  mutating func judge(_ events: inout [CallEvent]) {
    guard heldBeep == nil else { return }
    if isAsking {
      guard greeting.pause >= CallProgressAnalyzer.screenerPause else { return }
      forgetGreeting()
    }
    guard mayWeigh, let answeredAt else { return }
    let wasLikely = greeting.isPersonLikely
    if let decision = greeting.decide() { return decide(decision, &events) }
    if greeting.isPersonLikely != wasLikely { lean(&events) }
    let quietSince = max(answeredAt, lastToneEnd ?? answeredAt, lastSpeechEnd ?? answeredAt)
    // Who is behind a screener is waited for as long as the line likes.
    if !isScreened, greeting.onset == nil,
      seconds(since: quietSince) >= CallProgressAnalyzer.silence, !isToneOpen
    {
      if greeting.music.isHeard { return decideMusic(&events) }
      let isDigital = greeting.isDigitallySilent
      events.append(
        CallEvent(.silence, at: quietSince, end: position, name: isDigital ? "digital" : "noise"))
      let line = isDigital ? "digital silence" : "the noise of the line"
      decide(
        .silence, 0.9, "nobody spoke for \(CallProgressAnalyzer.silence) s: \(line)", &events)
    }
  }

  /// Whether a tone sounds that may be a signal: faint and unbroken for as long as silence takes, it is hum.
  var isToneOpen: Bool {
    guard tones.tracker.isOpen, let run = tones.tracker.current else { return false }
    return run.meanSquare > CallProgressAnalyzer.loudTone
      || run.seconds < CallProgressAnalyzer.silence
  }

  /// A person is likely, and waited on for certainty; or more was said, which withdraws that: until then an agent may be
  /// made ready, no more.
  private func lean(_ events: inout [CallEvent]) {
    guard let machine = greeting.machine, !greeting.music.isMusic else { return }
    let outcome = greeting.isPersonLikely ? Outcome.liveVoice : .unknown
    events.append(
      CallEvent(
        .verdict, at: position, name: outcome.rawValue, isProvisional: true,
        confidence: 1 - machine))
  }

  /// Decides between a person and a machine, unless it is music that was heard. The greeting's end comes first.
  private mutating func decide(
    _ decision: GreetingListener.Decision, _ events: inout [CallEvent]
  ) {
    if greeting.music.isMusic { return decideMusic(&events) }
    if !decision.isMachine, let stretch = greeting.close() { spoke(stretch, &events) }
    decide(
      decision.isMachine ? .answeringMachine : .liveVoice, decision.confidence, decision.reason,
      &events)
  }

  private mutating func decideMusic(_ events: inout [CallEvent]) {
    decide(.music, 0.85, "notes, and no words among them", &events)
  }

  /// The audio is over.
  mutating func conclude(_ events: inout [CallEvent]) {
    guard position > .zero else {
      let isUnanswered = answeredAt == nil && settings.supervision != .unknown
      return decide(isUnanswered ? .unknown : .silence, 0.5, "no audio came", &events)
    }
    if isAsking { forgetGreeting() }
    if let open { return decide(open.outcome, open.confidence, open.reason, &events) }
    // A word that has hardly begun may be the beginning of a ring.
    if isAnswerAssumed, tones.cadence.rings > 0, talk <= CallProgressAnalyzer.lateRing,
      let lastSpeechEnd, seconds(since: lastSpeechEnd) <= CallProgressAnalyzer.leastRing
    {
      answeredAt = nil
    }
    if answeredAt != nil {
      guard let decision = greeting.decideFinally() else {
        if greeting.music.isHeard { return decideMusic(&events) }
        return decide(.silence, 0.8, "nobody spoke", &events)
      }
      return decide(decision, &events)
    }
    if isRepeated {
      return decide(.announcement, 0.97, "the same recording again, and no answer", &events)
    }
    if earlyTalk > 1.5 {
      return decide(.announcement, 0.8, "speech and no answer", &events)
    }
    if settings.supervision == .unknown, greeting.music.isMusic, let lastRingEnd,
      seconds(since: lastRingEnd) > CallProgressAnalyzer.betweenRings
    {
      return decideMusic(&events)
    }
    if tones.cadence.rings > 0 {
      let times = tones.cadence.rings == 1 ? "once" : "\(tones.cadence.rings) times"
      return decide(.ringback, 0.95, "it rang \(times), and nobody answered", &events)
    }
    settings.supervision == .unknown
      ? decide(.silence, 0.5, "nothing was heard", &events)
      : decide(.unknown, 0.5, "nothing was heard and nobody answered", &events)
  }

  private mutating func decide(
    _ outcome: Outcome, _ confidence: Double, _ reason: String, _ events: inout [CallEvent]
  ) {
    guard verdict == nil else { return }
    verdict = Verdict(
      outcome: outcome, decidedAt: position, answeredAt: answeredAt, confidence: confidence,
      reason: reason)
    events.append(
      CallEvent(.verdict, at: position, name: outcome.rawValue, confidence: confidence))
  }
}
