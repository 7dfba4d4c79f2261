// SPDX-License-Identifier: GPL-3.0-or-later
import CPDLink
public import Calls
import Foundation

/// What the server must know after a crash: which attempts were dialed, and which results OCS has not acknowledged.
///
/// An append-only file of JSON lines. Each method returns when its line is on the disk:
///
///     {"dialing":"ATTEMPT"}     before the line is seized
///     {"result":{…},"owner":…}  before the result is sent
///     {"acked":"ATTEMPT"}       after OCS has acknowledged it
///
/// The file is rewritten with what still counts when it is opened, and when it has grown by `growth` since. The ids of
/// the last 100,000 acknowledged attempts are kept, so that none is dialed twice.
public actor ResultJournal {
  /// Acknowledged attempts whose ids are kept.
  public static let idsKept = 100_000
  /// Bytes by which the file grows until it is rewritten while it is in use.
  public static let growth = 64 << 20

  private let executor = DiskExecutor("earshot.journal")
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  private var file: JournalFile
  private var ledger: JournalLedger
  private var compactSize = 0
  private let growth: Int

  /// Opens the journal at `path`, or makes it. A torn last line, as a crash leaves it, is dropped.
  ///
  /// Throws where the file cannot be opened, is in use, or has a line that is no entry. A full disk is not an error
  /// here: the first `dialing` says so.
  public init(
    path: String, capacity: Int = ResultJournal.idsKept,
    growth: Int = ResultJournal.growth
  ) throws(JournalError) {
    var file = try JournalFile(path: path)
    var ledger = JournalLedger(capacity: capacity)
    var number = 0
    try file.replay { (output: LineFramer.Output) throws(JournalError) in
      number += 1
      guard case .line(let text) = output,
        let entry = try? JSONDecoder().decode(JournalEntry.self, from: Data(text.utf8))
      else { throw JournalError(.unreadable(line: number), path) }
      ledger.apply(entry)
    }
    ledger.interrupt()
    try? file.replace(with: ledger.entries.compactMap(ResultJournal.line))
    compactSize = file.size
    self.file = file
    self.ledger = ledger
    self.growth = growth
  }

  public func standing(of attempt: String) -> Standing { ledger.standing(of: attempt) }

  /// The results that wait for an acknowledgement, the oldest first.
  public var unacknowledged: [OwnedResult] { ledger.unacknowledged }

  /// Notes that `attempt` is about to be dialed. False where it is known: it must not be dialed again.
  ///
  /// Nothing may be dialed where it throws.
  public func dialing(_ attempt: String) throws(JournalError) -> Bool {
    guard ledger.standing(of: attempt) == .unknown else { return false }
    try append(.dialing(attempt))
    ledger.apply(.dialing(attempt))
    return true
  }

  /// Keeps a result, and the name of whom it is for, until it is acknowledged. Where it throws, it is kept for this run only.
  public func record(_ outcome: CallOutcome, owner: String? = nil) throws(JournalError) {
    let entry = JournalEntry.result(outcome, owner: owner)
    ledger.apply(entry)
    try append(entry)
  }

  /// OCS has the result: it is forgotten, but for the attempt's id. Where it throws, it is forgotten for this run only.
  public func acknowledge(_ attempt: String) throws(JournalError) {
    guard case .finished = ledger.standing(of: attempt) else { return }
    ledger.apply(.acknowledged(attempt))
    try append(.acknowledged(attempt))
  }

  private func append(_ entry: JournalEntry) throws(JournalError) {
    guard let line = ResultJournal.line(entry) else { return }
    try file.append(line)
    guard file.size - compactSize > growth else { return }
    // The ledger has every entry but, at most, this one, which is a `dialing`; it comes behind the others.
    var lines = ledger.entries.compactMap(ResultJournal.line)
    if case .dialing = entry { lines.append(line) }
    try? file.replace(with: lines)
    compactSize = file.size
  }

  /// Nil for what JSON cannot say, of which an entry has nothing.
  private static func line(_ entry: JournalEntry) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(entry)).map { String(decoding: $0, as: UTF8.self) }
  }
}
