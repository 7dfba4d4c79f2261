// SPDX-License-Identifier: GPL-3.0-or-later

/// What over-dialing is for; the law's budget holds whatever the goal.
public enum PacingGoal: Sendable, Hashable {
  /// As busy as the law allows.
  case lawful
  /// Abandoned calls as a share of those answered, at most, 0...1.
  case overdialRate(Double)
  /// Share of their time, 0...1, in which agents talk or work on a call.
  case busyFactor(Double)
  /// Seconds that an agent waits for a call, on average.
  case waitTime(Double)
}

/// A goal that was set while a campaign ran, and the one of the configuration that it replaces: once the configuration has
/// another, that holds.
public struct PacingGoalChange: Sendable, Hashable {
  public var goal: PacingGoal
  public var configured: PacingGoal

  public init(goal: PacingGoal, configured: PacingGoal) {
    self.goal = goal
    self.configured = configured
  }
}

/// Finds the share of calls that must be abandoned for a goal, by trial: more while agents wait longer than they are to.
struct GoalSeeker: Sendable, Hashable {
  let goal: PacingGoal
  /// 0...1, of what the law allows.
  private(set) var effort = 1.0
  private var ready = 0.0
  private var busy = 0.0
  private var calls = 0
  private var last: Double?

  init(_ goal: PacingGoal) { self.goal = goal }

  /// Agent-seconds over which the floor is looked at before the effort is changed.
  private static let span = 1800.0

  /// So many agents were ready and busy at `time`, seconds.
  mutating func look(ready count: Int, busy others: Int, at time: Double) {
    defer { last = time }
    guard let last, time > last, time - last < 60 else { return }
    ready += Double(count) * (time - last)
    busy += Double(others) * (time - last)
    guard ready + busy > GoalSeeker.span, calls >= 5 else { return }
    let isTooSlow: Bool
    switch goal {
    case .lawful, .overdialRate: isTooSlow = true
    case .busyFactor(let share): isTooSlow = busy / (ready + busy) < share
    case .waitTime(let seconds): isTooSlow = ready / Double(calls) > seconds
    }
    effort = min(1, max(0.005, effort * (isTooSlow ? 1.1 : 0.9)))
    (ready, busy, calls) = (0, 0, 0)
  }

  mutating func countCall() { calls += 1 }
}

extension PacingGoal: RawRepresentable, Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let goal = PacingGoal(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "goal is lawful, overdial=0.01, busy=0.85 or wait=20, not \"\(text)\"")
    }
    self = goal
  }

  public init?(rawValue: String) { self.init(rawValue) }

  /// As people write it: `lawful`, `overdial=0.01`, `busy=0.85`, `wait=20`; nil where that is none of them.
  public init?(_ text: String) {
    if text == "lawful" {
      self = .lawful
      return
    }
    let parts = text.split(separator: "=")
    guard parts.count == 2, let number = Double(parts[1]), number.isFinite, number >= 0 else {
      return nil
    }
    switch parts[0] {
    case "overdial" where number < 1: self = .overdialRate(number)
    case "busy" where number <= 1: self = .busyFactor(number)
    case "wait" where number <= 3600: self = .waitTime(number)
    default: return nil
    }
  }

  public var rawValue: String {
    switch self {
    case .lawful: "lawful"
    case .overdialRate(let share): "overdial=\(share)"
    case .busyFactor(let share): "busy=\(share)"
    case .waitTime(let seconds): "wait=\(seconds)"
    }
  }
}
