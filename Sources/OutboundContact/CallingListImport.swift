// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes records of a calling list in CSV: all of them, or every fault with its line.
///
/// The first line names the columns. `record_id` and `contact_info` must be there, and `tz` where no zone was given for
/// the whole list; the others of a calling list have defaults, and any other column is a custom field. Times are UTC
/// in seconds since 1970, 0 for none; daily times are seconds since midnight. Without `chain_id` a record is a chain of
/// its own.
public struct CallingListImport: Sendable {
  let campaign: String
  let timeZone: String?
  private var layout: CallingListLayout?
  private var zones: Set<String> = []
  private var reader = CSVReader()
  private var rows: [CSVReader.Row] = []
  private var records: [Record] = []
  private var problems: [CallingListProblem] = []
  private var lineOfRecord: [Int: Int] = [:]
  private var lineOfChainPlace: [ChainPlace: Int] = [:]
  private var isBroken = false

  private struct ChainPlace: Hashable {
    var chain: Int
    var place: Int
  }

  /// `timeZone`: for rows that name none; an IANA name.
  public init(campaign: String, timeZone: String? = nil) {
    self.campaign = campaign
    self.timeZone = timeZone
  }

  /// Reads a whole file. Throws `CallingListError`, or the file system's errors.
  public static func records(
    inFile path: String, campaign: String, timeZone: String? = nil
  ) throws -> [Record] {
    var list = CallingListImport(campaign: campaign, timeZone: timeZone)
    do {
      try CSVReader.forEachRow(inFile: path) { list.take($0) }
    } catch let error as CSVError {
      list.breakOff(error)
    }
    return try list.finish()
  }

  /// Takes the next bytes of the list.
  public mutating func consume(_ bytes: Span<UInt8>) {
    guard !isBroken else { return }
    do throws(CSVError) {
      try reader.consume(bytes, into: &rows)
    } catch {
      breakOff(error)
    }
    takeRows()
  }

  /// Takes the end of the list and gives its records, or throws all that is wrong with it.
  public mutating func finish() throws(CallingListError) -> [Record] {
    if !isBroken {
      do throws(CSVError) {
        try reader.finish(into: &rows)
      } catch {
        breakOff(error)
      }
      takeRows()
    }
    if layout == nil && problems.isEmpty {
      problems.append(
        CallingListProblem(line: 1, "the file is empty; the first line names the columns"))
    } else if records.isEmpty && problems.isEmpty {
      problems.append(
        CallingListProblem(line: 1, "no record follows the names of the columns"))
    }
    guard problems.isEmpty else { throw CallingListError(problems: problems) }
    return records
  }

  private mutating func takeRows() {
    for row in rows { take(row) }
    rows.removeAll(keepingCapacity: true)
  }

  private mutating func breakOff(_ error: CSVError) {
    isBroken = true
    problems.append(
      CallingListProblem(line: error.line, error.text + " (what follows was not read)"))
  }

  private mutating func take(_ row: CSVReader.Row) {
    guard !isBroken else { return }
    guard let layout else {
      takeHeader(row)
      return
    }
    do throws(CSVError) {
      try layout.header.checkWidth(of: row)
    } catch {
      problems.append(CallingListProblem(line: error.line, error.text))
      return
    }
    var reading = CallingListRow(row: row, layout: layout, zones: zones)
    let record = reading.record(campaign: campaign, timeZone: timeZone)
    problems += reading.problems
    if reading.zones.count > zones.count { zones = reading.zones }
    guard let record else { return }
    checkUnique(record, line: row.line)
    records.append(record)
  }

  private mutating func takeHeader(_ row: CSVReader.Row) {
    var required = [CallingListColumn.recordID.rawValue, CallingListColumn.contactInfo.rawValue]
    if timeZone == nil { required.append(CallingListColumn.timeZone.rawValue) }
    do throws(CSVError) {
      layout = CallingListLayout(try CSVHeader(row, required: required))
    } catch {
      breakOff(error)
    }
  }

  private mutating func checkUnique(_ record: Record, line: Int) {
    if let first = lineOfRecord.updateValue(line, forKey: record.recordID) {
      problems.append(
        CallingListProblem(
          line: line, .recordID,
          "\(record.recordID) stands on line \(first) already; every record has its own"))
    }
    let place = ChainPlace(chain: record.chainID, place: record.chainN)
    if let first = lineOfChainPlace.updateValue(line, forKey: place) {
      problems.append(
        CallingListProblem(
          line: line, .chainN,
          "\(record.chainN) is taken in chain \(record.chainID) by line \(first);"
            + " number the records of a chain in the order in which they are to be dialed"))
    }
  }
}

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
  /// In the order of lines; never empty.
  public let problems: [CallingListProblem]

  /// One line for each problem, the first twenty of them.
  public var description: String {
    let shown = problems.prefix(20).map(\.description)
    let more = problems.count - shown.count
    return (shown + (more > 0 ? ["and \(more) more"] : [])).joined(separator: "\n")
  }
}
