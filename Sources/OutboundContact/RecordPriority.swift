// SPDX-License-Identifier: GPL-3.0-or-later

/// Which records come first, by their type: classes in order, the first first.
public struct RecordPriority: Sendable, Hashable {
  /// Every type stands in one class.
  public let classes: [[RecordType]]

  /// What the customer asked for, then all else.
  public static let `default` = RecordPriority([[.personalCallBack, .campaignCallBack]])

  /// Types that stand in no class make a last one; one that stands twice counts where it stands first.
  public init(_ classes: [[RecordType]]) {
    var seen: Set<RecordType> = []
    var all = classes.map { $0.filter { seen.insert($0).inserted } }.filter { !$0.isEmpty }
    let rest = RecordType.allCases.filter { !seen.contains($0) }
    if !rest.isEmpty { all.append(rest) }
    self.classes = all
  }
}

/// As a list of lists of names: `[[campaign_callback], [campaign_rescheduled, general]]`.
extension RecordPriority: Codable {
  static let names: [(name: String, type: RecordType)] = [
    ("general", .general), ("campaign_rescheduled", .campaignRescheduled),
    ("personal_rescheduled", .personalRescheduled), ("personal_callback", .personalCallBack),
    ("campaign_callback", .campaignCallBack), ("unknown", .unknown), ("none", .noRecordType),
    ("no_call", .noCall),
  ]

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let classes = try container.decode([[String]].self).map { names in
      try names.map { name in
        guard let known = RecordPriority.names.first(where: { $0.name == name }) else {
          throw DecodingError.dataCorruptedError(
            in: container,
            debugDescription: "there is no record type \"\(name)\"; there are "
              + RecordPriority.names.map(\.name).joined(separator: ", "))
        }
        return known.type
      }
    }
    self.init(classes)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      classes.map { types in
        types.compactMap { type in RecordPriority.names.first { $0.type == type }?.name }
      })
  }
}
