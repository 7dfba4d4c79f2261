// SPDX-License-Identifier: GPL-3.0-or-later
import NumberingPlan
import OutboundContact
import Testing

struct NumberingPlanTests {
  private func read(_ text: String, _ country: String?, strictly: Bool = false) throws -> String {
    try NumberingPlan(country: country, strictness: strictly ? .valid : .possible)
      .number(text).digits
  }

  @Test(arguments: [
    ("(212) 736-5000", "US", "+12127365000"), ("1 212 736 5000", "us", "+12127365000"),
    ("030 2270", "DE", "+49302270"), ("0049 30 2270", "DE", "+49302270"),
    ("+49 30 2270", "US", "+49302270"), ("020 7219 3000", "GB", "+442072193000"),
    ("06 6706 1", "IT", "+390667061"),
  ])
  func `one number is one number, however it is written`(
    text: String, country: String, e164: String
  ) throws {
    #expect(try read(text, country) == e164)
    #expect(try read(text, country, strictly: true) == e164)
    #expect(try read(e164, nil) == e164)
  }

  @Test(arguments: [
    ("12", "US", "too short"), ("5550100", "US", "area code"), ("2127365000123", "US", "too long"),
    ("2127365000", nil, "country code"), ("+999 123456789", "US", "country code"),
    ("call me", "US", "no phone number"), ("", "US", "no phone number"),
  ])
  func `what could be no number is said`(text: String, country: String?, why: String) throws {
    #expect {
      try read(text, country)
    } throws: { error in
      "\(error)".contains(why)
    }
  }

  @Test(arguments: [
    ("555-0100", "5550100"), ("2001", "2001"), ("(212) 736-5000", "+12127365000"),
    ("+49 30 2270", "+49302270"),
  ])
  func `local numbers are taken as they are written where they are asked for`(
    text: String, digits: String
  ) throws {
    let plan = try NumberingPlan(country: "us", takesLocal: true)
    #expect(try plan.number(text).digits == digits)
    for bad in ["+1 555", "2127365000123", "12", "call me"] {
      #expect(throws: NumberFault.self) { try plan.number(bad) }
    }
  }

  @Test func `a number in no range is possible, and not valid`() throws {
    #expect(try read("+1 555 010 0042", nil) == "+15550100042")
    #expect(throws: NumberFault.self) { try read("+1 555 010 0042", nil, strictly: true) }
  }

  @Test func `a country without a plan is refused`() {
    #expect(throws: NumberFault.self) { try NumberingPlan(country: "XX") }
  }
}
