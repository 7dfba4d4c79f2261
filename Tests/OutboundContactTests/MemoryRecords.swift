// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact

/// A store in memory that refuses, loudly, what no campaign may do.
struct MemoryRecords {
  struct Broken: Error, CustomStringConvertible {
    var description: String
  }

  private(set) var records: [Int: Record] = [:]
  private(set) var attempts: [String: Attempt] = [:]
  private(set) var counts = ComplianceCounts()
  private(set) var doNotCall: Set<PhoneNumber> = []
  private(set) var cancelled: Set<PhoneNumber> = []
  private(set) var goal: PacingGoalChange?

  init(_ records: [Record]) {
    self.records = Dictionary(uniqueKeysWithValues: records.map { ($0.recordID, $0) })
  }

  mutating func commit(_ transitions: [Transition]) throws {
    for transition in transitions {
      switch transition {
      case .attemptOpened(let attempt):
        guard attempts[attempt.id] == nil else { throw Broken(description: "attempt id twice") }
        attempts[attempt.id] = attempt
      case .attemptChanged(let attempt):
        guard let old = attempts[attempt.id] else { throw Broken(description: "no such attempt") }
        guard old.stage.isOpen else { throw Broken(description: "a closed attempt changed") }
        guard attempt.stage.isOpen == (attempt.closedAt == nil) else {
          throw Broken(description: "stage \(attempt.stage) with closedAt")
        }
        attempts[attempt.id] = attempt
      case .recordChanged(let record):
        guard let old = records[record.recordID] else { throw Broken(description: "no record") }
        guard !old.recordStatus.isFinal else { throw Broken(description: "a final record changed") }
        records[record.recordID] = record
      case .chainAssigned(let assigned):
        for record in assigned {
          guard let old = records[record.recordID], !old.recordStatus.isFinal else {
            throw Broken(description: "a record assigned that is none to be dialed")
          }
          records[record.recordID] = record
        }
      case .counted(_, _, let more): counts += more
      case .goalChanged(_, let change): goal = change
      case .cancelled(_, let phone, _): if let phone { cancelled.insert(phone) }
      case .doNotCall(let phone, _): if let phone { doNotCall.insert(phone) }
      }
    }
    let recount = attempts.values.reduce(ComplianceCounts()) { $0 + ComplianceCounts(of: $1) }
    guard recount == counts else {
      throw Broken(description: "counted \(counts), but the attempts say \(recount)")
    }
    let open = attempts.values.filter(\.stage.isOpen)
    guard Set(open.map(\.chainID)).count == open.count else {
      throw Broken(description: "two open attempts on a chain")
    }
    for attempt in open where records[attempt.recordID]?.recordStatus != .retrieved {
      throw Broken(description: "an open attempt on a record that is not Retrieved")
    }
  }

  mutating func add(_ record: Record) -> Record {
    var record = record
    record.recordID = (records.keys.max() ?? 0) + 1
    if record.chainID == 0 { record.chainID = record.recordID }
    record.chainN =
      (records.values.filter { $0.chainID == record.chainID }.map(\.chainN).max() ?? -1) + 1
    records[record.recordID] = record
    return record
  }

  mutating func fetch(now: Date, limit: Int) -> FetchedChains {
    var chains: [Chain] = []
    var nextDue: Date?
    for chain in openChains where chain.current.recordStatus == .ready {
      let due = chain.current.dialSchedTime ?? .distantPast
      if due <= now, chains.count < limit {
        var retrieved = chain.records
        for index in retrieved.indices {
          retrieved[index].recordStatus = .retrieved
          records[retrieved[index].recordID] = retrieved[index]
        }
        chains.append(Chain(retrieved) ?? chain)
      } else {
        nextDue = min(nextDue ?? due, due)
      }
    }
    return FetchedChains(chains: chains, nextDue: nextDue)
  }

  var recovery: Recovery {
    Recovery(
      openAttempts: attempts.values.filter(\.stage.isOpen).sorted { $0.id < $1.id },
      records: records.values.filter { $0.recordStatus == .retrieved }
        .sorted { $0.recordID < $1.recordID },
      goal: goal,
      calls: attempts.values.filter { $0.stage == .finished && $0.mode.isAutomatic }
        .sorted { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
        .map { RememberedCall(attempt: $0, list: records[$0.recordID]?.list ?? "") })
  }

  private var openChains: [Chain] {
    Dictionary(grouping: records.values.filter { !$0.recordStatus.isFinal }, by: \.chainID)
      .values.compactMap { Chain($0) }.sorted { $0.current.recordID < $1.current.recordID }
  }

  var unfinished: Int { records.values.filter { !$0.recordStatus.isFinal }.count }
}
