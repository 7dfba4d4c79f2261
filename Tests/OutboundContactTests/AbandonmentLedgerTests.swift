// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct AbandonmentLedgerTests {
  private let start = Date(timeIntervalSince1970: 1_767_258_000)

  private func ledger(_ rule: AbandonmentRule = .unitedStates) -> AbandonmentLedger {
    AbandonmentLedger(rule: rule)
  }

  @Test func `a hundred answered calls pay for three abandoned ones`() {
    var ledger = ledger()
    ledger.count(ComplianceCounts(liveAnswers: 100), at: start)
    #expect(abs(ledger.budget.left - 3) < 1e-9)
    ledger.count(ComplianceCounts(abandoned: 2), at: start)
    #expect(abs(ledger.budget.left - 1) < 1e-9)
    #expect(ledger.budget.share == 0.02)
  }

  @Test func `a fresh start may risk one call, which the first answered ones repay`() {
    var ledger = ledger()
    #expect(ledger.budget.left == 1)
    ledger.count(ComplianceCounts(liveAnswers: 20), at: start)
    #expect(abs(ledger.budget.left - 1) < 1e-9)
    ledger.count(ComplianceCounts(liveAnswers: 80), at: start)
    #expect(abs(ledger.budget.left - 3) < 1e-9)
  }

  @Test func `people taken for machines use up the budget, at the upper bound of their number`() {
    var rule = AbandonmentRule.unitedStates
    rule.audit = FalseMachineAudit(mistaken: 100, people: 10_000)
    var ledger = ledger(rule)
    ledger.count(ComplianceCounts(liveAnswers: 1000), at: start)
    #expect(abs(ledger.budget.falseMachines - 12.3) < 0.1)
    #expect(abs(ledger.budget.left - (30 - 12.3)) < 0.1)
    rule.audit = FalseMachineAudit(mistaken: 5, people: 100)
    #expect(AbandonmentLedger(rule: rule).budget.perAnswered == 0)
  }

  @Test func `a new period begins after thirty days, and owes nothing to the old one`() {
    var ledger = ledger()
    ledger.count(ComplianceCounts(liveAnswers: 100, abandoned: 10), at: start)
    ledger.count(ComplianceCounts(liveAnswers: 1), at: start + 29 * 86_400)
    #expect(ledger.budget.left < 0)
    ledger.count(ComplianceCounts(liveAnswers: 1), at: start + 30 * 86_400)
    #expect(ledger.counts == ComplianceCounts(liveAnswers: 1))
    #expect(ledger.budget.left > 0)
  }

  @Test func `months are those of the calendar, and a campaign is one period`() {
    var month = ledger(AbandonmentRule(name: "m", limit: 0.05, period: .calendarMonth))
    month.count(ComplianceCounts(liveAnswers: 5), at: start)
    month.count(ComplianceCounts(liveAnswers: 7), at: start + 31 * 86_400)
    #expect(month.counts.liveAnswers == 7)
    var campaign = ledger(AbandonmentRule(name: "c", limit: 0.05, period: .campaign))
    campaign.count(ComplianceCounts(liveAnswers: 5), at: start)
    campaign.count(ComplianceCounts(liveAnswers: 7), at: start + 400 * 86_400)
    #expect(campaign.counts.liveAnswers == 12)
  }

  @Test func `a restart from the counts of each day stands where it stood`() {
    var running = ledger()
    var daily: [(at: Date, counts: ComplianceCounts)] = []
    for day in 0..<70 {
      let at = start + Double(day) * 86_400
      let counts = ComplianceCounts(dialed: 300, liveAnswers: 90 + day, abandoned: day % 4)
      running.count(counts, at: at)
      daily.append((at, counts))
    }
    #expect(AbandonmentLedger(counts: daily) == running)
  }
}
