// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
import Calls
import Detection
import Foundation
import OCS
import OutboundContact
import SQLiteRecords
import Testing

/// The do-not-call list, looked into at every dial.
@Suite(.timeLimit(.minutes(1))) struct BarredTests {
  /// A running campaign of five records on disk, of which 4 is customer c-4's; its store, and the store's path.
  private func withFloor(
    _ body: (TestFloor, SQLiteRecords, String) async throws -> Void
  ) async throws {
    try await TestFloor.withDisk { store, path in
      var customer = try TestFloor.record(4)
      customer.custom[Record.customerIDField] = "c-4"
      try await store.importList(
        try (1...3).map(TestFloor.record) + [customer, try TestFloor.record(5)])
      try await TestFloor.run(over: store) { try await body($0, store, path) }
    }
  }

  @Test func `who is listed while the campaign runs, by anybody, is not dialed any more`()
    async throws
  {
    try await withFloor { floor, store, path in
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      let first = try await gateway.dial()
      // Another process adds to the list; every record is in this one's hands already.
      let other = try SQLiteRecords(path: path)
      try await other.addDoNotCall([
        .phone(try TestFloor.record(2).contactInfo), .customer("c-4"),
        .phone(try TestFloor.record(3).contactInfo),
      ])
      try await gateway.deliver(.result(CallOutcome(first.attempt, .busy)))
      let next = try await gateway.dial()
      #expect(next.number == (try TestFloor.record(5)).contactInfo.digits)
      let records = try await store.records(campaign: "spring")
      for record in records where (2...4).contains(record.recordID) {
        #expect(record.callResult == .doNotCall && record.recordStatus == .updated)
        #expect(record.attempt == 0)
      }
      #expect(try await store.attempts(campaign: "spring").count == 2)
    }
  }

  @Test func `several who are listed while nothing may be dialed are passed over together`()
    async throws
  {
    try await withFloor { floor, store, path in
      let gateway = try await floor.gateway.nextPeer()
      _ = try await floor.readyAgent("a1")
      guard case .message(let id, .dial(let first)) = try await gateway.next() else {
        Issue.record("no dial")
        return
      }
      #expect(first.number == (try TestFloor.record(1)).contactInfo.digits)
      let other = try SQLiteRecords(path: path)
      try await other.addDoNotCall(
        try (1...3).map { .phone(try TestFloor.record($0).contactInfo) } + [.customer("c-4")])
      // Dialing goes on with time alone: no event brings the room for it.
      try gateway.send(.error(id, .noFreeLine, "all lines are in use"))
      let next = try await gateway.dial()
      #expect(next.number == (try TestFloor.record(5)).contactInfo.digits)
      let records = try await store.records(campaign: "spring")
      #expect(records.prefix(4).allSatisfy { $0.callResult == .doNotCall })
    }
  }

  @Test func `who is cancelled by number or customer, without a record, is not dialed any more`()
    async throws
  {
    try await withFloor { floor, store, _ in
      let gateway = try await floor.gateway.nextPeer()
      let agent = try await floor.readyAgent("a1")
      let first = try await gateway.dial()
      let number = try TestFloor.record(2).contactInfo.digits
      try agent.ask(.recordCancel, [DesktopKey.phone: .string(number)])
      try await agent.expect("RecordCancelAcknowledge")
      try agent.ask(.recordCancel, [DesktopKey.customerID: "c-4"])
      try await agent.expect("RecordCancelAcknowledge")
      let third = try TestFloor.record(3).contactInfo.digits
      try agent.ask(.doNotCall, [DesktopKey.phone: .string(third)])
      try await agent.expect("DoNotCallAcknowledge")
      try await gateway.deliver(.result(CallOutcome(first.attempt, .busy)))
      let next = try await gateway.dial()
      #expect(next.number == (try TestFloor.record(5)).contactInfo.digits)
      let records = try await store.records(campaign: "spring")
      for record in records where record.recordID == 2 || record.recordID == 4 {
        #expect(record.callResult == .cancelRecord && record.recordStatus == .cancelled)
        #expect(record.attempt == 0)
      }
      #expect(records[2].callResult == .doNotCall && records[2].recordStatus == .updated)
    }
  }
}
