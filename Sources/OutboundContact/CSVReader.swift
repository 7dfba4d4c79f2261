// SPDX-License-Identifier: GPL-3.0-or-later

/// Reads comma-separated values (RFC 4180) from bytes as they come, in UTF-8.
///
/// Rows end with CRLF, LF or CR. A field in quotes may hold commas, line ends and doubled quotes. A byte order mark
/// at the start and lines with nothing on them are skipped. Memory is bounded by the longest row that is allowed.
public struct CSVReader: Sendable {
  public struct Row: Sendable, Hashable {
    /// The line on which the row begins, from 1; a quoted line end makes the next row's number jump.
    public var line: Int
    public var fields: [String]

    public init(line: Int, fields: [String]) {
      self.line = line
      self.fields = fields
    }
  }

  /// Most bytes in a row.
  public static let longestRow = 1 << 20

  private enum Place {
    case fieldStart, plain, quoted, quoteInQuoted
  }

  private let comma: UInt8
  private var place = Place.fieldStart
  private var field: [UInt8] = []
  private var fields: [String] = []
  private var bytesInRow = 0
  /// The line being read, and those on which its row and its quoted field began.
  private var line = 1
  private var rowLine = 1
  private var quoteLine = 1
  private var lastWasCR = false
  private var start: [UInt8]? = []

  /// `separator` is an ASCII character.
  public init(separator: Unicode.Scalar = ",") {
    comma = UInt8(ascii: separator)
  }

  /// Takes the next bytes and appends the rows that they complete. After an error the reader is of no further use.
  public mutating func consume(
    _ bytes: Span<UInt8>, into rows: inout [Row]
  ) throws(CSVError) {
    for index in bytes.indices {
      let byte = bytes[index]
      if start != nil {
        try takeStart(byte, into: &rows)
      } else {
        try take(byte, into: &rows)
      }
    }
  }

  /// Takes the end of the file: a last row needs no line end.
  public mutating func finish(into rows: inout [Row]) throws(CSVError) {
    let held = start ?? []
    start = nil
    for byte in held { try take(byte, into: &rows) }
    if place == .quoted {
      throw CSVError(line: quoteLine, "a quoted field begins here and never ends; close it with \"")
    }
    try endRow(into: &rows)
  }

  /// Holds the first bytes until it is known whether they are a byte order mark.
  private mutating func takeStart(_ byte: UInt8, into rows: inout [Row]) throws(CSVError) {
    let held = (start ?? []) + [byte]
    switch held {
    case [0xFF, 0xFE], [0xFE, 0xFF]:
      throw CSVError(line: 1, "the text is UTF-16; save it as UTF-8")
    case [0xEF, 0xBB, 0xBF]: start = nil
    case [0xEF], [0xEF, 0xBB], [0xFF], [0xFE]: start = held
    default:
      start = nil
      for byte in held { try take(byte, into: &rows) }
    }
  }

  private mutating func take(_ byte: UInt8, into rows: inout [Row]) throws(CSVError) {
    let isLineFeed = byte == UInt8(ascii: "\n")
    let isReturn = byte == UInt8(ascii: "\r")
    let followsReturn = lastWasCR
    lastWasCR = isReturn
    if byte == 0 { throw CSVError(line: line, "a zero byte; this is no text in UTF-8") }
    if place == .quoted {
      if byte == UInt8(ascii: "\"") { place = .quoteInQuoted } else { try append(byte) }
      if isReturn || (isLineFeed && !followsReturn) { line += 1 }
      return
    }
    if isLineFeed && followsReturn {
      rowLine = line
      return
    }
    if isLineFeed || isReturn {
      try endRow(into: &rows)
      line += 1
      rowLine = line
      return
    }
    if byte == comma {
      try endField()
      place = .fieldStart
      try count()
      return
    }
    switch (place, byte) {
    case (.fieldStart, UInt8(ascii: "\"")):
      place = .quoted
      quoteLine = line
      try count()
    case (.quoteInQuoted, UInt8(ascii: "\"")):
      place = .quoted
      try append(byte)
    case (.quoteInQuoted, _):
      throw CSVError(
        line: line, "text follows a closing quote; double the quotes inside a quoted field")
    case (_, UInt8(ascii: "\"")):
      throw CSVError(
        line: line, "a quote stands inside a field that does not begin with one; quote the field")
    default:
      place = .plain
      try append(byte)
    }
  }

  private mutating func append(_ byte: UInt8) throws(CSVError) {
    field.append(byte)
    try count()
  }

  private mutating func count() throws(CSVError) {
    bytesInRow += 1
    if bytesInRow > CSVReader.longestRow {
      throw CSVError(line: rowLine, "the row is longer than \(CSVReader.longestRow) bytes")
    }
  }

  private mutating func endField() throws(CSVError) {
    guard let text = String(validating: field, as: UTF8.self) else {
      throw CSVError(line: line, "bytes that are not UTF-8; save the file as UTF-8")
    }
    fields.append(text)
    field.removeAll(keepingCapacity: true)
  }

  private mutating func endRow(into rows: inout [Row]) throws(CSVError) {
    let isBlank = fields.isEmpty && place == .fieldStart
    if !isBlank {
      try endField()
      rows.append(Row(line: rowLine, fields: fields))
    }
    fields.removeAll(keepingCapacity: true)
    bytesInRow = 0
    place = .fieldStart
  }
}

/// Text that is not comma-separated values, with the line on which that shows and what helps.
public struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
  public let line: Int
  public let text: String

  public init(line: Int, _ text: String) {
    self.line = line
    self.text = text
  }

  public var description: String { "line \(line): \(text)" }
}
