// SPDX-License-Identifier: GPL-3.0-or-later

/// Makes records of a calling list in CSV, and collects what is wrong with it, by line.
///
/// The first line names the columns. `contact_info` must be there, `record_id` unless the records are numbered anew, and
/// `tz` where no zone was given for the whole list; the others of a calling list have defaults, and any other column is
/// a custom field. Times are UTC in seconds since 1970, 0 for none; daily times are seconds since midnight. Without
/// `chain_id` a record is a chain of its own.
public struct CallingListImport: Sendable {
  /// What becomes of a number that stands in the list before, in another chain.
  public enum Duplicates: Sendable {
    /// A fault.
    case refuse
    /// Left out.
    case skip
    /// Imported: a household's telephone.
    case keep
  }

  public struct Options: Sendable {
    public var campaign: String
    /// The calling list; the campaign's name by default.
    public var list: String
    /// For rows that name none; an IANA name.
    public var timeZone: String?
    public var numbers: any NumberRules = AnyNumber()
    public var duplicates = Duplicates.refuse
    /// The first of new record ids, and what is added to chain ids, in place of the list's own record ids.
    public var numberedFrom: Int?
    /// Told of each row that is left out, with the reason; then faults of rows are none of the list's.
    public var rejected: (@Sendable (CSVReader.Row, CallingListProblem) throws -> Void)?

    public init(campaign: String, list: String? = nil, timeZone: String? = nil) {
      self.campaign = campaign
      self.list = list ?? campaign
      self.timeZone = timeZone
    }
  }

  /// Most problems that are told one by one.
  public static let mostProblems = 1000

  let options: Options
  /// The columns, once the first row was read.
  public private(set) var columns: [String]?
  /// Rows that were left out.
  public private(set) var rejections = 0
  public private(set) var imported = 0
  private var layout: CallingListLayout?
  private var zones: Set<String> = []
  private var reader = CSVReader()
  private var rows: [CSVReader.Row] = []
  private var records: [Record] = []
  private var problems: [CallingListProblem] = []
  private var problemCount = 0
  private var lineOfRecord: [Int: Int32] = [:]
  private var lineOfChainPlace: [ChainPlace: Int32] = [:]
  private var placeOfNumber: [String: NumberPlace] = [:]
  private var isBroken = false

  private struct ChainPlace: Hashable {
    var chain: Int
    var place: Int
  }

  private struct NumberPlace {
    var line: Int32
    var chain: Int
  }

  public init(_ options: Options) { self.options = options }

  /// Takes the next bytes of the list.
  public mutating func consume(_ bytes: Span<UInt8>) throws {
    guard !isBroken else { return }
    do throws(CSVError) {
      try reader.consume(bytes, into: &rows)
    } catch {
      breakOff(error)
    }
    try takeRows()
  }

  /// The records of what was consumed since the last time; none once there is a fault.
  public mutating func taken() -> [Record] {
    defer { records.removeAll(keepingCapacity: true) }
    return problemCount == 0 ? records : []
  }

  /// Takes the end of the list and gives its last records, or throws `CallingListError` with all that is wrong.
  public mutating func finish() throws -> [Record] {
    if !isBroken {
      do throws(CSVError) {
        try reader.finish(into: &rows)
      } catch {
        breakOff(error)
      }
      try takeRows()
    }
    if layout == nil && problemCount == 0 {
      add(CallingListProblem(line: 1, "the file is empty; the first line names the columns"))
    } else if imported == 0 && problemCount == 0 {
      let why = rejections == 0 ? "no record follows" : "no record that can be imported follows"
      add(CallingListProblem(line: 1, why + " the names of the columns"))
    }
    guard problemCount == 0 else {
      throw CallingListError(problems: problems, count: problemCount)
    }
    return taken()
  }

  /// The line on which a record stands.
  func line(of record: Record) -> Int? { lineOfRecord[record.recordID].map(Int.init) }

  private mutating func takeRows() throws {
    for row in rows { try take(row) }
    rows.removeAll(keepingCapacity: true)
  }

  private mutating func add(_ problem: CallingListProblem) {
    problemCount += 1
    if problems.count < CallingListImport.mostProblems { problems.append(problem) }
  }

  private mutating func breakOff(_ error: CSVError) {
    isBroken = true
    add(CallingListProblem(line: error.line, error.text + " (what follows was not read)"))
  }

  /// The row cannot be taken.
  private mutating func refuse(_ row: CSVReader.Row, _ found: [CallingListProblem]) throws {
    guard let rejected = options.rejected, let first = found.first else {
      for problem in found { add(problem) }
      return
    }
    rejections += 1
    try rejected(row, first)
  }

  private mutating func take(_ row: CSVReader.Row) throws {
    guard !isBroken else { return }
    guard let layout else {
      takeHeader(row)
      return
    }
    do throws(CSVError) {
      try layout.header.checkWidth(of: row)
    } catch {
      return try refuse(row, [CallingListProblem(line: error.line, error.text)])
    }
    var reading = CallingListRow(row: row, layout: layout, zones: zones)
    let record = reading.record(options: options, number: imported)
    if reading.zones.count > zones.count { zones = reading.zones }
    guard let record else { return try refuse(row, reading.problems) }
    let doubles = doubles(of: record, line: row.line)
    guard doubles.isEmpty else { return try refuse(row, doubles) }
    if options.duplicates != .keep {
      if let first = placeOfNumber[record.contactInfo.digits], first.chain != record.chainID {
        if options.duplicates == .skip {
          rejections += 1
          try options.rejected?(row, CallingListRow.double(row.line, first: first.line))
          return
        }
        return try refuse(row, [CallingListRow.double(row.line, first: first.line)])
      }
      placeOfNumber[record.contactInfo.digits] =
        NumberPlace(line: Int32(clamping: row.line), chain: record.chainID)
    }
    let line = Int32(clamping: row.line)
    lineOfRecord[record.recordID] = line
    lineOfChainPlace[ChainPlace(chain: record.chainID, place: record.chainN)] = line
    imported += 1
    if problemCount == 0 { records.append(record) }
  }

  private mutating func takeHeader(_ row: CSVReader.Row) {
    var required = [CallingListColumn.contactInfo.rawValue]
    if options.numberedFrom == nil { required.insert(CallingListColumn.recordID.rawValue, at: 0) }
    if options.timeZone == nil { required.append(CallingListColumn.timeZone.rawValue) }
    do throws(CSVError) {
      layout = CallingListLayout(try CSVHeader(row, required: required))
      columns = layout?.header.names
    } catch {
      breakOff(error)
    }
  }

  private func doubles(of record: Record, line: Int) -> [CallingListProblem] {
    var doubles: [CallingListProblem] = []
    if let first = lineOfRecord[record.recordID] {
      doubles.append(
        CallingListProblem(
          line: line, .recordID,
          "\(record.recordID) stands on line \(first) already; every record has its own"))
    }
    if let first = lineOfChainPlace[ChainPlace(chain: record.chainID, place: record.chainN)] {
      doubles.append(
        CallingListProblem(
          line: line, .chainN,
          "\(record.chainN) is taken in chain \(record.chainID) by line \(first);"
            + " number the records of a chain in the order in which they are to be dialed"))
    }
    return doubles
  }
}
