// SPDX-License-Identifier: GPL-3.0-or-later
import Calls
import Foundation
import OutboundContact
import SQLiteRecords

/// What a record costs in a list of some length: fetched, dialed, finished, by thirty-two at a time.
struct BenchOCSGrowth: Sendable {
  static let campaign = "bench"

  struct Figures: Encodable {
    var records: Int
    var importedPerSecond: Double
    var millisecondsPerRecord: Double

    private enum CodingKeys: String, CodingKey {
      case records
      case importedPerSecond = "imported_per_s"
      case millisecondsPerRecord = "ms_per_record"
    }
  }

  var size: Int
  var folder: String
  var seconds: Double

  private static let atATime = 32
  private static let batch = 10_000

  func measure() async throws -> Figures {
    let path = "\(folder)/growth.sqlite"
    let store = try SQLiteRecords(path: path)
    defer {
      try? store.close()
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
      }
    }
    let progress = Progress(total: size, what: "records imported")
    let start = ContinuousClock.now
    try await store.importList(from: Source(left: 1...size) { progress.advance(by: $0) })
    progress.finish()
    let imported = (ContinuousClock.now - start) / .seconds(1)
    // The list's checkpoint is the import's cost, not the first record's.
    try await cycle(store)
    let begin = ContinuousClock.now
    var done = 0
    while (ContinuousClock.now - begin) / .seconds(1) < seconds {
      let count = try await cycle(store)
      if count == 0 { break }
      done += count
    }
    let elapsed = (ContinuousClock.now - begin) / .seconds(1)
    return Figures(
      records: size, importedPerSecond: Double(size) / imported,
      millisecondsPerRecord: elapsed * 1000 / Double(max(1, done)))
  }

  /// A fetch; a commit for the attempts; a commit for what came of them.
  @discardableResult
  private func cycle(_ store: SQLiteRecords) async throws -> Int {
    let now = Date()
    let fetched = try await store.fetchChains(
      FetchOrder(
        campaign: BenchOCSGrowth.campaign, now: now, limit: BenchOCSGrowth.atATime))
    var attempts = fetched.chains.map { chain in
      Attempt(
        id: UUID().uuidString, recordID: chain.current.recordID, chainID: chain.id,
        campaign: BenchOCSGrowth.campaign, number: 1, startedAt: now)
    }
    try await store.commit(attempts.map(Transition.attemptOpened))
    for index in attempts.indices {
      attempts[index].stage = .finished
      attempts[index].closedAt = now
      attempts[index].result = AttemptResult(callResult: .busy)
    }
    let records = fetched.chains.map { chain in
      var record = chain.current
      record.recordStatus = .updated
      record.callResult = .busy
      return record
    }
    try await store.commit(
      attempts.map(Transition.attemptChanged) + records.map(Transition.recordChanged))
    return attempts.count
  }

  /// Records in an order that has nothing to do with their ids, as lists that have been worked on are.
  static func records(_ ids: ClosedRange<Int>) -> [Record] {
    ids.compactMap { id in
      let scattered = (id &* 2_654_435_761) & 0xFFFF_FFFF
      guard let number = PhoneNumber("+1\(2_000_000_000 + id)") else { return nil }
      return Record(
        recordID: id, chainID: id, contactInfo: number,
        dialSchedTime: Date(timeIntervalSince1970: Double(1 + scattered % 1_000_000_000)),
        window: DailyWindow(from: 0, till: 86_400, timeZone: "UTC"), campaign: campaign,
        custom: ["customer_id": "c-\(id)"])
    }
  }

  private struct Source: RecordSource {
    var left: ClosedRange<Int>?
    let tell: @Sendable (Int) -> Void

    init(left: ClosedRange<Int>, tell: @escaping @Sendable (Int) -> Void) {
      self.left = left
      self.tell = tell
    }

    mutating func next() -> [Record]? {
      guard let all = left else { return nil }
      let last = min(all.upperBound, all.lowerBound + BenchOCSGrowth.batch - 1)
      left = last < all.upperBound ? last + 1...all.upperBound : nil
      tell(last - all.lowerBound + 1)
      return BenchOCSGrowth.records(all.lowerBound...last)
    }

    func place(of record: Record) -> String { "record \(record.recordID)" }
  }
}
