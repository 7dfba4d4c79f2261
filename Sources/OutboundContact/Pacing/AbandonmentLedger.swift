// SPDX-License-Identifier: GPL-3.0-or-later
public import Foundation

/// The law's counters of a campaign in the period that is running, kept by what is counted.
///
/// It starts from the durable counts of each day, so that a restart forgets nothing.
public struct AbandonmentLedger: Sendable, Hashable {
  public let rule: AbandonmentRule
  /// When the running period began and, where it has an end of its own, ends.
  public private(set) var period: DateInterval?
  /// Of the running period.
  public private(set) var counts = ComplianceCounts()
  public private(set) var budget: AbandonmentBudget
  private let calendar: Calendar

  /// - Parameters:
  ///   - counts: what was counted until now, with its times, the earliest first.
  ///   - timeZone: the centre's, for the months of the calendar.
  public init(
    rule: AbandonmentRule = .unitedStates,
    counts: some Sequence<(at: Date, counts: ComplianceCounts)> = [],
    timeZone: TimeZone = .gmt
  ) {
    self.rule = rule
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    self.calendar = calendar
    budget = AbandonmentBudget(rule: rule)
    for entry in counts { count(entry.counts, at: entry.at) }
  }

  public mutating func count(_ more: ComplianceCounts, at time: Date) {
    enter(time)
    counts += more
    budget.answered = max(0, counts.liveAnswers)
    budget.abandoned = max(0, counts.abandoned)
  }

  /// Begins a new period where `time` lies behind the running one.
  public mutating func enter(_ time: Date) {
    if let period, time < period.end { return }
    period = rule.period.interval(containing: time, after: period, calendar: calendar)
    counts = ComplianceCounts()
    budget.answered = 0
    budget.abandoned = 0
  }
}

extension AbandonmentRule.Period {
  /// The period in which `time` lies; `previous` is the last one before it, nil for the campaign's first.
  func interval(containing time: Date, after previous: DateInterval?, calendar: Calendar)
    -> DateInterval
  {
    switch self {
    case .campaign: return DateInterval(start: time, end: .distantFuture)
    case .calendarMonth:
      return calendar.dateInterval(of: .month, for: time)
        ?? DateInterval(start: time, duration: 31 * 86_400)
    case .days(let days):
      let length = Double(days) * 86_400
      guard let previous else {
        // From the midnight before, so that periods are whole days.
        return DateInterval(start: calendar.startOfDay(for: time), duration: length)
      }
      let passed = (time.timeIntervalSince(previous.start) / length).rounded(.down)
      return DateInterval(start: previous.start + passed * length, duration: length)
    }
  }
}
