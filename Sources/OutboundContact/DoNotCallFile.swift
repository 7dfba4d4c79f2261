// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation

/// A do-not-call list in a file: a number on each line, or CSV whose first line names a column `phone` (or
/// `contact_info`), a column `customer_id`, or both. Memory does not grow with the file.
public struct DoNotCallFile: DoNotCallSource {
  private enum Layout {
    case numbers
    case columns(CSVHeader, phone: String?)
  }

  private let file: FileHandle
  private let numbers: any NumberRules
  private var progress: @Sendable (Int) -> Void = { _ in }
  private var reader = CSVReader()
  private var rows: [CSVReader.Row] = []
  private var layout: Layout?
  private var problems: [CallingListProblem] = []
  private var problemCount = 0
  private var taken = 0
  private var isOver = false
  /// Bytes in all, for progress.
  public let size: Int

  /// Opens the file. Throws the file system's errors.
  public init(
    path: String, numbers: any NumberRules = AnyNumber()
  ) throws {
    let url = URL(filePath: path)
    file = try FileHandle(forReadingFrom: url)
    size = try url.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    self.numbers = numbers
  }

  /// The same source, which tells how many bytes it has read each time.
  public func telling(_ progress: @escaping @Sendable (Int) -> Void) -> DoNotCallFile {
    var source = self
    source.progress = progress
    return source
  }

  /// Throws `CallingListError` at the end of a file with faults.
  public mutating func next() throws -> [DoNotCallEntry]? {
    while !isOver {
      let chunk = try file.read(upToCount: 1 << 18) ?? Data()
      do throws(CSVError) {
        if chunk.isEmpty {
          isOver = true
          try reader.finish(into: &rows)
        } else {
          try reader.consume([UInt8](chunk).span, into: &rows)
        }
      } catch {
        isOver = true
        report(CallingListProblem(line: error.line, error.text + " (what follows was not read)"))
      }
      progress(chunk.count)
      var entries: [DoNotCallEntry] = []
      for row in rows { take(row, into: &entries) }
      rows.removeAll(keepingCapacity: true)
      if isOver {
        try? file.close()
        if taken == 0, problemCount == 0 {
          report(CallingListProblem(line: 1, "the file has no numbers; write one on each line"))
        }
      }
      if isOver, problemCount > 0 {
        throw CallingListError(problems: problems, count: problemCount)
      }
      if !entries.isEmpty, problemCount == 0 { return entries }
    }
    return nil
  }

  private mutating func report(_ problem: CallingListProblem) {
    problemCount += 1
    if problems.count < CallingListImport.mostProblems { problems.append(problem) }
  }

  private mutating func take(_ row: CSVReader.Row, into entries: inout [DoNotCallEntry]) {
    switch layout {
    case nil: takeFirst(row, into: &entries)
    case .numbers:
      guard row.fields.count == 1 else {
        return report(
          CallingListProblem(line: row.line, "more than one number; write one on each line"))
      }
      takeNumber(row.fields[0], line: row.line, into: &entries)
    case .columns(let header, let phone):
      var isEmpty = true
      if let phone, let text = header.field(phone, of: row), !text.isEmpty {
        isEmpty = false
        takeNumber(text, line: row.line, into: &entries)
      }
      if let id = header.field(Record.customerIDField, of: row), !id.isEmpty {
        isEmpty = false
        taken += 1
        entries.append(.customer(id))
      }
      if isEmpty { report(CallingListProblem(line: row.line, "neither number nor customer id")) }
    }
  }

  /// The names of columns, or the first number.
  private mutating func takeFirst(_ row: CSVReader.Row, into entries: inout [DoNotCallEntry]) {
    guard let header = try? CSVHeader(row) else {
      return report(CallingListProblem(line: row.line, "no names of columns, and no number"))
    }
    let phone = ["phone", CallingListColumn.contactInfo.rawValue].first(where: header.contains)
    if phone != nil || header.contains(Record.customerIDField) {
      layout = .columns(header, phone: phone)
    } else if row.fields.count == 1 {
      layout = .numbers
      takeNumber(row.fields[0], line: row.line, into: &entries)
    } else {
      isOver = true
      report(
        CallingListProblem(
          line: row.line,
          "no column \"phone\" or \"customer_id\"; the first line names the columns, or every line"
            + " is one number"))
    }
  }

  private mutating func takeNumber(
    _ text: String, line: Int, into entries: inout [DoNotCallEntry]
  ) {
    do throws(NumberFault) {
      entries.append(.phone(try numbers.number(text)))
      taken += 1
    } catch {
      report(CallingListProblem(line: line, "\"\(PhoneNumber.masked(text))\" is \(error)"))
    }
  }
}
