// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// All record actions, in one table: what becomes of the record, of the next number of its chain, and when.
struct TreatmentActionTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var action: Treatment.RecordAction
    var status: RecordStatus
    var type = RecordType.general
    /// Seconds from noon at which the record is due again.
    var due: Double?
    var next: RecordStatus
    var nextDue: Double?
    var campaign = "spring"
    var testDescription: String { "\(action)" }
  }

  private static func moment(_ text: String) -> TreatmentMoment {
    guard let moment = TreatmentMoment(text) else { preconditionFailure("\(text) is no moment") }
    return moment
  }

  /// At noon of 2 March 2026 in UTC; both numbers are in UTC. Where a treatment dials at once, the record or its
  /// next stays Retrieved.
  static let table: [Row] = [
    Row(action: .markDB, status: .updated, next: .chainUpdated),
    Row(action: .markAllChain, status: .updated, next: .updated),
    Row(action: .redial, status: .retrieved, next: .retrieved),
    Row(
      action: .retryIn(minutes: 30), status: .ready, type: .campaignRescheduled, due: 1800,
      next: .ready),
    Row(
      action: .retryAt(moment("18:30")), status: .ready, type: .campaignRescheduled,
      due: 6.5 * 3600, next: .ready),
    Row(
      action: .retryAt(moment("11:00")), status: .ready, type: .campaignRescheduled,
      due: 23 * 3600, next: .ready),
    Row(
      action: .retryAt(moment("03/04/2026 12:00")), status: .ready, type: .campaignRescheduled,
      due: 48 * 3600, next: .ready),
    // A day that is past: the sequence has ended.
    Row(action: .retryAt(moment("03/01/2026 12:00")), status: .updated, next: .chainUpdated),
    Row(action: .nextInChain, status: .updated, next: .retrieved),
    Row(action: .nextInChainAfter(minutes: 10), status: .updated, next: .ready, nextDue: 600),
    Row(
      action: .nextInChainAt(moment("13:00")), status: .updated, next: .ready, nextDue: 3600),
    Row(action: .nextInChainAt(moment("03/01/2026 12:00")), status: .updated, next: .chainUpdated),
    Row(
      action: .assignToGroup("vip"), status: .ready, due: 0, next: .ready, campaign: "vip"),
    Row(action: .markAsAgentError, status: .agentError, next: .chainUpdated),
    Row(
      action: .reschedule(minutes: 5), status: .ready, type: .campaignRescheduled, due: 300,
      next: .ready),
    Row(action: .execute("notify"), status: .updated, next: .chainUpdated),
  ]

  @Test(arguments: table)
  func `a record action leaves the record, its chain and their times as the table says`(row: Row) {
    var floor = Floor(
      [Floor.record(1, chain: 1), Floor.record(2, chain: 1, n: 1)],
      Floor.configuration([Treatment(.busy, row.action)]))
    floor.start(agents: "A1")
    floor.result("a1", .busy)
    let (record, next) = (floor.record(1), floor.record(2))
    #expect(record.recordStatus == row.status && record.recordType == row.type)
    #expect(record.dialSchedTime == row.due.map { Floor.noon + $0 })
    #expect(record.callResult == .busy && record.attempt == 1)
    #expect(next.recordStatus == row.next)
    #expect(next.dialSchedTime == row.nextDue.map { Floor.noon + $0 })
    #expect(record.campaign == row.campaign && next.campaign == row.campaign)
    #expect(floor.attempt("a1").stage == .finished)
    let runs = floor.effects.contains {
      if case .execute("notify", let record, .busy) = $0 { record.attempt == 1 } else { false }
    }
    #expect(runs == (row.action == .execute("notify")))
  }

  @Test func `a rescheduled record is for the agent who had it last`() {
    var records = Floor.records(1)
    records[0].agentID = "A2"
    var floor = Floor(records, Floor.configuration([Treatment(.busy, .reschedule(minutes: 5))]))
    floor.start(agents: "A1")
    floor.result("a1", .busy)
    #expect(floor.record(1).recordType == .personalRescheduled)
    floor.clear()
    floor.wait(301)
    #expect(floor.dials.isEmpty, "it is not for A1")
    floor.ready("A2")
    #expect(floor.dials == ["a2"] && floor.attempt("a2").agent == "A2")
  }

  @Test func `a moment is by the clock of the called party, also where the clocks change`() throws {
    let nine = TreatmentActionTests.moment("09:00")
    // New York goes over to summer time in the night to 8 March 2026: 09:00 is 14:00 UTC before, 13:00 after.
    for (now, expected) in [
      ("2026-03-07T15:00:00Z", "2026-03-08T13:00:00Z"),
      ("2026-03-06T15:00:00Z", "2026-03-07T14:00:00Z"),
    ] {
      let date = try Date(now, strategy: .iso8601)
      #expect(
        nine.date(after: date, inZone: "America/New_York")
          == (try Date(expected, strategy: .iso8601)))
    }
    // 02:30 does not exist that night: the next moment that does.
    let skipped = TreatmentActionTests.moment("02:30").date(
      after: try Date("2026-03-08T05:00:00Z", strategy: .iso8601), inZone: "America/New_York")
    #expect(skipped == (try Date("2026-03-08T07:00:00Z", strategy: .iso8601)))
    #expect(nine.date(after: Floor.noon, inZone: "Mars/North") == nil)
    for text in ["", "25:00", "9", "12:60", "03/02/2026", "13/02/2026 10:00", "soon"] {
      #expect(TreatmentMoment(text) == nil, "\(text)")
    }
  }

  static let last: [Treatment.RecordAction] = [
    .markDB, .markAllChain, .nextInChain, .nextInChainAfter(minutes: 1),
    .nextInChainAt(moment("09:00")), .assignToGroup("vip"), .markAsAgentError, .execute("x"),
  ]

  @Test(arguments: last)
  func `nothing can follow an action that ends the record`(action: Treatment.RecordAction) {
    #expect(throws: TreatmentPlanError.self) {
      try TreatmentPlan([
        Treatment(.busy, number: 1, action), Treatment(.busy, number: 2, .redial),
      ])
    }
    #expect(throws: Never.self) {
      try TreatmentPlan([
        Treatment(.busy, number: 1, .redial), Treatment(.busy, number: 2, action),
      ])
    }
  }

  @Test(arguments: CallResult.allCases)
  func `a call action applies to a machine, a fax and silence only`(result: CallResult) {
    let isFit = [.answeringMachine, .faxDetected, .silence].contains(result)
    let plan = try? TreatmentPlan([Treatment(result, .markDB, call: .connect)])
    #expect((plan != nil) == isFit)
  }

  @Test func `every action is read as it stands in a configuration, and written again`() throws {
    let json = """
      [{"call_result":"Busy","number":1,"action":"retry_at","at":"18:30"},
       {"call_result":"Busy","number":2,"action":"next_in_chain_at","at":"03/02/2026 18:30"},
       {"call_result":"NoAnswer","number":1,"action":"reschedule","minutes":5},
       {"call_result":"NoAnswer","number":2,"action":"next_in_chain_after","minutes":5},
       {"call_result":"AnsweringMachine","number":1,"action":"retry_in","minutes":60,"call":"play_message","message":"news"},
       {"call_result":"AnsweringMachine","number":2,"action":"assign_to_group","group":"vip","call":"transfer","to":"7000"},
       {"call_result":"FaxDetected","action":"execute","execute":"send","call":"drop"},
       {"call_result":"Silence","action":"mark_as_agent_error","call":"connect"}]
      """
    let plan = try JSONDecoder().decode(TreatmentPlan.self, from: Data(json.utf8))
    #expect(plan.treatments.map(\.callAction).compactMap(\.self).count == 4)
    #expect(plan.treatments[4].callAction == .playMessage("news"))
    #expect(plan.treatments[5].action == .assignToGroup("vip"))
    let again = try JSONDecoder().decode(TreatmentPlan.self, from: JSONEncoder().encode(plan))
    #expect(again == plan)
    for (text, words) in [
      (#"[{"call_result":"Busy","action":"retry_at","at":"soon"}]"#, "no moment"),
      (#"[{"call_result":"Busy","action":"retry_at"}]"#, "at"),
      (#"[{"call_result":"Silence","action":"mark_db","call":"sing"}]"#, "no call action"),
      (#"[{"call_result":"Busy","action":"mark_db","call":"drop"}]"#, "applies to"),
    ] {
      let error = #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(TreatmentPlan.self, from: Data(text.utf8))
      }
      #expect(error.map { "\($0)".contains(words) } == true, "\(text)")
    }
  }
}
