// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct RecordFilterTests {
  typealias Condition = RecordFilter.Condition

  @Test(arguments: [
    ("attempt < 3", "attempt", Condition.Comparison.less, "3"),
    ("attempt<=3", "attempt", .atMost, "3"), ("city != 'New York'", "city", .notEqual, "New York"),
    ("a b >= \"x\"", "a b", .atLeast, "x"), ("note = a < b", "note", .equal, "a < b"),
    ("empty =", "empty", .equal, ""),
  ])
  func `a condition is a field, a comparison and a value`(
    text: String, field: String, comparison: Condition.Comparison, value: String
  ) throws {
    let condition = try #require(Condition(text))
    #expect(condition.field == field && condition.comparison == comparison)
    #expect(condition.value == value)
  }

  @Test(arguments: ["", "attempt", "= 3", "  < 3"])
  func `what is no condition is refused`(text: String) {
    #expect(Condition(text) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(RecordFilter.self, from: JSONEncoder().encode([text]))
    }
  }

  @Test func `a filter comes back as it was written`() throws {
    let filter = RecordFilter([try #require(Condition("city = New York"))])
    let again = try JSONDecoder().decode(
      RecordFilter.self, from: JSONEncoder().encode(filter))
    #expect(again == filter)
  }
}
