// SPDX-License-Identifier: GPL-3.0-or-later

/// Which records come first, by their type: classes in order, the first first.
public struct RecordPriority: Sendable, Hashable {
  /// Every type stands in one class.
  public let classes: [[RecordType]]

  public static let `default` = RecordPriority(RecordPriorities())

  /// As a campaign has it.
  public init(_ priorities: RecordPriorities) {
    let numbers = Set(RecordType.allCases.map(priorities.priority(of:))).sorted()
    self.init(
      numbers.map { number in
        RecordType.allCases.filter { priorities.priority(of: $0) == number }
      })
  }

  /// Types that stand in no class make a last one; one that stands twice counts where it stands first.
  public init(_ classes: [[RecordType]]) {
    var seen: Set<RecordType> = []
    var all = classes.map { $0.filter { seen.insert($0).inserted } }.filter { !$0.isEmpty }
    let rest = RecordType.allCases.filter { !seen.contains($0) }
    if !rest.isEmpty { all.append(rest) }
    self.classes = all
  }
}
