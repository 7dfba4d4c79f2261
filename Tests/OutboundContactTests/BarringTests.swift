// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// Do not call, and cancel, without a record.
struct BarringTests {
  /// A1 has record 1 in hand, A2 record 2, of customer c-2.
  private static func floor() -> Floor {
    var second = Floor.record(2)
    second.custom[Record.customerIDField] = "c-2"
    var floor = Floor([Floor.record(1), second, Floor.record(3)])
    floor.start(agents: "A1", "A2")
    floor.connect("a1")
    floor.connect("a2")
    floor.clear()
    return floor
  }

  @Test(arguments: [DesktopRequest.Kind.doNotCall, .recordCancel])
  func `a number is barred, and whoever has a record of it is told`(
    _ kind: DesktopRequest.Kind
  ) throws {
    var floor = Self.floor()
    let number = Floor.record(2).contactInfo
    // Who asks need have no record.
    floor.logIn("A3")
    floor.clear()
    floor.request("A3", kind, [DesktopKey.phone: .string("+" + number.digits)])
    let name = kind == .doNotCall ? "DoNotCallAcknowledge" : "RecordCancelAcknowledge"
    #expect(floor.told("A3") == [name])
    #expect(floor.told("A2") == ["RecordCancel"] && floor.told("A1").isEmpty)
    let dialed = try #require(PhoneNumber("+" + number.digits))
    #expect(floor.store.doNotCall == (kind == .doNotCall ? [dialed] : []))
    #expect(floor.store.cancelled == (kind == .doNotCall ? [] : [dialed]))
    floor.clear()
    floor.request("A1", kind, [DesktopKey.customerID: "c-2"])
    #expect(floor.told("A1") == [name] && floor.told("A2") == ["RecordCancel"])
  }

  @Test func `a record that the store has cancelled ends as that, and is not dialed`() {
    var floor = Floor([Floor.record(1), Floor.record(2)])
    floor.start()
    floor.machine.learn(.cancelled(recordID: 1))
    floor.ready("A1")
    #expect(floor.dials == ["a1"] && floor.attempt("a1").recordID == 2)
    #expect(floor.status(1) == .cancelled && floor.record(1).callResult == .cancelRecord)
    #expect(floor.notes.contains(.barred(recordID: 1)))
  }

  @Test func `another number of the customer that was cancelled is not called`() throws {
    let chain = (1...2).map { Floor.record($0, chain: 9, n: $0) }
    var floor = Floor.withPreview(chain)
    // The store said so when the call was to be made.
    floor.machine.learn(.cancelled(recordID: 2))
    floor.request("A1", .makeCall, record: 2)
    let error = try #require(floor.events("A1").last)
    #expect(error.attributes.integer("ErrorCode") == DesktopError.wrongState.rawValue)
    #expect(floor.dials.isEmpty && floor.attempt("a1").stage == .preview)
  }

  @Test(
    arguments: [
      ([:], .missingAttribute), ([DesktopKey.customerID: ""], .missingAttribute),
      ([DesktopKey.phone: "nobody"], .invalidValue),
      ([DesktopKey.phone: "2002", DesktopKey.chainAttribute: "AllChain"], .invalidValue),
      ([DesktopKey.phone: "2002", DesktopKey.campaignName: "autumn"], .unknownCampaign),
      ([DesktopKey.phone: "2002", DesktopKey.recordHandle: 99], .unknownRecord),
    ] as [(KeyValueList, DesktopError)])
  func `what names nobody is refused`(_ said: KeyValueList, _ error: DesktopError) throws {
    for kind in [DesktopRequest.Kind.doNotCall, .recordCancel] {
      var floor = Self.floor()
      floor.request("A1", kind, said)
      let event = try #require(floor.events("A1").last)
      #expect(event.name == "Error")
      #expect(event.attributes.integer(DesktopKey.errorNumber) == error.rawValue, "\(event)")
      #expect(floor.store.doNotCall.isEmpty && floor.store.cancelled.isEmpty)
    }
  }

  @Test func `the status comes with the group, and its description`() throws {
    var configuration = Floor.configuration()
    configuration.description = "Renewals of spring"
    var floor = Floor([Floor.record(1)], configuration)
    floor.start(agents: "A1")
    floor.clear()
    floor.request("A1", .campaignStatus)
    let events = floor.events("A1")
    #expect(events.map(\.name) == ["CampaignGroupAssigned", "CampaignStarted"])
    #expect(events.map(\.referenceID) == [nil, 7])
    for event in events {
      #expect(event.attributes.string(DesktopKey.campaignDescription) == "Renewals of spring")
      #expect(event.attributes.string(DesktopKey.campaignGroupName) == "spring")
    }
  }

  @Test func `a record is added to the list that is named, and has that list's name`() throws {
    var configuration = Floor.configuration()
    configuration.lists = [ListShare(name: "gold", share: 10), ListShare(name: "lead", share: 10)]
    var floor = Floor([Floor.record(1)], configuration)
    floor.start(agents: "A1")
    func added(_ list: KeyValueList.Value?) -> Record? {
      var said: KeyValueList = [
        DesktopKey.phone: "2099", DesktopKey.timeZoneName: "UTC",
        DesktopKey.callTime: 1_700_000_000,
      ]
      said.values[DesktopKey.callingList] = list
      floor.clear()
      floor.request("A1", .addRecord, said)
      for case .add(let record, _, _) in floor.effects { return record }
      return nil
    }
    #expect(added("lead")?.list == "lead")
    #expect(added(nil)?.list == "gold")
    #expect(added("lead")?.callTime == Date(timeIntervalSince1970: 1_700_000_000))
    #expect(added("silver") == nil)
    #expect(floor.events("A1").last?.attributes.integer(DesktopKey.errorNumber) == 9)
    var record = Floor.record(7)
    record.list = "lead"
    var other = Floor([record], configuration)
    other.start(agents: "A1")
    other.connect("a1")
    let data = try #require(other.events("A1").last?.userData)
    #expect(data.string(DesktopKey.callingList) == "lead")
  }
}
