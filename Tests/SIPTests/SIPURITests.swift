// SPDX-License-Identifier: GPL-3.0-or-later
import Testing

@testable import SIP

@Suite("SIP URI")
struct SIPURITests {
  @Test(
    "numbers as people write them are users",
    arguments: [("+1 (555) 010-0123", "+15550100123"), ("*21#", "*21%23")])
  func users(_ number: String, _ user: String) { #expect(SIPURI.user(of: number) == user) }

  @Test(
    "what could end a header or leave its brackets is refused",
    arguments: [
      "", "+", "12+3", "abc", "1;2", "5550100\r\nX: y", String(repeating: "1", count: 65),
    ])
  func badNumbers(_ number: String) { #expect(SIPURI.user(of: number) == nil) }

  @Test(
    "URIs are taken as they are, where nothing in them is dangerous",
    arguments: [
      ("sip:ann@10.0.0.1:5060;transport=tcp", true), ("sips:ann@example.net", true),
      ("sip:", false),
      ("tel:555", false), ("sip:a@b>\r\nRoute: <sip:evil", false), ("sip:a b@c", false),
    ])
  func uris(_ uri: String, _ isOne: Bool) { #expect(SIPURI.isURI(uri) == isOne) }

  @Test("the caller's number goes where the trunk wants it")
  func identity() {
    var trunk = SIPTrunkConfiguration(name: "t", host: "10.0.0.1:5060")
    #expect(trunk.identity("555").from == "sip:555@10.0.0.1")
    #expect(trunk.identity("555").headers == "")
    trunk.identity = .asserted
    #expect(trunk.identity("555").headers == "P-Asserted-Identity: <sip:555@10.0.0.1>\r\n")
    trunk.identity = .withheld
    #expect(trunk.identity("555").from == "sip:anonymous@anonymous.invalid")
    #expect(trunk.identity("555").headers.contains("Privacy: id\r\n"))
    trunk.identity = .asserted
    #expect(!trunk.identity("5\r\nEvil: yes").headers.contains("\r\nEvil"))
  }

  @Test("a configuration that cannot be says what is wrong")
  func faults() {
    var trunk = SIPTrunkConfiguration(name: "t", host: "10.0.0.1:5060")
    #expect(trunk.fault == nil)
    trunk.registers = true
    #expect(trunk.fault?.contains("username") == true)
    trunk = SIPTrunkConfiguration(name: "t", host: "a b")
    #expect(trunk.fault?.contains("host") == true)
  }
}
