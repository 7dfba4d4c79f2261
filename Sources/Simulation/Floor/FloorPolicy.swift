// SPDX-License-Identifier: GPL-3.0-or-later
public import OutboundContact

/// A way to pace a simulated floor, by a name that people write: `predictive`, `busy-share:0.1`.
public struct FloorPolicy: Sendable, Hashable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case predictive
    case progressive
    case adaptiveRatio = "adaptive-ratio"
    case busyShare = "busy-share"
    case clairvoyant
  }

  public let kind: Kind
  public let goal: PacingGoal
  private let number: Double?
  private let method: AdaptiveRatioPolicy.Method
  public let description: String

  /// What `--help` says of names.
  public static let syntax = """
    predictive[:GOAL]      Earshot's; GOAL overdial=0.01, busy=0.85 or wait=20 (s), or as the law allows
    progressive[:LINES]    LINES calls per ready agent, 1
    adaptive-ratio[:HOW]   as VICIdial's adaptive methods; HOW hard-limit, average or tapered, average
    busy-share[:SHARE]     as Sinch's: ready agents and a SHARE of the busy ones, 0.01
    clairvoyant            knows who will answer, and when: a bound
    """

  /// nil: no policy has this name, or its number makes no sense.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard let name = parts.first, let kind = Kind(rawValue: name) else { return nil }
    let argument = parts.count > 1 ? parts[1] : nil
    var goal = PacingGoal.lawful
    var number: Double?
    var method = AdaptiveRatioPolicy.Method.average
    switch (kind, argument) {
    case (_, nil): break
    case (.predictive, let argument?):
      guard let wanted = PacingGoal(argument) else { return nil }
      goal = wanted
    case (.progressive, let argument?):
      guard let lines = Double(argument), (1...20).contains(lines) else { return nil }
      number = lines
    case (.busyShare, let argument?):
      guard let share = Double(argument), (0...1).contains(share) else { return nil }
      number = share
    case (.adaptiveRatio, let argument?):
      guard let how = AdaptiveRatioPolicy.Method(rawValue: argument) else { return nil }
      method = how
    case (.clairvoyant, _?): return nil
    }
    self.kind = kind
    self.goal = goal
    self.number = number
    self.method = method
    description = text
  }

  func policy(
    _ book: CustomerBook, scenario: FloorScenario, rule: AbandonmentRule, guess: FloorGuess
  ) -> any PacingPolicy {
    switch kind {
    case .predictive:
      PredictivePolicy(
        estimates: FloorEstimates(guess: guess, patience: rule.connectSeconds),
        ledger: AbandonmentLedger(rule: rule), goal: goal)
    case .progressive: ProgressivePolicy(linesPerAgent: number ?? 1)
    case .adaptiveRatio:
      AdaptiveRatioPolicy(method: method, dayHours: scenario.shiftHours)
    case .busyShare: BusySharePolicy(busyShare: number ?? 0.01)
    case .clairvoyant: ClairvoyantPolicy(book, scenario: scenario, rule: rule)
    }
  }
}
