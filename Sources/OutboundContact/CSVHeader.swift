// SPDX-License-Identifier: GPL-3.0-or-later

/// The names of a table's columns, from its first row.
public struct CSVHeader: Sendable, Hashable {
  public let line: Int
  public let names: [String]
  private let positions: [String: Int]

  /// Names are taken without the spaces around them. It throws where one is empty or stands twice, or `required` ones
  /// are missing.
  public init(_ row: CSVReader.Row, required: [String] = []) throws(CSVError) {
    line = row.line
    names = row.fields.map(CSVHeader.trimmed)
    if let empty = names.firstIndex(of: "") {
      throw CSVError(line: line, "column \(empty + 1) has no name")
    }
    positions = Dictionary(zip(names, names.indices)) { first, _ in first }
    if positions.count < names.count {
      let double = names.enumerated().first { positions[$0.element] != $0.offset }?.element ?? ""
      throw CSVError(line: line, "column \"\(double)\" stands twice")
    }
    let missing = required.filter { positions[$0] == nil }
    if !missing.isEmpty {
      throw CSVError(
        line: line,
        "no column \(CSVHeader.quoted(missing)); the first line names the columns,"
          + " and has \(CSVHeader.quoted(names))")
    }
  }

  public func contains(_ name: String) -> Bool { positions[name] != nil }

  /// The row's field under `name`; nil where there is no such column, or the row ends before it.
  public func field(_ name: String, of row: CSVReader.Row) -> String? {
    guard let position = positions[name], position < row.fields.count else { return nil }
    return row.fields[position]
  }

  /// Throws where the row has not as many fields as the header has names.
  public func checkWidth(of row: CSVReader.Row) throws(CSVError) {
    guard row.fields.count != names.count else { return }
    throw CSVError(
      line: row.line,
      "\(row.fields.count) fields where the header names \(names.count) columns;"
        + " quote fields that hold commas")
  }

  private static func trimmed(_ text: String) -> String {
    let text = text.drop(while: \.isWhitespace)
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(text[...last])
  }

  private static func quoted(_ names: [String]) -> String {
    names.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}
