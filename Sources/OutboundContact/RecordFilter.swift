// SPDX-License-Identifier: GPL-3.0-or-later
import Calls

/// Which records of a list a campaign takes: all conditions hold. Any store can apply it, and so can a person's eye.
public struct RecordFilter: Sendable, Hashable {
  public struct Condition: Sendable, Hashable {
    public enum Comparison: String, Sendable, CaseIterable {
      case notEqual = "!="
      case atMost = "<="
      case atLeast = ">="
      case equal = "="
      case less = "<"
      case more = ">"
    }

    /// A column of the list that holds numbers, or a custom field.
    public let field: String
    public let comparison: Comparison
    /// Compared as a number where it is one, else as text.
    public let value: String

    public var number: Double? { Double(value).flatMap { $0.isFinite ? $0 : nil } }
    public var column: Column? { Column(rawValue: field) }
  }

  /// The list's own columns that can be compared.
  public enum Column: String, Sendable, CaseIterable {
    case recordID = "record_id"
    case recordType = "record_type"
    case contactInfoType = "contact_info_type"
    case callResult = "call_result"
    case attempt
    case chainN = "chain_n"
    case timeZone = "tz"
  }

  public let conditions: [Condition]

  public init(_ conditions: [Condition] = []) { self.conditions = conditions }

  /// Whether a record passes. A field that the record does not have is an empty text.
  public func passes(_ record: Record) -> Bool {
    conditions.allSatisfy { $0.holds(for: record) }
  }
}

extension RecordFilter.Condition {
  /// Reads "attempt < 3", "segment = gold", "city = 'New York'". nil where there is no comparison in it, or nothing
  /// before it.
  public init?(_ text: String) {
    guard let found = RecordFilter.Condition.firstComparison(in: text) else { return nil }
    func trimmed(_ part: Substring) -> String {
      let part = part.drop(while: \.isWhitespace)
      guard let last = part.lastIndex(where: { !$0.isWhitespace }) else { return "" }
      return String(part[...last])
    }
    field = trimmed(text[..<found.range.lowerBound])
    comparison = found.comparison
    let value = trimmed(text[found.range.upperBound...])
    let isQuoted =
      value.count >= 2 && value.first == value.last && (value.first == "'" || value.first == "\"")
    self.value = isQuoted ? String(value.dropFirst().dropLast()) : value
    if field.isEmpty { return nil }
  }

  private static func firstComparison(
    in text: String
  ) -> (range: Range<String.Index>, comparison: Comparison)? {
    var first: (range: Range<String.Index>, comparison: Comparison)?
    // The longer ones stand first, so that of two at one place the longer is taken.
    for comparison in Comparison.allCases {
      guard let range = text.firstRange(of: comparison.rawValue) else { continue }
      if first.map({ range.lowerBound < $0.range.lowerBound }) ?? true {
        first = (range, comparison)
      }
    }
    return first
  }

  func holds(for record: Record) -> Bool {
    let text =
      switch column {
      case .recordID: String(record.recordID)
      case .recordType: String(record.recordType.rawValue)
      case .contactInfoType: String(record.contactInfoType.rawValue)
      case .callResult: String(record.callResult.rawValue)
      case .attempt: String(record.attempt)
      case .chainN: String(record.chainN)
      case .timeZone: record.window.timeZone
      case nil: record.custom[field] ?? ""
      }
    if let number {
      guard let own = Double(text), own.isFinite else { return comparison == .notEqual }
      return compare(own, number)
    }
    return compare(text, value)
  }

  private func compare<Value: Comparable>(_ own: Value, _ other: Value) -> Bool {
    switch comparison {
    case .equal: own == other
    case .notEqual: own != other
    case .less: own < other
    case .atMost: own <= other
    case .more: own > other
    case .atLeast: own >= other
    }
  }
}

/// As a list of conditions: `["attempt < 3", "segment = gold"]`.
extension RecordFilter: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    conditions = try container.decode([String].self).map { text in
      guard let condition = Condition(text) else {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "\"\(text)\" is no condition; write \"attempt < 3\" or \"city = Rome\"")
      }
      if let column = condition.column, column != .timeZone, condition.number == nil {
        throw DecodingError.dataCorruptedError(
          in: container,
          debugDescription: "\"\(text)\": \(column.rawValue) is compared with a number")
      }
      return condition
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      conditions.map { "\($0.field) \($0.comparison.rawValue) '\($0.value)'" })
  }
}
