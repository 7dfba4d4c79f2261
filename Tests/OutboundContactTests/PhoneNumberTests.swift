// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct PhoneNumberTests {
  @Test(arguments: [
    ("+49 (0)30/123-45.67", "+490301234567"), ("2001", "2001"), ("*67 5550100", "*675550100"),
    ("911", "911"), ("12345678901234567890", "12345678901234567890"),
  ])
  func `numbers are read as people write them`(text: String, digits: String) {
    #expect(PhoneNumber(text)?.digits == digits)
  }

  @Test(arguments: ["", "12", "+12", "55 x 12", "1+23456", "١٢٣٤", "123456789012345678901", "①②③"])
  func `anything else is no number`(text: String) {
    #expect(PhoneNumber(text) == nil)
  }

  @Test func `a number prints masked`() throws {
    let number = try #require(PhoneNumber("+1 555 010 0042"))
    #expect(number.masked == "+•••••••••42")
    #expect("\(number)" == number.masked)
    #expect(PhoneNumber.masked("42") == "••")
    #expect(PhoneNumber.masked("") == "")
  }

  @Test func `a number is text in JSON`() throws {
    let number = try #require(PhoneNumber("2001"))
    let json = try JSONEncoder().encode([number])
    #expect(String(decoding: json, as: UTF8.self) == "[\"2001\"]")
    #expect(try JSONDecoder().decode([PhoneNumber].self, from: json) == [number])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([PhoneNumber].self, from: Data("[\"me\"]".utf8))
    }
  }
}
