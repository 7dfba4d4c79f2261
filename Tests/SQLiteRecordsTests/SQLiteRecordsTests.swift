// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import GRDB
import OutboundContact
import RecordStoreConformance
import Testing

@testable import SQLiteRecords

/// What is SQLite's own: durability, faults, migrations.
struct SQLiteRecordsTests {
  typealias Fault = RecordStoreError.Fault

  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    try await SQLiteKind().withFolder(body)
  }

  private func path(_ folder: URL) -> String { folder.appending(path: "records.sqlite").path }

  private func openingFault(_ path: String) -> Fault? {
    do {
      _ = try SQLiteRecords(path: path, busySeconds: 0)
      return nil
    } catch {
      return error.fault
    }
  }

  // MARK: Living together

  /// Gives a number, then waits before it says that there are no more.
  private struct SlowSource: DoNotCallSource {
    let waits: AsyncStream<Void>.Continuation
    let mayEnd: DispatchSemaphore
    var hasGiven = false

    mutating func next() throws -> [DoNotCallEntry]? {
      guard hasGiven else {
        hasGiven = true
        return PhoneNumber("15550100042").map { [.phone($0)] } ?? []
      }
      waits.yield()
      mayEnd.wait()
      return nil
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `calls go on while a long do-not-call list is read`() async throws {
    try await withFolder { folder in
      let path = path(folder)
      let campaign = try SQLiteRecords(path: path, busySeconds: 0)
      try await campaign.importList([Rows.record(1)])
      let (waiting, waits) = AsyncStream.makeStream(of: Void.self)
      let mayEnd = DispatchSemaphore(value: 0)
      let importing = Task {
        try await SQLiteRecords(path: path).addDoNotCall(
          from: SlowSource(waits: waits, mayEnd: mayEnd))
      }
      for await _ in waiting { break }
      let fault = await campaign.fault {
        try await $0.commit([.attemptOpened(Rows.attempt("a1", on: 1))])
      }
      mayEnd.signal()
      #expect(fault == nil)
      #expect(try await importing.value == 1)
    }
  }

  @Test func `what a filter does not let pass is looked at once, until it changes`() async throws {
    try await withFolder { folder in
      let path = path(folder)
      let store = try SQLiteRecords(path: path)
      var records = (1...8).map { Rows.record($0) }
      for index in records.indices {
        records[index].custom["segment"] = index < 5 ? "lead" : "gold"
      }
      try await store.importList(records)
      let filter = RecordFilter([try #require(RecordFilter.Condition("segment = gold"))])
      func fetched() async throws -> [Int] {
        try await store.fetchChains(
          FetchOrder(campaign: "spring", now: Rows.noon, limit: 1, filter: filter)
        ).chains.map(\.current.recordID)
      }
      #expect(try await fetched() == [6])
      let queue = PassedOver.Queue(
        campaign: "spring", list: "spring", type: .general, filter: filter)
      #expect(store.passedOver[queue].record == 5)
      // Another process makes one of them gold.
      let other = try SQLiteRecords(path: path)
      try await other.pool.write {
        try $0.execute(
          sql: "UPDATE calling_list SET custom = '{\"segment\":\"gold\"}' WHERE record_id = 2")
      }
      #expect(try await fetched() == [2])
      #expect(store.passedOver[queue].record == 5)
      // This one gives a record back that passes, and adds one; both before those that are left.
      records[5].recordStatus = .ready
      try await store.commit([.recordChanged(records[5])])
      #expect(try await fetched() == [6])
      var early = Rows.record(9)
      early.custom["segment"] = "gold"
      _ = try await store.add(early)
      #expect(try await fetched() == [7] && store.passedOver[queue].record == 5)
    }
  }

  // MARK: Durability

  @Test func `every commit is synced to disk, in WAL mode`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      let modes = try await store.pool.writeWithoutTransaction { database in
        [
          try String.fetchOne(database, sql: "PRAGMA journal_mode"),
          try String.fetchOne(database, sql: "PRAGMA synchronous"),
          try String.fetchOne(database, sql: "PRAGMA foreign_keys"),
        ]
      }
      #expect(modes == ["wal", "2", "1"])
    }
  }

  @Test func `its files are their owner's alone`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      for name in [store.path, store.path + "-wal", store.path + "-shm"] {
        let file = try FileManager.default.attributesOfItem(atPath: name)
        #expect(file[.posixPermissions] as? Int == 0o600, "\(name)")
      }
    }
  }

  /// The files as they are on disk at this moment, the last `torn` bytes of the log missing.
  private func copy(_ folder: URL, torn: Int = 0) throws -> URL {
    let files = FileManager.default
    let copy = folder.appending(path: "copy-\(UUID().uuidString)")
    try files.createDirectory(at: copy, withIntermediateDirectories: true)
    try files.copyItem(atPath: path(folder), toPath: path(copy))
    let log = try Data(contentsOf: URL(filePath: path(folder) + "-wal"))
    try log.dropLast(torn).write(to: URL(filePath: path(copy) + "-wal"))
    return copy
  }

  @Test func `what was committed is there after a process that did not close the store`()
    async throws
  {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      try await store.importList([Rows.record(1)])
      try await store.commit([.attemptOpened(Rows.attempt("a1", on: 1))])
      let left = try SQLiteRecords(path: path(try copy(folder)))
      #expect(try await left.attempts(ofRecord: 1).map(\.id) == ["a1"])
      try store.close()
    }
  }

  @Test func `after a power cut each transaction is there whole or not at all, in order`()
    async throws
  {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      try await store.importList((1...20).map { Rows.record($0) })
      for id in 1...20 {
        try await store.commit([
          .attemptOpened(Rows.attempt("a\(id)", on: id, at: Double(id))),
          .recordChanged(Rows.record(id, status: .retrieved)),
        ])
      }
      var counts: Set<Int> = []
      let size = try Data(contentsOf: URL(filePath: path(folder) + "-wal")).count
      for part in 0...40 {
        let left = try SQLiteRecords(path: path(try copy(folder, torn: size * part / 40)))
        let attempts = try await left.attempts(campaign: "spring").map(\.recordID)
        let retrieved = try await left.recovery(campaign: "spring").records.map(\.recordID)
        #expect(attempts == retrieved && attempts == Array(1..<(1 + attempts.count)))
        counts.insert(attempts.count)
      }
      #expect(counts.contains(20) && counts.contains(0) && counts.count > 10, "\(counts)")
      try store.close()
    }
  }

  // MARK: Faults

  @Test func `a full disk is named, and nothing of the transaction has happened`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder), busySeconds: 1) { database in
        try database.execute(sql: "PRAGMA max_page_count = 40")
      }
      try await store.importList([Rows.record(1)])
      let many = (2...2000).map { Rows.record($0) }
      #expect(await store.fault { try await $0.importList(many) } == Fault.full)
      #expect(try await store.records(campaign: "spring").map(\.id) == [1])
      #expect(RecordStoreError(.full, "").mayPass)

      try await store.pool.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA max_page_count = 100000")
      }
      try await store.importList(many)
      #expect(try await store.status(campaign: "spring").total == 2000, "when there is room again")
    }
  }

  @Test func `a store that another process has locked is waited for, then named`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder), busySeconds: 0.05)
      try await store.importList([Rows.record(1)])
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let other = try DatabaseQueue(path: path(folder), configuration: configuration)
      try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
      let attempt = Rows.attempt("a1", on: 1)
      #expect(await store.fault { try await $0.commit([.attemptOpened(attempt)]) } == Fault.locked)
      #expect(await store.fault { _ = try await $0.chains() } == Fault.locked)
      #expect(try await store.attempts(ofRecord: 1).isEmpty, "it can still be read")
      #expect(RecordStoreError(.locked, "").mayPass)
      try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
      try await store.commit([.attemptOpened(attempt)])
    }
  }

  @Test func `a file that is no store is named`() async throws {
    try await withFolder { folder in
      let file = folder.appending(path: "notes.txt")
      try Data(String(repeating: "Dear diary. ", count: 500).utf8).write(to: file)
      #expect(openingFault(file.path) == .corrupt)
      #expect(openingFault(folder.appending(path: "none/records.sqlite").path) == .unreachable)
      #expect(openingFault(folder.path) == .unreachable)
    }
  }

  @Test func `a store of a newer version is not touched`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      try await store.pool.write { database in
        try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')")
      }
      try store.close()
      #expect(openingFault(path(folder)) == .newer)
    }
  }

  @Test func `values that cannot be are named with their row`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      try await store.importList([Rows.record(1), Rows.record(2)])
      try await store.commit([.attemptOpened(Rows.attempt("a1", on: 2))])
      for (sql, words) in [
        ("UPDATE calling_list SET record_type = 99 WHERE record_id = 1", "record 1 "),
        ("UPDATE calling_list SET record_type = 2, contact_info = 'me'", "record 1 "),
        ("UPDATE calling_list SET contact_info = '2001', custom = 'x'", "cannot be read"),
      ] {
        try await store.pool.write { try $0.execute(sql: sql) }
        do {
          _ = try await store.records(campaign: "spring")
          Issue.record("read: \(sql)")
        } catch {
          let error = try #require(error as? RecordStoreError)
          #expect(error.fault == .corrupt && error.text.contains(words), "\(error)")
          #expect(!error.text.contains("2001"), "no numbers in messages")
        }
      }
      try await store.pool.write { try $0.execute(sql: "UPDATE attempts SET stage = 'odd'") }
      #expect(await store.fault { _ = try await $0.attempts(ofRecord: 2) } == Fault.corrupt)
    }
  }

  // MARK: Schema

  @Test func `columns have Genesys' names, and times are seconds`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      var record = Rows.record(1, chain: 5, n: 2, due: 0.25)
      record.custom = ["b": "2", "a": "1"]
      try await store.importList([record])
      let values = try await store.pool.read { database in
        try Row.fetchOne(
          database,
          sql: """
            SELECT record_id, contact_info, contact_info_type, record_type, record_status,
              call_result, attempt, dial_sched_time, call_time, daily_from, daily_till, tz,
              agent_id, chain_id, chain_n, custom
            FROM calling_list
            """)?.databaseValues.map { "\($0.storage.value ?? "none")" }
      }
      #expect(
        values == [
          // Its time is rounded up: never before.
          "1", "2001", "1", "2", "1", "28", "0", "1772452801", "0", "28800", "64800", "UTC", "none",
          "5", "2", #"{"a":"1","b":"2"}"#,
        ])
    }
  }

  @Test func `due chains are found by index`() async throws {
    try await withFolder { folder in
      let store = try SQLiteRecords(path: path(folder))
      let plan = try await store.pool.read { database in
        try Row.fetchAll(
          database,
          sql: """
            EXPLAIN QUERY PLAN SELECT chain_id FROM calling_list
            WHERE campaign = ? AND list = ? AND is_next = 1 AND record_type = ?
              AND dial_sched_time <= ?
            ORDER BY dial_sched_time, record_id
            """, arguments: ["spring", "spring", 2, 0]
        ).map { $0["detail"] as String }
      }
      #expect(plan.count == 1 && plan[0].contains("USING INDEX calling_list_due"), "\(plan)")
    }
  }
}
