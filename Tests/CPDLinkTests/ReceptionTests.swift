// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Testing

struct ReceptionTests {
  private let token = Token("secret")

  private func hello(_ id: Int, _ text: String = "secret", version: Int = 1) -> String {
    #"{"id":\#(id),"type":"hello","version":\#(version),"token":"\#(text)","name":"ocs"}"#
  }

  private func open() -> Reception {
    var reception = Reception.server(token: token)
    _ = reception.receive(.line(hello(1)))
    return reception
  }

  @Test func `the right hello is let in`() {
    var reception = Reception.server(token: token)
    let expected = CPDMessage.hello(Hello(token: token, name: "ocs"))
    #expect(reception.receive(.line(hello(1))) == .message(id: 1, expected))
    #expect(reception.receive(.line(#"{"id":2,"type":"ping"}"#)) == .message(id: 2, .ping))
  }

  @Test(arguments: [
    #"{"id":2,"type":"dial","attempt":"a","number":"1"}"#,
    #"{"id":2,"type":"transfer","attempt":"a","to":"1"}"#,
    #"{"id":2,"type":"engage","attempt":"e","to":"1"}"#,
    #"{"id":2,"type":"play","attempt":"a","message":"m"}"#,
    #"{"id":2,"type":"hangup","attempt":"a"}"#, #"{"id":2,"type":"query","attempt":"a"}"#,
  ])
  func `a server takes whatever an OCS has to ask`(_ line: String) {
    var reception = open()
    guard case .message(id: 2, _) = reception.receive(.line(line)) else {
      Issue.record("not taken")
      return
    }
  }

  @Test(arguments: [
    #"{"id":1,"type":"ping"}"#, #"{"id":1,"type":"dial","attempt":"a","number":"1"}"#,
    #"{"id":1,"type":"hello","version":1,"token":"wrong","name":"x"}"#,
    #"{"id":1,"type":"hello","version":2,"token":"wrong","name":"x"}"#,
    #"{"type":"ack","re":1}"#,
  ])
  func `before it everything else is unauthorized, and the connection ends`(_ line: String) {
    var reception = Reception.server(token: token)
    guard case .refuseAndClose(.reply(.error(_, let error))) = reception.receive(.line(line)) else {
      Issue.record("not refused")
      return
    }
    #expect(error.code == .unauthorized)
    #expect(error.closes)
  }

  @Test func `another version is told which one is spoken`() {
    var reception = Reception.server(token: token)
    #expect(
      reception.receive(.line(hello(1, version: 2)))
        == .refuseAndClose(.error(1, .version, "this side speaks version 1")))
  }

  @Test(
    arguments: [
      (LineFramer.Output.oversized, "oversized", nil), (.notText, "malformed", nil),
      (.line("nonsense"), "malformed", nil), (.line(#"{"id":2,"type":"fly"}"#), "unknown-type", 2),
      (.line(#"{"id":2,"type":"dial"}"#), "malformed", 2),
      (.line(#"{"id":1,"type":"ping"}"#), "out-of-order", 1),
      (.line(#"{"id":1,"type":"fly"}"#), "out-of-order", 1),
      (
        .line(#"{"id":2,"type":"hello","version":1,"token":"secret","name":"x"}"#), "unexpected", 2
      ),
      (
        .line(
          #"{"id":2,"type":"progress","attempt":"a","line":"l","state":"ringing","at_s":1}"#),
        "unexpected", 2
      ),
    ] as [(LineFramer.Output, String, Int?)])
  func `after it each fault gets its error and nothing ends`(
    _ output: LineFramer.Output, _ code: String, _ id: Int?
  ) {
    var reception = open()
    guard case .refuse(.reply(.error(let re, let error))) = reception.receive(output) else {
      Issue.record("not refused")
      return
    }
    #expect(error.code.rawValue == code)
    #expect(re == id)
    #expect(reception.receive(.line(#"{"id":9,"type":"ping"}"#)) == .message(id: 9, .ping))
  }

  @Test func `ids grow, gaps or not, and a fault takes its id`() {
    var reception = open()
    #expect(reception.receive(.line(#"{"id":5,"type":"ping"}"#)) == .message(id: 5, .ping))
    let duplicate = CPDLine.error(5, .outOfOrder, "ids grow; the last one was 5")
    #expect(reception.receive(.line(#"{"id":5,"type":"ping"}"#)) == .refuse(duplicate))
    _ = reception.receive(.line(#"{"id":6,"type":"fly"}"#))
    let late = CPDLine.error(6, .outOfOrder, "ids grow; the last one was 6")
    #expect(reception.receive(.line(#"{"id":6,"type":"ping"}"#)) == .refuse(late))
    #expect(reception.receive(.line(#"{"id":7,"type":"ping"}"#)) == .message(id: 7, .ping))
  }

  @Test func `a client takes results without a hello and no dials`() throws {
    var reception = Reception.client()
    let result = CPDMessage.result(.busy(attempt: "a"))
    let text = try CPDLine.message(id: 1, result).encoded()
    #expect(reception.receive(.line(text)) == .message(id: 1, result))
    let dial = CPDLine.message(id: 2, .dial(CallRequest(attempt: "a", number: "1")))
    let event = reception.receive(.line(try dial.encoded()))
    #expect(event == .refuse(.error(2, .unexpected, "this side takes no dial")))
    let ack = #"{"type":"ack","re":3}"#
    #expect(reception.receive(.line(ack)) == .reply(.ack(re: 3, .plain)))
  }
}
