// SPDX-License-Identifier: GPL-3.0-or-later
public import Calls
public import Foundation
public import OutboundContact

/// Records and attempts to store.
public enum Rows {
  public static let noon = Date(timeIntervalSince1970: 1_772_452_800)

  public static func record(
    _ id: Int, chain: Int? = nil, n: Int = 0, campaign: String = "spring", list: String? = nil,
    status: RecordStatus = .ready, type: RecordType = .general, due: Double? = nil
  ) -> Record {
    guard let number = PhoneNumber("\(2000 + id)") else { preconditionFailure("no number") }
    return Record(
      recordID: id, chainID: chain ?? id, chainN: n, contactInfo: number,
      recordType: type, recordStatus: status, dialSchedTime: due.map { noon + $0 },
      window: DailyWindow(timeZone: "UTC"), campaign: campaign, list: list)
  }

  public static func attempt(
    _ id: String, on record: Int, chain: Int? = nil, campaign: String = "spring", at: Double = 0
  ) -> Attempt {
    Attempt(
      id: id, recordID: record, chainID: chain ?? record, campaign: campaign, number: 1,
      startedAt: noon + at)
  }
}

extension Attempt {
  /// Ended with this result.
  public func closed(_ result: CallResult = .busy, at seconds: Double = 60) -> Attempt {
    var attempt = self
    attempt.stage = .finished
    attempt.result = AttemptResult(callResult: result)
    attempt.closedAt = Rows.noon + seconds
    return attempt
  }
}

extension RecordStore {
  /// What `body` throws, by fault.
  public func fault(_ body: (Self) async throws -> Void) async -> RecordStoreError.Fault? {
    do {
      try await body(self)
      return nil
    } catch {
      return (error as? RecordStoreError)?.fault
    }
  }

  public func chains(
    at seconds: Double = 0, limit: Int = 100, campaign: String = "spring"
  ) async throws -> [[Int]] {
    try await fetchChains(
      FetchOrder(campaign: campaign, now: Rows.noon + seconds, limit: limit)
    )
    .chains.map { $0.records.map(\.recordID) }
  }
}
