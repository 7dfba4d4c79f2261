// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// Dials ahead of the agents, as far as the law and the campaign's goal allow.
///
/// A further call is placed while the probability that its person would find no agent stays below a threshold. That
/// probability is of the floor as it will be when a call dialed now is answered, which may be sooner or later: the mean of
/// four moments. At each, every line counts with the probability that a person answers it by then, given its age; every
/// busy agent with the probability that he is ready by then, given how long he has talked or worked. The threshold is not
/// computed but found: it rises a little with each call that is answered, and falls with each that is abandoned, so that
/// they settle at the ratio aimed at.
///
/// Never fewer calls than ready agents (progressive), and no more than that once the law's budget cannot bear what the
/// calls under way may bring.
public struct PredictivePolicy: PacingPolicy {
  public private(set) var estimates: FloorEstimates
  public private(set) var ledger: AbandonmentLedger
  /// The most that a further call may risk, 0...1.
  public private(set) var threshold = 0.02
  /// Whether it dials no more than progressive, because the budget is spent.
  public private(set) var isSpent = false
  private var seeker: GoalSeeker
  private var shortage = ShortageDistribution()
  /// Abandoned calls per answered call that the threshold is led to.
  private var aim = 0.0

  /// Share of the budget aimed at; the rest is kept for sudden changes, and keeps a small floor's days, of which one call is
  /// an eighth of a per cent, within the limit too.
  static let share = 0.95
  /// The threshold's logarithm moves by this for each abandoned call too many: it settles within some hundred answered
  /// calls, and does not follow the chance of single ones. Half and twice of it come to the same.
  static let gain = 0.08
  /// Calls left in the budget, below which it slows down before it must stop.
  static let reserve = 6.0

  public init(
    estimates: FloorEstimates = FloorEstimates(), ledger: AbandonmentLedger = AbandonmentLedger(),
    goal: PacingGoal = .lawful
  ) {
    self.estimates = estimates
    self.ledger = ledger
    seeker = GoalSeeker(goal)
    aim = currentAim
  }

  public var goal: PacingGoal { seeker.goal }

  public mutating func observe(_ observation: FloorObservation) {
    estimates.learn(observation)
    switch observation {
    case .counted(let counts, let time):
      ledger.count(counts, at: time)
      aim = currentAim
      move(by: aim * Double(counts.liveAnswers) - Double(counts.abandoned))
    case .resumed(let days, let time):
      ledger = AbandonmentLedger(
        rule: ledger.rule, counts: days.lazy.map { (at: $0.day, counts: $0.counts) })
      if !days.isEmpty { ledger.enter(time) }
      aim = currentAim
    case .wrappedUp: seeker.countCall()
    case .decided, .talked, .remembered: break
    }
  }

  public mutating func pursue(_ goal: PacingGoal) {
    guard goal != seeker.goal else { return }
    seeker = GoalSeeker(goal)
    aim = currentAim
  }

  private mutating func move(by surplus: Double) {
    threshold = min(0.9, max(1e-5, threshold * exp(PredictivePolicy.gain * surplus)))
  }

  private var currentAim: Double {
    let budget = ledger.budget
    let ease = min(1, max(0, budget.left / PredictivePolicy.reserve))
    var aim = budget.perAnswered * PredictivePolicy.share * (0.5 + 0.5 * ease)
    if case .overdialRate(let rate) = goal { aim = min(aim, rate) }
    return aim * seeker.effort
  }

  public mutating func callsToPlace(_ floor: FloorState) -> Int {
    seeker.look(
      ready: floor.readyAgents, busy: floor.busyAgents, at: floor.now.timeIntervalSinceReferenceDate
    )
    guard floor.mode.isPredictive else { return floor.unserved }
    measure(floor)
    isSpent = !isBearable
    if isSpent { return floor.unserved }
    let new = estimates.chancesOfNew(kind: floor.nextKind)
    var calls = 0
    while calls < 1000, shortage.risk <= threshold {
      shortage.addLine(new)
      if !isBearable {
        isSpent = calls == 0
        break
      }
      calls += 1
    }
    return max(calls, floor.unserved)
  }

  /// Whether the budget bears what the calls under way are expected to bring.
  private var isBearable: Bool {
    let left = ledger.budget.left
    // Beyond what a fresh start may risk, a call is risked only where a whole abandoned one would be within the limit.
    let whole = Double(ledger.budget.abandoned) < ledger.rule.allowance ? 0.0 : 1.0
    // Far from its end it need not be looked at closely.
    return left > 100 || left >= shortage.expected + whole
  }

  private mutating func measure(_ floor: FloorState) {
    shortage.reset(
      free: floor.readyAgents - floor.waitingCalls,
      terms: floor.busyAgents + floor.dialing.count)
    for call in floor.dialing {
      shortage.addLine(
        estimates.chances(kind: call.kind, age: floor.now.timeIntervalSince(call.since)))
    }
    for since in floor.talkingSince {
      shortage.addAgent(estimates.readyAfterTalk(floor.now.timeIntervalSince(since)))
    }
    for since in floor.wrappingUpSince {
      shortage.addAgent(estimates.readyAfterWrapUp(floor.now.timeIntervalSince(since)))
    }
  }
}
