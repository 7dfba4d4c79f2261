// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct AbandonmentRuleTests {
  @Test func `the rule of the United States is 3 percent in 30 days, 2 s and 15 s`() {
    let rule = AbandonmentRule.unitedStates
    #expect(rule.limit == 0.03)
    #expect(rule.period == .days(30))
    #expect(rule.connectSeconds == 2)
    #expect(rule.ringSeconds == 15)
    #expect(rule.requiresMessage)
  }

  @Test(arguments: ["30 days", "calendar month", "campaign", "1 days"])
  func `a period is read as it is written`(text: String) throws {
    let period = try #require(AbandonmentRule.Period(rawValue: text))
    #expect(period.rawValue == text)
  }

  @Test(arguments: ["", "days", "0 days", "-3 days", "30 weeks", "30", "month"])
  func `what is no period is refused`(text: String) {
    #expect(AbandonmentRule.Period(rawValue: text) == nil)
  }

  @Test func `a rule in a file may leave out everything but name, limit and period`() throws {
    let json = Data(#"{"name":"Canada","limit":0.05,"period":"calendar month"}"#.utf8)
    let rule = try JSONDecoder().decode(AbandonmentRule.self, from: json)
    #expect(rule == AbandonmentRule(name: "Canada", limit: 0.05, period: .calendarMonth))
    let back = try JSONDecoder().decode(
      AbandonmentRule.self, from: JSONEncoder().encode(AbandonmentRule.unitedStates))
    #expect(back == .unitedStates)
  }

  @Test(arguments: [
    #"{"name":"x","limit":1.5,"period":"campaign"}"#,
    #"{"name":"x","limit":0.03,"period":"campaign","conect_s":1}"#,
    #"{"name":"x","limit":0.03,"period":"now and then"}"#,
    #"{"name":"x","limit":0.03,"period":"campaign","audit":{"mistaken":5,"people":2}}"#,
  ])
  func `a rule that makes no sense is refused`(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(AbandonmentRule.self, from: Data(json.utf8))
    }
  }

  /// Wilson's interval: none of a hundred may be 3.7 %.
  @Test(arguments: [(0, 100, 0.0370), (10, 1000, 0.0183), (100, 10_000, 0.01215)])
  func `the upper bound of an audit is that of Wilson's interval`(
    mistaken: Int, people: Int, bound: Double
  ) {
    let audit = FalseMachineAudit(mistaken: mistaken, people: people)
    #expect(abs(audit.upperBound - bound) < 1e-4)
  }
}
