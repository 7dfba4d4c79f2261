// SPDX-License-Identifier: GPL-3.0-or-later
import Desk
import Foundation
import OutboundContact
import Testing

/// The page of the socket says what is so.
struct DeskPageTests {
  private static let examples: [String] = {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Desk/Desk.docc/Desk.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("{") }
  }()

  @Test func `the page has examples`() { #expect(Self.examples.count >= 30) }

  @Test(arguments: examples) func `an example parses and means the same when written again`(
    _ line: String
  ) throws {
    let data = Data(line.utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
    let again: Data
    if object["Request"] != nil || object["GSW_AGENT_REQ_TYPE"] != nil {
      let request = try JSONDecoder().decode(DesktopRequest.self, from: data)
      #expect(request.kind != nil)
      again = try JSONEncoder().encode(request)
    } else if let event = MonitorEvent(line: line) {
      let encoder = JSONEncoder()
      encoder.dateEncodingStrategy = .iso8601
      again = try encoder.encode(event)
    } else {
      again = try JSONEncoder().encode(JSONDecoder().decode(DesktopEvent.self, from: data))
    }
    #expect(try JSONSerialization.jsonObject(with: again) as? NSDictionary == object)
  }

  @Test func `every request has an example`() {
    let requests = Self.examples.compactMap {
      try? JSONDecoder().decode(DesktopRequest.self, from: Data($0.utf8)).kind
    }
    #expect(Set(DesktopRequest.Kind.allCases).subtracting(requests) == [])
  }

  @Test func `every event and every acknowledgement has an example`() {
    let acknowledged = DesktopRequest.Kind.allCases.filter {
      ![.campaignStatus, .previewRecord, .chainedRecord].contains($0) && !$0.isCallControl
    }
    let names =
      [
        DesktopEvent.Name.agentLogin, DesktopEvent.Name.agentReady, DesktopEvent.Name.agentNotReady,
        DesktopEvent.Name.agentLogout, DesktopEvent.Name.engaged, DesktopEvent.Name.dialing,
        DesktopEvent.Name.ringing, DesktopEvent.Name.established, DesktopEvent.Name.released,
        DesktopEvent.Name.abandoned, DesktopEvent.Name.attachedDataChanged,
        DesktopEvent.Name.callControlError, DesktopEvent.Name.error,
        DesktopEvent.Name.campaignLoaded, DesktopEvent.Name.campaignUnloaded,
        DesktopEvent.Name.campaignStarted,
        DesktopEvent.Name.campaignGroupAssigned, DesktopEvent.Name.campaignStopped,
        DesktopEvent.Name.campaignModeChanged,
        DesktopEvent.Name.previewRecord, DesktopEvent.Name.previewRecordEmpty,
        DesktopEvent.Name.chainedRecord, DesktopEvent.Name.chainedRecordsDataEnd,
        DesktopEvent.Name.scheduledCall, DesktopEvent.Name.recordCancel, MonitorEvent.subscribed,
      ]
      + acknowledged.map {
        ($0 == .recordCancel ? "RecordCancel" : $0.rawValue) + "Acknowledge"
      }
    let events = Self.examples.compactMap {
      try? JSONDecoder().decode(DesktopEvent.self, from: Data($0.utf8)).name
    }
    #expect(Set(names).subtracting(events) == [])
  }

  @Test func `every error number is on the page`() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Desk/Desk.docc/Desk.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let errors = try #require(text.components(separatedBy: "## Errors").last)
    for error in DesktopError.allCases {
      #expect(errors.contains("\(error.rawValue) "), "\(error)")
    }
  }
}
