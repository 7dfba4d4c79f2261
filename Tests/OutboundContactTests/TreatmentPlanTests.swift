// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

struct TreatmentPlanTests {
  private let plan: TreatmentPlan

  init() throws {
    plan = try TreatmentPlan([
      Treatment(.busy, number: 2, .retryIn(minutes: 60, increment: 15), times: 3),
      Treatment(.busy, number: 1, .redial),
      Treatment(.busy, number: 3, .nextInChain),
      Treatment(.answeringMachine, .retryIn(minutes: 60)),
    ])
  }

  @Test(
    arguments: [
      (CallResult.busy, 0, Treatment.RecordAction.redial),
      (.busy, 1, .retryIn(minutes: 60)),
      (.busy, 2, .retryIn(minutes: 75)),
      (.busy, 3, .retryIn(minutes: 90)),
      (.busy, 4, .nextInChain),
      (.busy, 5, nil),
      (.answeringMachine, 0, .retryIn(minutes: 60)),
      (.answeringMachine, 1, nil),
      (.noAnswer, 0, nil),
      (.answer, 0, nil),
    ] as [(CallResult, Int, Treatment.RecordAction?)])
  func `a sequence is gone through in order and ends`(
    result: CallResult, used: Int, action: Treatment.RecordAction?
  ) {
    #expect(plan.action(after: result, used: used) == action)
  }

  @Test(arguments: [
    [Treatment(.busy, number: 2, .redial)],
    [Treatment(.busy, number: 1, .redial), Treatment(.busy, number: 3, .redial)],
    [Treatment(.busy, number: 1, .redial), Treatment(.busy, number: 1, .markDB)],
    [Treatment(.busy, number: 0, .redial), Treatment(.busy, number: 1, .redial)],
    [Treatment(.busy, number: 1, .nextInChain), Treatment(.busy, number: 2, .redial)],
    [Treatment(.busy, number: 1, .markAllChain), Treatment(.busy, number: 2, .redial)],
    [Treatment(.busy, .nextInChain, times: 2)],
    [Treatment(.busy, .redial, times: 0)],
    [Treatment(.busy, .retryIn(minutes: -1))],
    [Treatment(.busy, .retryIn(minutes: 1, increment: -1))],
  ])
  func `a plan that breaks the rules of sequences is refused`(treatments: [Treatment]) {
    let error = #expect(throws: TreatmentPlanError.self) { try TreatmentPlan(treatments) }
    #expect(error?.description.contains("of Busy") == true)
  }

  @Test func `the default plan keeps the rules, and every result but success leads somewhere`()
    throws
  {
    #expect(try TreatmentPlan(TreatmentPlan.default.treatments) == .default)
    #expect(TreatmentPlan.default.action(after: .answer, used: 0) == nil)
    #expect(TreatmentPlan.default.action(after: .abandoned, used: 0) == .retryIn(minutes: 10))
    // What detection and the gateway can report before an agent has the call.
    for number in [4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 21, 28, 32, 36, 41] {
      let result = try #require(CallResult(rawValue: number))
      #expect(TreatmentPlan.default.action(after: result, used: 0) != nil, "\(result.name)")
      var used = 0
      var last: Treatment.RecordAction?
      while let action = TreatmentPlan.default.action(after: result, used: used) {
        (last, used) = (action, used + 1)
      }
      #expect(last == .nextInChain, "\(result.name)")
    }
  }

  @Test func `a plan is read as it stands in a configuration`() throws {
    let json = """
      [{"call_result":"busy","action":"redial"},
       {"call_result":6,"number":2,"action":"retry_in","minutes":60,"increment":15,"times":3},
       {"call_result":"6","number":3,"action":"next_in_chain"},
       {"call_result":"AnsweringMachine","action":"retry_in","minutes":60}]
      """
    #expect(
      try JSONDecoder().decode(TreatmentPlan.self, from: Data(json.utf8)).treatments.count == 4)
    let again = try JSONDecoder().decode(TreatmentPlan.self, from: JSONEncoder().encode(plan))
    #expect(again == plan)
  }

  @Test(arguments: [
    (#"[{"call_result":"Bussy","action":"redial"}]"#, "no call result"),
    (#"[{"call_result":"Busy","action":"again"}]"#, "no record action"),
    (#"[{"call_result":"Busy","action":"redial","number":2}]"#, "run from 1"),
  ])
  func `a plan that cannot be read says why`(json: String, words: String) {
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(TreatmentPlan.self, from: Data(json.utf8))
    }
    #expect(error.map { "\($0)".contains(words) } == true)
  }
}
