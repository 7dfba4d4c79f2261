// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import CPDLink
import Calls
import Detection
import Testing

struct CPDLineTests {
  private func fault(_ text: String) -> CPDFault? {
    do throws(CPDFault) {
      _ = try CPDLine(parsing: text)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      ("", "malformed", nil), ("[]", "malformed", nil), ("7", "malformed", nil),
      (#"{"id":1,"type":"ping"} x"#, "malformed", nil),
      (#"{"type":"ping"}"#, "malformed", nil),
      (#"{"id":0,"type":"ping"}"#, "malformed", nil),
      (#"{"id":"1","type":"ping"}"#, "malformed", nil),
      (#"{"id":1e300,"type":"ping"}"#, "malformed", nil),
      (#"{"id":4}"#, "malformed", 4),
      (#"{"id":4,"type":7}"#, "malformed", 4),
      (#"{"id":4,"type":"dail"}"#, "unknown-type", 4),
      (#"{"id":4,"type":"dial","attempt":"a"}"#, "malformed", 4),
      (#"{"id":4,"type":"dial","attempt":"","number":"1"}"#, "malformed", 4),
      (#"{"id":4,"type":"dial","attempt":"a","number":1}"#, "malformed", 4),
      (#"{"id":4,"type":"dial","attempt":"a","number":"1","profile":7}"#, "malformed", 4),
      (#"{"id":4,"type":"hello","version":1,"name":"x"}"#, "malformed", 4),
      (#"{"type":"ack"}"#, "malformed", nil),
      (#"{"type":"ack","re":1,"state":"flying"}"#, "malformed", nil),
      (#"{"type":"error","re":1}"#, "malformed", nil),
      (
        #"{"id":4,"type":"progress","attempt":"a","line":"l","state":"ringing","at_s":1e300}"#,
        "malformed", 4
      ),
    ] as [(String, String, Int?)])
  func `a line that cannot be acted upon says why`(_ text: String, _ code: String, _ id: Int?) {
    #expect(fault(text)?.error.code.rawValue == code)
    #expect(fault(text)?.id == id)
  }

  @Test func `the text of an error says where and repeats nothing`() {
    let dial = fault(#"{"id":4,"type":"dial","attempt":"a","number":4420718}"#)
    #expect(dial?.error.text == "dial: number is of the wrong kind")
    let missing = fault(#"{"id":4,"type":"dial","attempt":"a"}"#)
    #expect(missing?.error.text == "dial: number is missing")
  }

  @Test func `an attempt of 128 bytes is taken and one of 129 is not`() {
    let fits = String(repeating: "a", count: 128)
    #expect(fault(#"{"id":1,"type":"query","attempt":"\#(fits)"}"#) == nil)
    #expect(fault(#"{"id":1,"type":"query","attempt":"\#(fits)a"}"#) != nil)
  }

  @Test func `a dial without its optional keys has the profile's defaults`() throws {
    let line = try CPDLine(parsing: #"{"id":1,"type":"dial","attempt":"a","number":"123"}"#)
    #expect(line == .message(id: 1, .dial(CallRequest(attempt: "a", number: "123"))))
  }

  @Test func `an unknown error code and unknown keys are taken`() throws {
    let line = try CPDLine(parsing: #"{"type":"error","re":3,"code":"moonrise","new":[1]}"#)
    #expect(line == .error(3, CPDError.Code(rawValue: "moonrise"), ""))
  }

  @Test func `a result too long for a line goes without its evidence`() throws {
    var outcome = CallOutcome.busy(attempt: "a")
    outcome.events = [
      CallEvent(.tone, at: outcome.decidedAt, name: String(repeating: "x", count: 70_000))
    ]
    let text = try CPDLine.message(id: 1, .result(outcome)).encoded()
    #expect(text.utf8.count <= LineFramer.limit)
    outcome.events = []
    #expect(try CPDLine(parsing: text) == .message(id: 1, .result(outcome)))
  }

  @Test func `another line too long for a line is not written`() {
    let name = String(repeating: "x", count: 70_000)
    let line = CPDLine.message(id: 1, .hello(Hello(token: Token("t"), name: name)))
    let error = #expect(throws: CPDError.self) { try line.encoded() }
    #expect(error?.code == .oversized)
  }

  @Test func `what is no number does not stop a result`() throws {
    var outcome = CallOutcome.busy(attempt: "a")
    outcome.confidence = .nan
    outcome.events[0].level?.dBm0 = -.infinity
    outcome.events[0].frequencies = [.nan, 480]
    let text = try CPDLine.message(id: 1, .result(outcome)).encoded()
    #expect(text.contains(#""frequencies_hz":[480]"#))
    #expect(!text.contains("level_dbm0"))
  }

  @Test(arguments: 0..<300)
  func `garbage is a fault, never a crash`(_ seed: UInt64) {
    var random = Seeded(state: seed)
    let example = CPDLinkPageTests.examples.randomElement(using: &random) ?? "{}"
    var bytes = Array(example.utf8)
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: index)
      case 2: bytes.insert(contentsOf: Array("9e999".utf8), at: index)
      default: bytes.insert(contentsOf: bytes.shuffled(using: &random).prefix(7), at: index)
      }
      if bytes.isEmpty { bytes = [0x7B] }
    }
    var reception = Reception.client()
    var framer = LineFramer()
    var lines: [LineFramer.Output] = []
    framer.consume((bytes + [0x0A]).span, into: &lines)
    for line in lines {
      if case .refuseAndClose = reception.receive(line) { Issue.record("closed by garbage") }
    }
  }

  @Test func `brackets without end are malformed`() {
    let deep = String(repeating: "[", count: 60_000)
    #expect(fault(deep)?.error.code == .malformed)
    #expect(fault(#"{"id":1,"type":"ping","x":"# + deep)?.error.code == .malformed)
  }
}
