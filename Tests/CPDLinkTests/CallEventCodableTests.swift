// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Detection
import Foundation
import Testing

struct CallEventCodableTests {
  private func json(_ event: CallEvent) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(event), as: UTF8.self)
  }

  @Test func `an event has the documented keys, rounded`() throws {
    let event = CallEvent(
      .tone, at: SampleTime(samples: 161), end: SampleTime(seconds: 0.52), name: "busy",
      frequencies: [480.04, 619.96], level: Level(dBm0: -19.84), isProvisional: true,
      confidence: 0.98765, also: ["reorder"])
    #expect(
      try json(event) == """
        {"also":["reorder"],"at_s":0.02,"confidence":0.988,"end_s":0.52,"frequencies_hz":[480,620],\
        "kind":"tone","level_dbm0":-19.8,"name":"busy","provisional":true}
        """)
  }

  @Test func `what an event has not is not written`() throws {
    #expect(try json(CallEvent(.silence, at: .zero)) == #"{"at_s":0,"kind":"silence"}"#)
  }

  @Test func `minus nothing is nothing`() throws {
    let event = CallEvent(.tone, at: .zero, level: Level(dBm0: -0.04))
    #expect(try json(event) == #"{"at_s":0,"kind":"tone","level_dbm0":0}"#)
  }

  @Test(arguments: CallEvent.Kind.allCases)
  func `an event read is the event written`(_ kind: CallEvent.Kind) throws {
    let event = CallEvent(
      kind, at: SampleTime(seconds: 1.25), end: SampleTime(seconds: 2.5), name: "x",
      frequencies: [1100.5], level: Level(dBm0: -12.5), confidence: 0.5, also: ["y", "z"])
    let data = try JSONEncoder().encode(event)
    #expect(try JSONDecoder().decode(CallEvent.self, from: data) == event)
  }

  @Test(arguments: ["1e300", "-1e12", "\"1\"", "null"])
  func `a time that no call has is an error`(_ seconds: String) {
    let data = Data(#"{"at_s":\#(seconds),"kind":"beep"}"#.utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(CallEvent.self, from: data) }
  }
}
