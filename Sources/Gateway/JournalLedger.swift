// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
public import Calls

/// What the journal knows of an attempt.
public enum Standing: Sendable, Hashable {
  /// It was never dialed here, or so long ago that it is forgotten.
  case unknown
  case dialing
  /// It was being dialed when the server went down; what became of it is lost.
  case interrupted
  /// Its result waits for an acknowledgement.
  case finished(CallOutcome)
  /// Its result was acknowledged; only the id is kept.
  case acknowledged
}

/// A result that waits for an acknowledgement.
public struct OwnedResult: Sendable, Hashable {
  public var outcome: CallOutcome
  /// The name that the OCS goes by who asked for the call; nil: not known.
  public var owner: String?
}

/// The journal's entries summed up: what is open, what waits, and which ids were dialed before. It knows no file.
struct JournalLedger: Sendable {
  private var dialing: Set<String> = []
  private var interrupted: AttemptMemory
  private var acknowledged: AttemptMemory
  private var results: [String: Waiting] = [:]
  private var count = 0

  private struct Waiting: Sendable {
    var number: Int
    var result: OwnedResult
  }

  /// Keeps the ids of the last `capacity` acknowledged attempts, and as many interrupted ones.
  init(capacity: Int = AttemptMemory.defaultCapacity) {
    interrupted = AttemptMemory(capacity: capacity)
    acknowledged = AttemptMemory(capacity: capacity)
  }

  func standing(of attempt: String) -> Standing {
    if let waiting = results[attempt] { return .finished(waiting.result.outcome) }
    if dialing.contains(attempt) { return .dialing }
    if acknowledged.contains(attempt) { return .acknowledged }
    return interrupted.contains(attempt) ? .interrupted : .unknown
  }

  /// The results that wait for an acknowledgement, the oldest first.
  var unacknowledged: [OwnedResult] {
    results.values.sorted { $0.number < $1.number }.map(\.result)
  }

  mutating func apply(_ entry: JournalEntry) {
    switch entry {
    case .dialing(let attempt): dialing.insert(attempt)
    case .result(let outcome, let owner):
      dialing.remove(outcome.attempt)
      count += 1
      results[outcome.attempt] = Waiting(
        number: count, result: OwnedResult(outcome: outcome, owner: owner))
    case .acknowledged(let attempt):
      dialing.remove(attempt)
      results[attempt] = nil
      _ = acknowledged.insert(attempt)
    }
  }

  /// The server that wrote this is gone: what it was dialing is interrupted.
  mutating func interrupt() {
    for attempt in dialing.sorted() { _ = interrupted.insert(attempt) }
    dialing = []
  }

  /// The fewest entries that make this ledger, but for the difference between dialing and interrupted.
  var entries: [JournalEntry] {
    acknowledged.attempts.map(JournalEntry.acknowledged)
      + (interrupted.attempts + dialing.sorted()).map(JournalEntry.dialing)
      + unacknowledged.map { JournalEntry.result($0.outcome, owner: $0.owner) }
  }
}
