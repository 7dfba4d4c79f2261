// SPDX-License-Identifier: GPL-3.0-or-later

/// A fault in a calling list: where, what, and what helps. Phone numbers stand masked in it.
public struct CallingListProblem: Sendable, Hashable, CustomStringConvertible {
  public let line: Int
  public let column: String?
  public let text: String

  init(line: Int, _ text: String) {
    self.line = line
    column = nil
    self.text = text
  }

  init(line: Int, _ column: CallingListColumn, _ text: String) {
    self.line = line
    self.column = column.rawValue
    self.text = text
  }

  public var description: String {
    "line \(line): " + (column.map { $0 + ": " } ?? "") + text
  }
}

/// All that is wrong with a calling list; nothing of it was imported.
public struct CallingListError: Error, Sendable, Hashable, CustomStringConvertible {
  /// In the order of lines; never empty. The first `CallingListImport.mostProblems` of them.
  public let problems: [CallingListProblem]
  /// How many there are in all.
  public let count: Int

  /// One line for each problem, the first twenty of them.
  public var description: String {
    let shown = problems.prefix(20).map(\.description)
    let more = count - shown.count
    return (shown + (more > 0 ? ["and \(more) more"] : [])).joined(separator: "\n")
  }
}
