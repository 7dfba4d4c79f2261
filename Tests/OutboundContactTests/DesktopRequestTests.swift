// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct DesktopRequestTests {
  private func request(_ json: String) throws -> DesktopRequest {
    try JSONDecoder().decode(DesktopRequest.self, from: Data(json.utf8))
  }

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test func `an outbound request is read under Genesys' keys`() throws {
    let request = try request(
      """
      {"GSW_AGENT_REQ_TYPE":"UpdateCallCompletionStats","GSW_REFERENCE_ID":7,"GSW_APPLICATION_ID":1,
       "GSW_CAMPAIGN_NAME":"spring","GSW_RECORD_HANDLE":12,"GSW_CALL_RESULT":33,"age":41,"vip":true,
       "rate":1.5,"nothing":null}
      """)
    #expect(request.kind == .updateCallCompletionStats && request.referenceID == 7)
    #expect(request.recordHandle == 12)
    #expect(request.attributes.integer("GSW_CALL_RESULT") == 33)
    #expect(request.attributes.custom == ["age": "41", "vip": "true", "rate": "1.5"])
  }

  @Test func `integers may come as strings`() throws {
    let request = try request(
      #"{"GSW_AGENT_REQ_TYPE":"RecordProcessed","GSW_REFERENCE_ID":"8","GSW_RECORD_HANDLE":"12"}"#)
    #expect(request.referenceID == 8 && request.recordHandle == 12)
  }

  @Test func `call control is read under T-Lib's names`() throws {
    let request = try request(
      #"{"Request":"RequestAgentLogin","ReferenceID":1,"AgentID":"a1","Place":9001,"Token":"t"}"#)
    #expect(request.kind == .agentLogin && request.referenceID == 1)
    #expect(request.agent == "a1" && request.place == "9001" && request.token == "t")
    #expect(request.attributes.custom.isEmpty)
  }

  @Test func `an unknown name is kept, and both names of a cancel are one kind`() throws {
    #expect(try request(#"{"GSW_AGENT_REQ_TYPE":"Dance"}"#).kind == nil)
    #expect(try request(#"{"GSW_AGENT_REQ_TYPE":"Dance"}"#).name == "Dance")
    for name in ["RecordCancel", "RequestRecordCancel"] {
      #expect(try request(#"{"GSW_AGENT_REQ_TYPE":"\#(name)"}"#).kind == .recordCancel)
    }
  }

  @Test(arguments: [
    "{}", #"{"GSW_RECORD_HANDLE":1}"#, #"{"GSW_AGENT_REQ_TYPE":["x"]}"#, "[]", "7",
    #"{"GSW_AGENT_REQ_TYPE":"X","data":{"a":1}}"#,
  ])
  func `what is no request throws`(json: String) {
    #expect(throws: DecodingError.self) { try request(json) }
  }

  @Test(arguments: DesktopRequest.Kind.allCases)
  func `a request comes back as it was sent`(kind: DesktopRequest.Kind) throws {
    let sent = DesktopRequest(
      kind, referenceID: 3, attributes: [DesktopKey.recordHandle: 5, "x": "y"])
    #expect(try request(json(sent)) == sent)
    #expect(try json(sent).contains(kind.isCallControl ? "\"Request\":" : "GSW_AGENT_REQ_TYPE"))
  }

  @Test func `a description gives away neither token nor number`() throws {
    let request = try request(
      #"{"Request":"RequestAgentLogin","AgentID":"a1","Token":"secret","GSW_PHONE":"5550142"}"#)
    #expect(request.description == "RequestAgentLogin agent a1")
  }

  // MARK: Events

  @Test func `events travel under the key of their family`() throws {
    #expect(
      try json(
        DesktopEvent(
          "RecordProcessedAcknowledge", referenceID: 7, attributes: [DesktopKey.recordHandle: 12]))
        == #"{"GSW_RECORD_HANDLE":12,"GSW_REFERENCE_ID":7,"GSW_USER_EVENT":"RecordProcessedAcknowledge"}"#
    )
    let established = DesktopEvent(
      "EventEstablished", attributes: ["ConnID": "g"], userData: [DesktopKey.recordHandle: 12])
    let text = try json(established)
    #expect(
      text == #"{"ConnID":"g","Event":"EventEstablished","UserData":{"GSW_RECORD_HANDLE":12}}"#)
    #expect(try JSONDecoder().decode(DesktopEvent.self, from: Data(text.utf8)) == established)
  }

  @Test func `a refusal is an error of the request's family, with its reference`() throws {
    let update = DesktopRequest(
      .recordProcessed, referenceID: 4,
      attributes: [DesktopKey.recordHandle: 2, "custom": "left out"])
    #expect(
      try json(DesktopEvent.refusal(of: update, .unknownRecord, "no such record"))
        == #"{"GSW_ERROR":"no such record","GSW_ERROR_NUMBER":6,"GSW_RECORD_HANDLE":2,"#
        + #""GSW_REFERENCE_ID":4,"GSW_USER_EVENT":"Error"}"#)
    #expect(
      try json(DesktopEvent.refusal(of: DesktopRequest(.agentReady, referenceID: 5), .wrongState))
        == #"{"ErrorCode":10,"ErrorMessage":"Not in this state","Event":"EventError","ReferenceID":5}"#
    )
  }

  @Test func `error numbers are one each, with a text`() {
    #expect(Set(DesktopError.allCases.map(\.text)).count == DesktopError.allCases.count)
  }
}
