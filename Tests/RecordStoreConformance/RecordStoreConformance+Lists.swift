// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Synchronization
import Testing

/// Lists, in and out, and what is drawn from them; the do-not-call list.
extension RecordStoreConformance {
  static let lists: [StoreCheck] = [
    StoreCheck("what a source throws leaves nothing", whatASourceThrowsLeavesNothing),
    StoreCheck("a list goes out as it came in", aListGoesOutAsItCameIn),
    StoreCheck("lists give in proportion to their shares", listsGiveByShare),
    StoreCheck("a list without a share gives nothing", noShareGivesNothing),
    StoreCheck("types come by their priority", typesComeByPriority),
    StoreCheck("only what passes the filter comes", onlyWhatPassesComes),
    StoreCheck("an earlier number that is imported later comes first", anEarlierNumberComesFirst),
    StoreCheck("who is on the do-not-call list is not dialed", whoIsListedIsNotDialed),
    StoreCheck(
      "who is cancelled for a campaign is not dialed by it",
      whoIsCancelledIsNotDialedByThatCampaign),
    StoreCheck("the do-not-call list holds each once", theListHoldsEachOnce),
    StoreCheck("who asks an agent not to be called is on the list", whoAsksIsListed),
    StoreCheck("what an agent looks at is not dialed when it is listed", previewIsNotDialed),
    StoreCheck("a call that is up when it is listed goes to its end", aPreviewCallGoesToItsEnd),
    StoreCheck(
      "a chain that is assigned is dialed by its new campaign", anAssignedChainIsTheOthers),
    StoreCheck("one of many commits fails by itself", oneOfManyCommitsFails),
  ]

  private struct Broken: Error {}

  private struct BrokenSource: RecordSource {
    var left = 3
    mutating func next() throws -> [Record]? {
      left -= 1
      guard left > 0 else { throw Broken() }
      return [Rows.record(left)]
    }
    func place(of record: Record) -> String { "somewhere" }
  }

  static func whatASourceThrowsLeavesNothing(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      await #expect(throws: (any Error).self) { try await store.importList(from: BrokenSource()) }
      #expect(try await store.status(campaign: "spring").total == 0)
      #expect(try await store.lists(campaign: "spring").isEmpty)
      #expect(try await store.importList(from: RowSource([Rows.record(1)])) == 1)
    }
  }

  private struct Collector: RecordSink {
    let take: @Sendable ([String]?, [Record]) -> Void
    func begin(customFields: [String]) { take(customFields, []) }
    func take(_ records: [Record]) { take(nil, records) }
  }

  static func aListGoesOutAsItCameIn(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      var records = (1...2500).map { Rows.record($0, list: $0 % 2 == 0 ? "even" : "odd") }
      records[7].custom = ["city": "Rome", "a b": "1"]
      records[8].custom = ["zone": "x"]
      try await store.importList(records)
      let box = Box()
      let count = try await store.exportList(
        campaign: "spring", list: nil, into: Collector { box.add($0, $1) })
      #expect(count == 2500 && box.records == records)
      #expect(box.fields == ["a b", "city", "zone"])
      #expect(try await store.lists(campaign: "spring") == ["even", "odd"])
      #expect(try await store.campaigns() == ["spring"])
      #expect(try await store.nextRecordID() == 2501)
      let odd = Box()
      _ = try await store.exportList(
        campaign: "spring", list: "odd", into: Collector { odd.add($0, $1) })
      #expect(odd.records.map(\.recordID) == Array(stride(from: 1, through: 2499, by: 2)))
      #expect(odd.fields == ["zone"])
    }
  }

  static func listsGiveByShare(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList(
        (1...60).map { Rows.record($0, list: ["a", "b", "c"][$0 % 3]) })
      let shares = [ListShare(name: "a", share: 30), ListShare(name: "b", share: 10)]
      var drawn: [String] = []
      for _ in 0..<16 {
        let fetched = try await store.fetchChains(
          FetchOrder(campaign: "spring", now: Rows.noon, limit: 1, lists: shares))
        drawn += fetched.chains.map(\.current.list)
      }
      #expect(drawn.count { $0 == "a" } == 12 && drawn.count { $0 == "b" } == 4, "\(drawn)")
      // What one list does not have the other gives.
      let rest = try await store.fetchChains(
        FetchOrder(campaign: "spring", now: Rows.noon, limit: 100, lists: shares))
      #expect(rest.chains.count == 24 && rest.nextDue == nil)
    }
  }

  static func noShareGivesNothing(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1, list: "a"), Rows.record(2, list: "b")])
      let fetched = try await store.fetchChains(
        FetchOrder(
          campaign: "spring", now: Rows.noon, limit: 9,
          lists: [ListShare(name: "a", share: 0), ListShare(name: "b")]))
      #expect(fetched.chains.map(\.id) == [2])
    }
  }

  static func typesComeByPriority(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([
        Rows.record(1), Rows.record(2, type: .campaignRescheduled, due: -5),
        Rows.record(3, type: .campaignCallBack, due: -9),
        Rows.record(4, type: .personalCallBack, due: -1), Rows.record(5),
      ])
      let fetched = try await store.fetchChains(
        FetchOrder(
          campaign: "spring", now: Rows.noon, limit: 9,
          priority: RecordPriority([[.general], [.campaignRescheduled, .personalCallBack]])))
      #expect(fetched.chains.map(\.id) == [1, 5, 2, 4, 3])
    }
  }

  static func onlyWhatPassesComes(kind: any StoreKind) async throws {
    let conditions = [
      "attempt < 2", "city = Rome", "city != 'Rome'", "age >= 40", "age < 40", "call_result = 6",
      "tz = UTC", "chain_n = 0", "age != 7", "none = ''", "city > M",
    ]
    var records = (1...24).map { Rows.record($0) }
    for index in records.indices {
      records[index].attempt = index % 4
      records[index].custom = [
        "city": ["Rome", "Bonn", "", "Pisa"][index % 4], "age": "\(index * 5)",
      ]
      if index % 5 == 0 { records[index].custom["age"] = "unknown" }
      if index % 3 == 0 { records[index].callResult = .busy }
    }
    for text in conditions {
      let filter = RecordFilter([try #require(RecordFilter.Condition(text))])
      let list = records
      try await kind.withStore { store async throws in
        try await store.importList(list)
        let fetched = try await store.fetchChains(
          FetchOrder(campaign: "spring", now: Rows.noon, limit: 100, filter: filter))
        #expect(fetched.chains.map(\.id) == list.filter(filter.passes).map(\.recordID), "\(text)")
        #expect(fetched.nextDue == nil, "what does not pass is never due: \(text)")
      }
    }
  }

  static func anEarlierNumberComesFirst(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1, chain: 1, n: 5)])
      try await store.importList([Rows.record(2, chain: 1, n: 2)])
      try await store.importList([Rows.record(3, chain: 1, n: 1, status: .updated)])
      #expect(try await store.chains() == [[2, 1]])
    }
  }

  static func whoIsListedIsNotDialed(kind: any StoreKind) async throws {
    try await kind.withFolder { folder async throws in
      let store = try await kind.open(in: folder)
      var customer = Rows.record(2)
      customer.custom = [Record.customerIDField: "c-17"]
      try await store.importList([Rows.record(1), customer, Rows.record(3)])
      try await store.addDoNotCall([.phone(Rows.record(1).contactInfo), .customer("c-17")])
      let again = try await kind.open(in: folder)
      for id in [1, 2] {
        let fault = await again.fault {
          try await $0.commit([.attemptOpened(Rows.attempt("a\(id)", on: id))])
        }
        #expect(fault == .doNotCall(recordID: id))
      }
      #expect(try await again.attempts(campaign: "spring").isEmpty)
      try await again.commit([.attemptOpened(Rows.attempt("a3", on: 3))])
    }
  }

  static func whoIsCancelledIsNotDialedByThatCampaign(kind: any StoreKind) async throws {
    try await kind.withFolder { folder async throws in
      let store = try await kind.open(in: folder)
      var customer = Rows.record(2)
      customer.custom = [Record.customerIDField: "c-17"]
      // The number of record 1 in another campaign too.
      var elsewhere = Rows.record(5, campaign: "autumn")
      elsewhere.contactInfo = Rows.record(1).contactInfo
      try await store.importList([Rows.record(1), customer, Rows.record(3), elsewhere])
      try await store.commit([
        .cancelled(campaign: "spring", Rows.record(1).contactInfo, customerID: "c-17"),
        .cancelled(campaign: "spring", nil, customerID: nil),
      ])
      let again = try await kind.open(in: folder)
      for id in [1, 2] {
        let fault = await again.fault {
          try await $0.commit([.attemptOpened(Rows.attempt("a\(id)", on: id))])
        }
        #expect(fault == .cancelled(recordID: id))
      }
      try await again.commit([
        .attemptOpened(Rows.attempt("a3", on: 3)),
        .attemptOpened(Rows.attempt("b5", on: 5, campaign: "autumn")),
      ])
      // Who is on the list of all is told as that.
      try await again.addDoNotCall([.phone(Rows.record(1).contactInfo)])
      let fault = await again.fault {
        try await $0.commit([.attemptOpened(Rows.attempt("a1", on: 1))])
      }
      #expect(fault == .doNotCall(recordID: 1))
    }
  }

  static func theListHoldsEachOnce(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      let number = try #require(PhoneNumber("+15550100042"))
      let bare = try #require(PhoneNumber("15550100042"))
      #expect(try await store.addDoNotCall([.phone(number), .phone(number), .customer("x")]) == 2)
      #expect(try await store.addDoNotCall([.phone(bare), .customer("y")]) == 1)
      #expect(try await store.doNotCallCount() == DoNotCallCount(phones: 1, customers: 2))
      let asked: [DoNotCallEntry] = [
        .customer("15550100042"), .phone(bare), .customer("y"), .customer("z"),
      ]
      #expect(try await store.doNotCall(among: asked) == [.phone(bare), .customer("y")])
    }
  }

  static func whoAsksIsListed(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      var record = Rows.record(1)
      record.custom = [Record.customerIDField: "c-1"]
      try await store.importList([record, Rows.record(2)])
      try await store.commit([.doNotCall(record.contactInfo, customerID: "c-1")])
      try await store.commit([.doNotCall(nil, customerID: "c-2"), .doNotCall(nil, customerID: nil)])
      #expect(
        try await store.doNotCall(among: record.doNotCallEntries) == record.doNotCallEntries)
      #expect(try await store.doNotCallCount() == DoNotCallCount(phones: 1, customers: 2))
    }
  }

  /// Record 1 in an agent's hands.
  private static func preview(in store: some ListStore) async throws -> Attempt {
    try await store.importList([Rows.record(1)])
    let attempt = Attempt(
      id: "p1", recordID: 1, chainID: 1, campaign: "spring", number: 1, startedAt: Rows.noon,
      mode: .preview, stage: .preview, agent: "A1")
    try await store.commit([.attemptOpened(attempt)])
    return attempt
  }

  static func previewIsNotDialed(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      var attempt = try await preview(in: store)
      try await store.addDoNotCall([.phone(Rows.record(1).contactInfo)])
      attempt.stage = .dialing
      let dialing = attempt
      let fault = await store.fault { try await $0.commit([.attemptChanged(dialing)]) }
      #expect(fault == .doNotCall(recordID: 1))
      attempt.stage = .neverDialed
      attempt.closedAt = Rows.noon
      try await store.commit([.attemptChanged(attempt)])
    }
  }

  static func aPreviewCallGoesToItsEnd(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      var attempt = try await preview(in: store)
      attempt.stage = .dialing
      try await store.commit([.attemptChanged(attempt)])
      try await store.addDoNotCall([.phone(Rows.record(1).contactInfo)])
      attempt.result = AttemptResult(callResult: .noAnswer)
      try await store.commit([.attemptChanged(attempt)])
      let stored = try await store.attempts(campaign: "spring")
      #expect(stored.map(\.result?.callResult) == [.noAnswer] && stored[0].stage == .dialing)
    }
  }

  static func anAssignedChainIsTheOthers(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      // The other campaign has a chain of the same number.
      try await store.importList([
        Rows.record(1, chain: 5, n: 0), Rows.record(2, chain: 5, n: 1),
        Rows.record(3, chain: 5, campaign: "vip"),
      ])
      #expect(try await store.chains() == [[1, 2]])
      var assigned = (1...2).map { Rows.record($0, chain: 5, n: $0 - 1) }
      for index in assigned.indices { assigned[index].campaign = "vip" }
      try await store.commit([.chainAssigned(assigned)])
      #expect(try await store.chains().isEmpty)
      #expect(try await store.chains(campaign: "vip").sorted { $0[0] < $1[0] } == [[1, 2], [3]])
      #expect(try await store.lists(campaign: "vip") == ["spring", "vip"])
    }
  }

  static func oneOfManyCommitsFails(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList((1...60).map { Rows.record($0) })
      let failed = await withTaskGroup(of: Int?.self) { group in
        for id in 1...60 {
          group.addTask {
            // Every tenth is none of a record that exists.
            let record = id % 10 == 0 ? 1000 + id : id
            let fault = await store.fault {
              try await $0.commit([
                .attemptOpened(Rows.attempt("a\(id)", on: record)),
                .recordChanged(Rows.record(record, status: .retrieved)),
              ])
            }
            return fault == nil ? nil : id
          }
        }
        return await group.reduce(into: [Int]()) { if let id = $1 { $0.append(id) } }
      }
      #expect(failed.sorted() == [10, 20, 30, 40, 50, 60])
      let recovery = try await store.recovery(campaign: "spring")
      #expect(recovery.openAttempts.count == 54 && recovery.records.count == 54)
    }
  }
}

/// What a sink was given.
private final class Box: Sendable {
  private let contents = Mutex((fields: [String](), records: [Record]()))
  var fields: [String] { contents.withLock { $0.fields } }
  var records: [Record] { contents.withLock { $0.records } }

  func add(_ fields: [String]?, _ records: [Record]) {
    contents.withLock {
      if let fields { $0.fields = fields }
      $0.records += records
    }
  }
}

private struct RowSource: RecordSource {
  var records: [Record]?
  init(_ records: [Record]) { self.records = records }
  mutating func next() -> [Record]? {
    defer { records = nil }
    return records
  }
  func place(of record: Record) -> String { "record \(record.recordID)" }
}
