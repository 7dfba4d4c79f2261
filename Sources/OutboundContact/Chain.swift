// SPDX-License-Identifier: GPL-3.0-or-later

/// The records of one customer that are not yet in a final status, in the order in which they are tried.
public struct Chain: Sendable, Hashable, Identifiable {
  public let id: Int
  /// Never empty; the first is the one to dial.
  public private(set) var records: [Record]

  /// nil for no records, or records of more than one chain.
  public init?(_ records: [Record]) {
    guard let first = records.first, records.allSatisfy({ $0.chainID == first.chainID }) else {
      return nil
    }
    id = first.chainID
    self.records = records.sorted { ($0.chainN, $0.recordID) < ($1.chainN, $1.recordID) }
  }

  /// `current` first, then `others`, which follow it in the same chain.
  init(current: Record, others: some Sequence<Record>) {
    id = current.chainID
    records = [current] + others
  }

  public var current: Record { records[0] }

  /// The chain without its current record; nil where that was the last.
  public var rest: Chain? { Chain(Array(records.dropFirst())) }

  /// The chain with this record first; nil where it has none such.
  func beginning(with recordID: Int) -> Chain? {
    guard let index = records.firstIndex(where: { $0.recordID == recordID }) else { return nil }
    var others = records
    let first = others.remove(at: index)
    return Chain(current: first, others: others)
  }
}
