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

  @Test func `every request of the thin desk has an example`() {
    let kinds: [DesktopRequest.Kind] = [
      .agentLogin, .agentReady, .agentNotReady, .agentLogout, .releaseCall, .monitorLines,
      .updateCallCompletionStats, .recordProcessed, .recordReschedule, .doNotCall, .recordCancel,
    ]
    let requests = Self.examples.compactMap {
      try? JSONDecoder().decode(DesktopRequest.self, from: Data($0.utf8)).kind
    }
    #expect(Set(kinds).isSubset(of: Set(requests)))
  }

  @Test func `every event of the thin desk has an example`() {
    let names = [
      DesktopEvent.Name.agentLogin, DesktopEvent.Name.agentReady, DesktopEvent.Name.agentNotReady,
      DesktopEvent.Name.agentLogout, DesktopEvent.Name.ringing, DesktopEvent.Name.established,
      DesktopEvent.Name.released, DesktopEvent.Name.abandoned, DesktopEvent.Name.callControlError,
      DesktopEvent.Name.error, MonitorEvent.subscribed,
    ]
    let events = Self.examples.compactMap {
      try? JSONDecoder().decode(DesktopEvent.self, from: Data($0.utf8)).name
    }
    #expect(Set(names).isSubset(of: Set(events)))
  }
}
