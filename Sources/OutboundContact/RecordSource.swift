// SPDX-License-Identifier: GPL-3.0-or-later

/// Records on their way into a store, a batch at a time, so that a list of any length needs little memory.
public protocol RecordSource: Sendable {
  /// The next records; nil after the last. What it throws leaves nothing in the store.
  mutating func next() throws -> [Record]?

  /// Where a record comes from, for messages: "line 12".
  func place(of record: Record) -> String
}

/// Where a list that is read from a store goes.
public protocol RecordSink: Sendable {
  /// Once, before the first records: the names of all custom fields that the list has, sorted.
  mutating func begin(customFields: [String]) throws

  mutating func take(_ records: [Record]) throws
}

/// Records that are in memory already.
struct RecordArray: RecordSource {
  private var records: [Record]?

  init(_ records: [Record]) { self.records = records }

  mutating func next() -> [Record]? {
    defer { records = nil }
    return records
  }

  func place(of record: Record) -> String { "record \(record.recordID)" }
}

extension ListStore {
  /// Adds records, all or none.
  public func importList(_ records: [Record]) async throws {
    try await importList(from: RecordArray(records))
  }
}
