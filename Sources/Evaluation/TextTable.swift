// SPDX-License-Identifier: GPL-3.0-or-later

/// Rows under their columns' names, for people.
package struct TextTable {
  /// Words begin, numbers end, under each other.
  package enum Side { case left, right }

  package var columns: [(name: String, side: Side)]
  package var rows: [[String]] = []

  package init(_ columns: [(name: String, side: Side)]) { self.columns = columns }

  /// The first column to the left, the others to the right.
  package init(_ names: [String]) {
    self.init(names.indices.map { (names[$0], $0 == 0 ? .left : .right) })
  }

  package init(_ names: String...) { self.init(names) }

  /// The names, then the rows; a row may end before the last column. Two spaces between the columns, none at the end.
  package var lines: [String] {
    let all = [columns.map(\.name)] + rows
    let widths = columns.indices.map { column in
      all.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return all.map { row in
      let cells = row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return columns[column].side == .right ? gap + row[column] : row[column] + gap
      }
      return cells.joined(separator: "  ").replacing(/\s+$/, with: "")
    }
  }
}
