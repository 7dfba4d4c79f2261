// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// How a campaign stands before the law, period by period, from its durable counters and call records alone.
public struct ComplianceReport: Sendable, Hashable {
  /// One period of the rule.
  public struct Period: Sendable, Hashable {
    public var start: Date
    /// Not reached yet where the period is running; nil where it has no end of its own.
    public var end: Date?
    public var counts: ComplianceCounts
    /// Abandoned calls as a share of those answered by a person, 0...1; nil where there were none.
    public var abandonment: Double?
    /// People taken for machines: the upper 95 % bound of their number, calls.
    public var falseMachines: Double
    /// These and the abandoned calls as a share of those answered; nil where there were none.
    public var share: Double?
    public var isWithinLimit: Bool
  }

  public var campaign: String
  public var rule: AbandonmentRule
  public var periods: [Period]
  /// All days together.
  public var counted: ComplianceCounts
  /// What the call records add up to; nil where they were not looked at.
  public var recounted: ComplianceCounts?

  /// - Parameters:
  ///   - days: the durable counters, the earliest first.
  ///   - recounted: the sum of `ComplianceCounts(of:)` over the campaign's attempts.
  public init(
    campaign: String, rule: AbandonmentRule, days: [ComplianceDay],
    recounted: ComplianceCounts? = nil
  ) {
    self.campaign = campaign
    self.rule = rule
    self.recounted = recounted
    periods = []
    counted = ComplianceCounts()
    var ledger = AbandonmentLedger(rule: rule)
    for day in days {
      let before = ledger.period
      ledger.count(day.counts, at: day.day)
      counted += day.counts
      if ledger.period != before { periods.append(Period(ledger)) }
      periods[periods.count - 1] = Period(ledger)
    }
  }

  /// Whether no period is beyond the limit, and the counters are what the records add up to.
  public var isClean: Bool {
    periods.allSatisfy(\.isWithinLimit) && (recounted == nil || recounted == counted)
  }
}

extension ComplianceReport.Period {
  fileprivate init(_ ledger: AbandonmentLedger) {
    let budget = ledger.budget
    start = ledger.period?.start ?? .distantPast
    end = ledger.period.flatMap { $0.end == .distantFuture ? nil : $0.end }
    counts = ledger.counts
    abandonment =
      budget.answered == 0 ? nil : Double(budget.abandoned) / Double(budget.answered)
    falseMachines = budget.falseMachines
    share = budget.share
    isWithinLimit = share.map { $0 <= ledger.rule.limit } ?? (budget.abandoned == 0)
  }
}

extension ComplianceReport: Encodable {
  private enum CodingKeys: String, CodingKey {
    case campaign, rule, periods, counted, recounted
    case isClean = "clean"
  }

  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(campaign, forKey: .campaign)
    try keys.encode(rule, forKey: .rule)
    try keys.encode(periods, forKey: .periods)
    try keys.encode(counted, forKey: .counted)
    try keys.encodeIfPresent(recounted, forKey: .recounted)
    try keys.encode(isClean, forKey: .isClean)
  }
}

extension ComplianceReport.Period: Encodable {
  private enum CodingKeys: String, CodingKey {
    case start, end, counts, abandonment, share
    case falseMachines = "false_machines_at_most"
    case isWithinLimit = "within_limit"
  }
}
