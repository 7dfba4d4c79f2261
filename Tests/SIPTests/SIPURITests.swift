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

  @Test("an IPv6 host keeps its brackets and loses its port")
  func sixes() {
    for host in ["[2001:db8::7]", "[2001:db8::7]:5060"] {
      let trunk = SIPTrunkConfiguration(name: "t", host: host)
      #expect(trunk.fault == nil)
      #expect(trunk.identity("555").from == "sip:555@[2001:db8::7]")
      #expect(trunk.peers == ["2001:db8::7"])
    }
    #expect(SIPTrunkConfiguration(name: "t", host: "2001:db8::7").fault?.contains("host") == true)
  }

  @Test("a proxy's 'lr' is said once, by libre")
  func proxy() {
    var trunk = SIPTrunkConfiguration(name: "t", host: "10.0.0.1")
    #expect(trunk.route == nil)
    for proxy in ["sip:10.0.0.2;lr", "sip:10.0.0.2", "sip:10.0.0.2;lr=on"] {
      trunk.outboundProxy = proxy
      #expect(trunk.route == "sip:10.0.0.2")
    }
    trunk.outboundProxy = "sip:10.0.0.2:5061;transport=tls;lr"
    #expect(trunk.route == "sip:10.0.0.2:5061;transport=tls")
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
