// SPDX-License-Identifier: GPL-3.0-or-later

/// What a rule leaves of abandoned calls, after those of the period so far.
///
/// Abandoned calls and the people who were taken for machines, at the upper bound of their number, may together be
/// `rule.limit` of the calls that a person answered.
public struct AbandonmentBudget: Sendable, Hashable {
  public var rule: AbandonmentRule
  /// Calls of the period that were heard to be answered by a person.
  public var answered: Int
  public var abandoned: Int

  public init(rule: AbandonmentRule, answered: Int = 0, abandoned: Int = 0) {
    self.rule = rule
    self.answered = answered
    self.abandoned = abandoned
    perAnswered = AbandonmentBudget.perAnswered(rule)
  }

  /// Abandoned calls allowed per call answered: the limit, less the people taken for machines.
  public let perAnswered: Double

  private static func perAnswered(_ rule: AbandonmentRule) -> Double {
    // Of those who answer, a share b is taken for machines: (1 - b) of them are heard as people.
    let bound = rule.audit.upperBound
    guard bound < 1 else { return 0 }
    return max(0, rule.limit - bound / (1 - bound))
  }

  /// What detection's mistakes use up, calls: the upper 95 % bound.
  public var falseMachines: Double {
    let bound = rule.audit.upperBound
    return bound < 1 ? Double(answered) * bound / (1 - bound) : Double(answered)
  }

  /// Calls that may still be abandoned; below 0 where the limit is exceeded.
  public var left: Double {
    let base = Double(answered)
    // A fresh start's allowance melts as answered calls come to pay for it.
    let allowance =
      perAnswered > 0 ? max(0, rule.allowance - perAnswered * base) : 0
    return perAnswered * base + allowance - Double(abandoned)
  }

  /// Abandoned calls and people taken for machines (upper bound), as a share of the answered; nil where there are none.
  public var share: Double? {
    answered == 0 ? nil : (Double(abandoned) + falseMachines) / Double(answered)
  }
}
