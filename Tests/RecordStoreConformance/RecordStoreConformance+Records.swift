// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import Testing

/// Records and attempts.
extension RecordStoreConformance {
  typealias Fault = RecordStoreError.Fault

  static let records: [StoreCheck] = [
    StoreCheck("a list comes back as it was imported", `a list comes back as it was imported`),
    StoreCheck("a list is imported whole or not at all", `a list is imported whole or not at all`),
    StoreCheck(
      "chains that are due come in order, and are Retrieved",
      `chains that are due come in order, and are Retrieved`),
    StoreCheck(
      "a fetch says when the next chain is due", `a fetch says when the next chain is due`),
    StoreCheck(
      "a chain comes whole, in its order, when its first open record is due",
      `a chain comes whole, in its order, when its first open record is due`),
    StoreCheck(
      "a chain in hand does not come again until it is put back",
      `a chain in hand does not come again until it is put back`),
    StoreCheck(
      "two who fetch at once never get the same chain",
      `two who fetch at once never get the same chain`),
    StoreCheck(
      "an attempt is stored with all that is known of it",
      `an attempt is stored with all that is known of it`),
    StoreCheck(
      "transitions are made together or not at all", `transitions are made together or not at all`),
    StoreCheck(
      "an attempt id is used once, and a chain has one open attempt",
      `an attempt id is used once, and a chain has one open attempt`),
    StoreCheck(
      "an attempt that has ended stays as it is", `an attempt that has ended stays as it is`),
    StoreCheck(
      "recovery finds what is open and what is in hand",
      `recovery finds what is open and what is in hand`),
    StoreCheck("attempts come oldest first", `attempts come oldest first`),
  ]

  // MARK: Lists

  static func `a list comes back as it was imported`(kind: any StoreKind) async throws {
    let full = Record(
      recordID: 7, chainID: 3, chainN: 2, contactInfo: try #require(PhoneNumber("+15550100042")),
      contactInfoType: .mobile, recordType: .personalRescheduled, recordStatus: .cancelled,
      callResult: .busy, attempt: 4, dialSchedTime: Rows.noon + 60, callTime: Rows.noon,
      window: DailyWindow(from: 0, till: 86_340, timeZone: "Asia/Tokyo"), agentID: "a1",
      campaign: "spring", treatmentsUsed: 2, custom: ["name": "Zoë \"Z\"", "": "x", "東京": ""])
    let list = [full, Rows.record(9), Rows.record(8, type: .campaignCallBack)]
    try await kind.withFolder { folder async throws in
      try await kind.open(in: folder).importList(list)
      let store = try await kind.open(in: folder)
      #expect(try await store.records(campaign: "spring") == list.sorted { $0.id < $1.id })
      #expect(try await store.records(campaign: "autumn").isEmpty)
    }
  }

  static func `a list is imported whole or not at all`(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1), Rows.record(2)])
      for bad in [
        [Rows.record(3), Rows.record(2)], [Rows.record(4), Rows.record(5, chain: 1)],
        [Rows.record(6), Rows.record(6, chain: 7)],
      ] {
        #expect(await store.fault { try await $0.importList(bad) } == Fault.conflict)
      }
      #expect(try await store.records(campaign: "spring").map(\.id) == [1, 2])
      try await store.importList([])
    }
  }

  // MARK: Fetching

  static func `chains that are due come in order, and are Retrieved`(kind: any StoreKind)
    async throws
  {
    try await kind.withStore { store async throws in
      try await store.importList([
        Rows.record(1, due: -10), Rows.record(2), Rows.record(3, due: -20),
        Rows.record(4, type: .campaignCallBack, due: 0), Rows.record(5, due: 1),
        Rows.record(6, type: .personalCallBack, due: -5),
        Rows.record(7, type: .campaignCallBack, due: 5), Rows.record(8),
        Rows.record(9, status: .updated), Rows.record(10, campaign: "autumn"),
      ])
      #expect(try await store.chains(limit: 3) == [[6], [4], [2]])
      #expect(try await store.chains() == [[8], [3], [1]])
      #expect(try await store.chains() == [])
      let retrieved = try await store.records(campaign: "spring").filter {
        $0.recordStatus == .retrieved
      }
      #expect(retrieved.map(\.id) == [1, 2, 3, 4, 6, 8])
      #expect(try await store.chains(at: 5) == [[7], [5]])
      #expect(try await store.chains(campaign: "autumn") == [[10]])
    }
  }

  static func `a fetch says when the next chain is due`(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      func next(_ at: Double, limit: Int) async throws -> Date? {
        try await store.fetchChains(
          FetchOrder(campaign: "spring", now: Rows.noon + at, limit: limit)
        ).nextDue
      }
      #expect(try await next(0, limit: 9) == nil)
      try await store.importList([
        Rows.record(1, due: -2), Rows.record(2, due: -1), Rows.record(3, due: 50),
        Rows.record(4, type: .campaignCallBack, due: 40), Rows.record(5, status: .updated),
      ])
      #expect(try await next(0, limit: 0) == Rows.noon - 2)
      #expect(try await next(0, limit: 1) == Rows.noon - 1)
      #expect(try await next(0, limit: 1) == Rows.noon + 40)
      #expect(try await next(39.9, limit: 1) == Rows.noon + 40)
      #expect(try await next(40, limit: 9) == Rows.noon + 50)
      #expect(try await next(50, limit: 9) == nil)
    }
  }

  static func `a chain comes whole, in its order, when its first open record is due`(
    kind: any StoreKind
  ) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([
        Rows.record(1, chain: 1, n: 3), Rows.record(2, chain: 1, n: 1, due: 10),
        Rows.record(3, chain: 1, n: 2, status: .updated),
        Rows.record(4, chain: 2, n: 1, status: .updated), Rows.record(5, chain: 2, n: 2),
        Rows.record(6, chain: 3, n: 1), Rows.record(7, chain: 3, n: 2, due: 90),
      ])
      #expect(try await store.chains() == [[5], [6, 7]], "2 is not due, so neither is 1")
      #expect(try await store.chains(at: 10) == [[2, 1]])
    }
  }

  static func `a chain in hand does not come again until it is put back`(kind: any StoreKind)
    async throws
  {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1, chain: 1, n: 1), Rows.record(2, chain: 1, n: 2)])
      #expect(try await store.chains() == [[1, 2]])
      try await store.commit([.recordChanged(Rows.record(1, chain: 1, n: 1, status: .updated))])
      #expect(try await store.chains() == [], "2 is Retrieved")
      try await store.commit([.recordChanged(Rows.record(2, chain: 1, n: 2, due: 5))])
      #expect(try await store.chains(at: 4) == [])
      #expect(try await store.chains(at: 5) == [[2]])
    }
  }

  static func `two who fetch at once never get the same chain`(kind: any StoreKind) async throws {
    try await kind.withFolder { folder async throws in
      let stores = [try await kind.open(in: folder), try await kind.open(in: folder)]
      try await stores[0].importList((1...60).map { Rows.record($0) })
      let fetched = try await withThrowingTaskGroup(of: [[Int]].self) { group in
        for turn in 0..<20 {
          group.addTask { try await stores[turn % 2].chains(limit: 3) }
        }
        return try await group.reduce(into: [[Int]]()) { $0 += $1 }
      }
      #expect(fetched.map { $0[0] }.sorted() == Array(1...60))
    }
  }

  // MARK: Transitions

  static func `an attempt is stored with all that is known of it`(kind: any StoreKind) async throws
  {
    let dispositions: [PendingUpdate.Disposition?] = [
      nil, .callBack(at: Rows.noon + 60, personal: true), .doNotCall(.allChain),
      .cancel(.recordOnly),
    ]
    for disposition in dispositions {
      try await kind.withFolder { folder async throws in
        let store = try await kind.open(in: folder)
        try await store.importList([Rows.record(1)])
        var attempt = Rows.attempt("a1", on: 1)
        try await store.commit([.attemptOpened(attempt)])
        #expect(try await store.attempts(ofRecord: 1) == [attempt])
        attempt.stage = .withAgent
        attempt.agent = "A1"
        attempt.result = AttemptResult(
          callResult: .answer, outcome: "live-voice", confidence: 0.97, decidedAt: 4.25,
          answeredAt: 3.5, line: "7", reason: "one word, then waiting")
        attempt.pending = PendingUpdate(
          callResult: .wrongNumber, custom: ["note": "moved"], disposition: disposition)
        try await store.commit([.attemptChanged(attempt)])
        let again = try await kind.open(in: folder)
        #expect(try await again.attempts(ofRecord: 1) == [attempt])
        #expect(try await again.attempts(campaign: "spring") == [attempt])
        #expect(try await again.attempts(campaign: "autumn").isEmpty)
        #expect(try await again.attempts(ofRecord: 2).isEmpty)
      }
    }
  }

  static func `transitions are made together or not at all`(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1), Rows.record(2)])
      let good: [Transition] = [
        .attemptOpened(Rows.attempt("a1", on: 1)),
        .recordChanged(Rows.record(1, status: .retrieved)),
      ]
      for bad in [
        Transition.recordChanged(Rows.record(9)), .attemptChanged(Rows.attempt("zz", on: 1)),
        .attemptOpened(Rows.attempt("a2", on: 1)), .attemptOpened(Rows.attempt("a3", on: 9)),
      ] {
        #expect(await store.fault { try await $0.commit(good + [bad]) } == Fault.conflict)
        #expect(try await store.attempts(campaign: "spring").isEmpty)
        #expect(try await store.records(campaign: "spring")[0].recordStatus == .ready)
      }
      try await store.commit(good)
      try await store.commit([])
      #expect(try await store.attempts(campaign: "spring").count == 1)
    }
  }

  static func `an attempt id is used once, and a chain has one open attempt`(kind: any StoreKind)
    async throws
  {
    try await kind.withStore { store async throws in
      try await store.importList([
        Rows.record(1, chain: 1, n: 1), Rows.record(2, chain: 1, n: 2), Rows.record(3),
      ])
      let first = Rows.attempt("a1", on: 1, chain: 1)
      try await store.commit([.attemptOpened(first)])
      for bad in [
        first, Rows.attempt("a1", on: 3), Rows.attempt("a2", on: 1, chain: 1),
        Rows.attempt("a2", on: 2, chain: 1),
      ] {
        #expect(await store.fault { try await $0.commit([.attemptOpened(bad)]) } == Fault.conflict)
      }
      try await store.commit([.attemptChanged(first.closed())])
      #expect(
        await store.fault { try await $0.commit([.attemptOpened(first)]) } == Fault.conflict,
        "not even when it is closed")
      try await store.commit([.attemptOpened(Rows.attempt("a2", on: 2, chain: 1))])
    }
  }

  static func `an attempt that has ended stays as it is`(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1)])
      let attempt = Rows.attempt("a1", on: 1)
      try await store.commit([.attemptOpened(attempt), .attemptChanged(attempt.closed())])
      for change in [attempt, attempt.closed(.answer)] {
        #expect(
          await store.fault { try await $0.commit([.attemptChanged(change)]) } == Fault.conflict)
      }
      #expect(try await store.attempts(ofRecord: 1) == [attempt.closed()])
    }
  }

  // MARK: Recovery and counts

  static func `recovery finds what is open and what is in hand`(kind: any StoreKind) async throws {
    try await kind.withFolder { folder async throws in
      let store = try await kind.open(in: folder)
      #expect(try await store.recovery(campaign: "spring") == Recovery())
      try await store.importList(
        (1...5).map { Rows.record($0) } + [Rows.record(6, campaign: "autumn")])
      _ = try await store.chains(limit: 3)
      _ = try await store.chains(campaign: "autumn")
      let late = Rows.attempt("a1", on: 1, at: 2)
      let early = Rows.attempt("a2", on: 2, at: 1)
      try await store.commit([
        .attemptOpened(late), .attemptOpened(early),
        .attemptOpened(Rows.attempt("b1", on: 6, campaign: "autumn")),
      ])
      let done = Rows.attempt("a3", on: 3)
      try await store.commit([.attemptOpened(done), .attemptChanged(done.closed())])
      let recovery = try await kind.open(in: folder).recovery(campaign: "spring")
      #expect(recovery.openAttempts == [early, late])
      #expect(recovery.records.map(\.id) == [1, 2, 3])
      #expect(recovery.records.allSatisfy { $0.recordStatus == .retrieved })
      let status = try await store.status(campaign: "spring")
      #expect(status.byStatus == [.ready: 2, .retrieved: 3])
      #expect(status.openAttempts == 2 && status.attempts == 3)
      #expect(status.total == 5 && status.unfinished == 5)
    }
  }

  static func `attempts come oldest first`(kind: any StoreKind) async throws {
    try await kind.withStore { store async throws in
      try await store.importList([Rows.record(1), Rows.record(2)])
      for (id, record, at) in [("c", 1, 3.0), ("b", 2, 2), ("a", 1, 4), ("d", 1, 1)] {
        let attempt = Rows.attempt(id, on: record, at: at)
        try await store.commit([.attemptOpened(attempt), .attemptChanged(attempt.closed())])
      }
      #expect(try await store.attempts(campaign: "spring").map(\.id) == ["d", "b", "c", "a"])
      #expect(try await store.attempts(ofRecord: 1).map(\.id) == ["d", "c", "a"])
    }
  }
}
