// SPDX-License-Identifier: GPL-3.0-or-later
import Audio
import Foundation
package import OutboundContact

/// A row of a table of recordings, its fields by the names of the columns.
package struct TableRow: Sendable {
  var header: CSVHeader
  var row: CSVReader.Row

  package var line: Int { row.line }

  /// Empty where there is no such column.
  package subscript(name: String) -> String { header.field(name, of: row) ?? "" }

  /// Whether there is such a column.
  package func has(_ name: String) -> Bool { header.contains(name) }

  /// Nil where the field is empty.
  package func number(_ name: String) throws(CSVError) -> Double? {
    let text = self[name]
    guard !text.isEmpty else { return nil }
    guard let value = Double(text), value.isFinite else {
      throw CSVError(
        line: line,
        "\(name) '\(text)' is no number; write one, or nothing where it is not known")
    }
    return value
  }

  /// Seconds from the start of a recording; nil where the field is empty.
  func seconds(_ name: String) throws(CSVError) -> Double? {
    let text = self[name]
    guard !text.isEmpty else { return nil }
    // A million seconds are eleven days.
    guard let value = Double(text), value >= 0, value < 1e6 else {
      throw CSVError(
        line: line, "\(name) '\(text)' is no number of seconds; write it as 1.25, or leave it empty"
      )
    }
    return value
  }
}

/// A table of recordings that cannot be used: the file, the line and what to do about it.
public struct TableError: Error, Sendable, Hashable, CustomStringConvertible {
  public var path: String
  public var text: String

  public var description: String { "\(path): \(text)" }

  /// Hands every row after the header to `body`; a table without one is an error too.
  package static func forEachRow(
    inFile path: String, required: [String], _ body: (TableRow) throws(CSVError) -> Void
  ) throws(TableError) {
    var header: CSVHeader?
    var isEmpty = true
    do {
      try TextFile.check(path)
      try CSVReader.forEachRow(inFile: path) { row in
        guard let header else {
          header = try CSVHeader(row, required: required)
          return
        }
        try header.checkWidth(of: row)
        isEmpty = false
        try body(TableRow(header: header, row: row))
      }
    } catch {
      throw TableError(
        path: path,
        text: error is CSVError || error is TextFile.Fault ? "\(error)" : error.localizedDescription
      )
    }
    if isEmpty {
      throw TableError(
        path: path, text: "no rows; the first line names the columns, each after it a recording")
    }
  }
}
