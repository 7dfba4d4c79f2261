// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// What Preview refuses.
struct PreviewRefusalTests {
  /// The reference's typical mistakes; the record is in A1's hands, and was called where `called`.
  static let mistakes: [(DesktopRequest.Kind, KeyValueList, Bool, DesktopError)] = [
    (.recordReject, [DesktopKey.recordHandle: 1], true, .wrongState),
    (.makeCall, [DesktopKey.recordHandle: 1], true, .wrongState),
    (.previewRecord, [:], false, .wrongState),
    (.previewOver, [:], false, .wrongState),
    (.logOut, [:], false, .wrongState),
    (.agentLogout, [:], false, .wrongState),
    (.updateCallCompletionStats, [DesktopKey.recordHandle: 77], false, .unknownRecord),
    (.chainedRecord, [DesktopKey.recordHandle: 77], false, .unknownRecord),
    (.previewStart, [DesktopKey.campaignName: "autumn"], false, .unknownCampaign),
    (.makeCall, [DesktopKey.recordHandle: 77], false, .unknownRecord),
  ]

  @Test(arguments: mistakes)
  func `a typical mistake has its error`(
    kind: DesktopRequest.Kind, attributes: KeyValueList, called: Bool, error: DesktopError
  ) throws {
    var floor = Floor.withPreview()
    if called {
      floor.request("A1", .makeCall, record: 1)
      floor.send(.progress(attempt: "a1", state: "answered"))
      floor.send(.released(attempt: "a1", cause: "remote"))
    }
    let before = floor.store.attempts
    floor.clear()
    floor.request("A1", kind, attributes)
    let event = try #require(floor.events("A1").last)
    let number =
      event.attributes.integer("GSW_ERROR_NUMBER") ?? event.attributes.integer("ErrorCode")
    #expect(number == error.rawValue)
    #expect(floor.store.attempts == before)
  }

  @Test
  func `two desktops cannot have one record, and an update after the last word comes too late`()
    throws
  {
    var floor = Floor.withPreview()
    floor.logIn("A2")
    floor.request("A2", .previewStart)
    floor.request("A2", .recordProcessed, record: 1)
    #expect(
      floor.events("A2").last?.attributes.integer("GSW_ERROR_NUMBER")
        == DesktopError.notYourRecord.rawValue)
    floor.request("A1", .recordProcessed, record: 1)
    floor.request("A1", .updateCallCompletionStats, record: 1)
    #expect(
      floor.events("A1").last?.attributes.integer("GSW_ERROR_NUMBER")
        == DesktopError.unknownRecord.rawValue)
  }

  @Test func `a number that is not to be called cannot be called, nor outside its hours`() throws {
    var floor = Floor.withPreview()
    floor.request("A1", .doNotCall, record: 1)
    #expect(floor.store.doNotCall.map(\.digits) == ["2001"], "on the list with the acknowledgement")
    floor.machine.learn(.doNotCall(recordID: 1))
    floor.request("A1", .makeCall, record: 1)
    #expect(
      floor.events("A1").last?.attributes.integer("ErrorCode")
        == DesktopError.onDoNotCallList.rawValue)
    floor.request("A1", .recordProcessed, record: 1)
    #expect(floor.record(1).recordType == .noCall && floor.record(1).callResult == .doNotCall)

    var evening = Floor.withPreview(
      Floor.records(1, window: DailyWindow(from: 0, till: 12 * 3600 + 60, timeZone: "UTC")))
    evening.wait(61)
    evening.request("A1", .makeCall, record: 1)
    #expect(
      evening.events("A1").last?.attributes.integer("ErrorCode")
        == DesktopError.outsideHours.rawValue)
  }
}
