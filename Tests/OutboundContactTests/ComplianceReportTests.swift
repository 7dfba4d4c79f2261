// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct ComplianceReportTests {
  private let start = Date(timeIntervalSince1970: 1_767_225_600)

  private func day(_ index: Int, answered: Int, abandoned: Int) -> ComplianceDay {
    ComplianceDay(
      day: start + Double(index) * 86_400,
      counts: ComplianceCounts(dialed: 3 * answered, liveAnswers: answered, abandoned: abandoned))
  }

  @Test func `each thirty days are a period of their own`() {
    let report = ComplianceReport(
      campaign: "autumn", rule: .unitedStates,
      days: [
        day(0, answered: 100, abandoned: 1), day(29, answered: 100, abandoned: 5),
        day(30, answered: 100, abandoned: 4),
      ])
    #expect(report.periods.map(\.counts.abandoned) == [6, 4])
    #expect(report.periods.map(\.isWithinLimit) == [true, false])
    #expect(report.periods[0].share == 0.03)
    #expect(report.counted.liveAnswers == 300)
    #expect(!report.isClean)
  }

  @Test func `people taken for machines count at the upper bound of their number`() {
    var rule = AbandonmentRule.unitedStates
    rule.audit = FalseMachineAudit(mistaken: 100, people: 10_000)
    let report = ComplianceReport(
      campaign: "autumn", rule: rule, days: [day(0, answered: 1000, abandoned: 20)])
    #expect(report.periods[0].abandonment == 0.02)
    #expect(abs(report.periods[0].falseMachines - 12.3) < 0.1)
    #expect(!report.periods[0].isWithinLimit)
  }

  @Test func `counters that are not what the records add up to are told`() {
    let days = [day(0, answered: 100, abandoned: 1)]
    var other = days[0].counts
    other.abandoned = 2
    let same = ComplianceReport(
      campaign: "a", rule: .unitedStates, days: days, recounted: days[0].counts)
    let different = ComplianceReport(
      campaign: "a", rule: .unitedStates, days: days, recounted: other)
    #expect(same.isClean)
    #expect(!different.isClean)
  }
}
