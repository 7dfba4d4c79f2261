// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation

/// What a campaign has learnt of its calls and its agents: how many calls are answered by people, when, how long the
/// others hold a line, how long agents talk and finish.
public struct FloorEstimates: Sendable, Hashable {
  /// By kind of call: list, and whether it is a callback.
  private var live: [LiveRate]
  private var liveChances: [Double]
  private let guess: FloorGuess
  /// Seconds from dialing to the verdict on a person.
  public private(set) var answer: DurationEstimate
  /// Seconds from dialing to the end of any other call.
  public private(set) var other: DurationEstimate
  /// Seconds of conversation.
  public private(set) var talk: DurationEstimate
  /// Seconds of after-call work.
  public private(set) var wrapUp: DurationEstimate
  /// Seconds that a person may wait for an agent.
  public let patience: Double

  /// Seconds until a call that is dialed now is answered, if it is: four moments, as likely each, the eighths 1, 3, 5 and 7
  /// of the time from dialing to the verdict.
  private var horizons = Moments.zero
  /// P(a new call, if a person answers it, is answered by each horizon).
  private var newByHorizon = Moments.zero
  /// For a line by its age in bins of `answer.step`.
  private var ages: [Age] = []
  /// P(the agent is ready by each horizon), by talk or after-call work so far, in bins of its estimate.
  private var afterTalk: [Moments] = []
  private var afterWrapUp: [Moments] = []

  typealias Moments = ShortageDistribution.Moments

  private struct Age: Sendable, Hashable {
    /// P(a person's line is that old), P(another's is).
    var live: Double
    var other: Double
    /// P(a person's verdict comes at that age, and by each horizon).
    var soon: Moments
  }

  public init(guess: FloorGuess = FloorGuess(), patience: Double = 2) {
    self.patience = patience
    self.guess = guess
    live = [LiveRate(guess: guess.liveRate)]
    liveChances = [live[0].careful]
    answer = DurationEstimate(
      step: 0.25, limit: 60, memory: 1000, priorWeight: 20,
      guess: DurationEstimate.normal(guess.answerSeconds, 0.4 * guess.answerSeconds))
    other = DurationEstimate(
      step: 0.25, limit: 60, memory: 2000, priorWeight: 20,
      guess: DurationEstimate.uniform(0...2 * guess.otherSeconds))
    talk = DurationEstimate(
      step: 2, limit: 1200, memory: 2000, priorWeight: 20,
      guess: DurationEstimate.logNormal(guess.talkSeconds, 0.5 * guess.talkSeconds))
    wrapUp = DurationEstimate(
      step: 1, limit: 300, memory: 2000, priorWeight: 20,
      guess: DurationEstimate.exponential(guess.wrapUpSeconds))
    refreshLines()
  }

  public mutating func learn(_ observation: FloorObservation) {
    switch observation {
    case .decided(let result, let kind, let seconds, let time):
      let isLive = result == .answer
      let kind = max(0, min(kind, FloorEstimates.mostKinds - 1))
      while live.count <= kind {
        live.append(LiveRate(guess: live[0].mean, weight: 60))
        liveChances.append(live[live.count - 1].careful)
      }
      let hour = Int((time.timeIntervalSince1970 / 3600).rounded(.down)) % 24
      live[kind].learn(isLive: isLive, hour: hour < 0 ? hour + 24 : hour)
      liveChances[kind] = live[kind].careful
      if isLive ? answer.learn(seconds) : other.learn(seconds) { refreshLines() }
    case .talked(let seconds, _): if talk.learn(seconds) { refreshAgents() }
    case .wrappedUp(let seconds, _): if wrapUp.learn(seconds) { refreshAgents() }
    case .remembered(let earlier): learn(earlier)
    case .counted, .resumed: break
    }
  }

  private mutating func refreshLines() {
    let before = horizons
    horizons = Moments.each { answer.quantile((Double($0) + 0.5) / 4) }
    newByHorizon = Moments.each { 1 - answer.survival(horizons[$0]) }
    let count = Int(60 / answer.step)
    ages = (0...count).map { index in
      let age = Double(index) * answer.step
      let now = answer.survival(age)
      return Age(
        live: now, other: other.survival(age),
        soon: Moments.each { now - answer.survival(age + horizons[$0]) })
    }
    if afterTalk.isEmpty || (horizons - before).magnitude > 0.1 { refreshAgents() }
  }

  private mutating func refreshAgents() {
    let spans = horizons + patience
    let wrapUps = (0..<4).map { wrapUpCurve(span: spans[$0]) }
    afterWrapUp = wrapUps[0].indices.map { age in Moments.each { wrapUps[$0][age] } }
    let talks = (0..<4).map { talkCurve(span: spans[$0]) }
    afterTalk = talks[0].indices.map { age in Moments.each { talks[$0][age] } }
  }

  /// P(the agent is ready within `span` seconds), by how long he has worked after a call, in bins of `wrapUp.step`.
  private func wrapUpCurve(span: Double) -> [Double] {
    let left = wrapUp.survival
    let later = wrapUp.survival(shiftedBy: span)
    return left.indices.map { age in
      left[age] > 1e-4
        ? 1 - later[age] / left[age] : 1 - exp(-span / max(1, wrapUp.mean))
    }
  }

  /// P(the agent is ready within `span` seconds), by how long he has talked, in bins of `talk.step`.
  private func talkCurve(span: Double) -> [Double] {
    // The conversation ends at some moment of the span, the work after it in what is left.
    let parts = 8
    let width = span / Double(parts)
    let left = talk.survival
    var ready = [Double](repeating: 0, count: left.count)
    var before = left
    for part in 0..<parts {
      let after = talk.survival(shiftedBy: Double(part + 1) * width)
      let finish = 1 - wrapUp.survival(span - (Double(part) + 0.5) * width)
      for age in ready.indices { ready[age] += (before[age] - after[age]) * finish }
      before = after
    }
    return ready.indices.map { age in
      left[age] > 1e-4
        ? ready[age] / left[age] : 1 - exp(-span / (talk.mean + wrapUp.mean))
    }
  }

  /// Kinds that are told apart; further ones are taken for the last.
  static let mostKinds = 64

  private func liveChance(_ kind: Int) -> Double {
    liveChances[kind < liveChances.count && kind >= 0 ? kind : 0]
  }

  /// The share of calls of a kind that people answer, 0...1.
  public func liveRate(kind: Int = 0) -> Double {
    live[kind < live.count && kind >= 0 ? kind : 0].mean
  }

  /// P(a person answers a line of this age, seconds, by each horizon), given that nothing was heard of it so far.
  func chances(kind: Int, age: Double) -> Moments {
    let index = Int(max(0, min(Double(ages.count - 1), age / answer.step)))
    let at = ages[index]
    let live = liveChance(kind)
    let all = live * at.live + (1 - live) * at.other
    return all > 1e-9 ? at.soon * (live / all) : .zero
  }

  /// P(a person answers a call that is dialed now by each horizon).
  func chancesOfNew(kind: Int) -> Moments { newByHorizon * liveChance(kind) }

  /// P(an agent is ready when a call that is dialed now was answered, at each horizon, and has waited), after so many
  /// seconds of talk, or of after-call work.
  func readyAfterTalk(_ seconds: Double) -> Moments {
    afterTalk[Int(max(0, min(Double(afterTalk.count - 1), seconds / talk.step)))]
  }

  func readyAfterWrapUp(_ seconds: Double) -> Moments {
    afterWrapUp[Int(max(0, min(Double(afterWrapUp.count - 1), seconds / wrapUp.step)))]
  }
}

extension SIMD4<Double> {
  fileprivate static func each(_ value: (Int) -> Double) -> Self {
    Self(value(0), value(1), value(2), value(3))
  }

  /// The greatest of its elements, without sign.
  fileprivate var magnitude: Double { Swift.max(self.max(), -self.min()) }
}

/// What a campaign believes before it has seen anything.
public struct FloorGuess: Sendable, Hashable, Codable {
  /// Share of calls that a person answers.
  public var liveRate: Double
  /// Means, seconds: from dialing to the verdict on a person, to the end of any other call, of talk and of after-call
  /// work.
  public var answerSeconds: Double
  public var otherSeconds: Double
  public var talkSeconds: Double
  public var wrapUpSeconds: Double

  public init(
    liveRate: Double = 0.3, answerSeconds: Double = 12, otherSeconds: Double = 15,
    talkSeconds: Double = 120, wrapUpSeconds: Double = 20
  ) {
    self.liveRate = liveRate
    self.answerSeconds = answerSeconds
    self.otherSeconds = otherSeconds
    self.talkSeconds = talkSeconds
    self.wrapUpSeconds = wrapUpSeconds
  }
}
