// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// The examples of the page are true.
struct OutboundContactPageTests {
  private func example(_ language: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(
        path: "Sources/OutboundContact/OutboundContact.docc/OutboundContact.md"), encoding: .utf8)
    let block = try #require(page.components(separatedBy: "```\(language)\n").dropFirst().first)
    return try #require(block.components(separatedBy: "```").first)
  }

  @Test func `the list of the page can be imported`() throws {
    var list = CallingListImport(CallingListImport.Options(campaign: "spring"))
    try list.consume(Array(try example("csv").utf8).span)
    let records = try list.finish()
    #expect(records.map(\.chainID) == [1, 1, 2])
    #expect(records[0].custom == ["name": "Roe, J."])
    #expect(records[2].window == DailyWindow(from: 28_800, till: 64_800, timeZone: "Europe/Berlin"))
  }

  @Test func `the campaign of the page can be read`() throws {
    let configuration = try JSONDecoder().decode(
      CampaignConfiguration.self, from: Data(try example("json").utf8))
    #expect(configuration.treatments.treatments.count == 4)
    #expect(configuration.treatments.action(after: .busy, used: 3) == .retryIn(minutes: 20))
  }
}
