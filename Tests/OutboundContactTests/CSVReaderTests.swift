// SPDX-License-Identifier: GPL-3.0-or-later
import Foundation
import OutboundContact
import Testing

struct CSVReaderTests {
  typealias Row = CSVReader.Row

  private func read(_ bytes: [UInt8], pieces: Int = Int.max) throws -> [Row] {
    var reader = CSVReader()
    var rows: [Row] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(pieces))
      rest = rest.dropFirst(pieces)
      try reader.consume(piece.span, into: &rows)
    }
    try reader.finish(into: &rows)
    return rows
  }

  private func read(_ text: String, pieces: Int = Int.max) throws -> [Row] {
    try read(Array(text.utf8), pieces: pieces)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [Row(line: 1, fields: ["a", "b"]), Row(line: 2, fields: ["1", "2"])]),
    ("a,b\r\n1,2\r\n", [Row(line: 1, fields: ["a", "b"]), Row(line: 2, fields: ["1", "2"])]),
    ("a\r1\r", [Row(line: 1, fields: ["a"]), Row(line: 2, fields: ["1"])]),
    ("a", [Row(line: 1, fields: ["a"])]),
    ("", []),
    ("\u{feff}a,b", [Row(line: 1, fields: ["a", "b"])]),
    ("\u{feff}", []),
    (",\n", [Row(line: 1, fields: ["", ""])]),
    ("a,\n", [Row(line: 1, fields: ["a", ""])]),
    ("a\n\n\r\nb\n", [Row(line: 1, fields: ["a"]), Row(line: 4, fields: ["b"])]),
    ("\"\"\n", [Row(line: 1, fields: [""])]),
    ("\"a,b\",\"say \"\"no\"\"\"\n", [Row(line: 1, fields: ["a,b", "say \"no\""])]),
    (
      "\"one\ntwo\r\nthree\",x\ny,z",
      [Row(line: 1, fields: ["one\ntwo\r\nthree", "x"]), Row(line: 4, fields: ["y", "z"])]
    ),
    ("Zoë,東京\n", [Row(line: 1, fields: ["Zoë", "東京"])]),
    (" a , b\n", [Row(line: 1, fields: [" a ", " b"])]),
  ])
  func `rows are read as RFC 4180 has them`(text: String, rows: [Row]) throws {
    #expect(try read(text) == rows)
  }

  @Test(arguments: 1...9)
  func `the rows are the same however the bytes come`(pieces: Int) throws {
    let text = "\u{feff}n,\"q\"\"q\"\r\n\"a\r\nb\",é\r\n\r\nlast,"
    #expect(try read(text, pieces: pieces) == read(text))
    #expect(try read(text).map(\.line) == [1, 2, 5])
  }

  @Test(arguments: [
    ("a\nb\"c\n", 2, "quote"),
    ("a\n\"b\"c\n", 2, "closing quote"),
    ("a\n\nb,\"c\nd\ne", 3, "never ends"),
    ("a\u{0}b", 1, "zero byte"),
    ("a\n\"\u{0}\"", 2, "zero byte"),
  ])
  func `a fault names its line`(text: String, line: Int, words: String) {
    let error = #expect(throws: CSVError.self) { try read(text) }
    #expect(error?.line == line)
    #expect(error?.text.contains(words) == true)
  }

  @Test func `bytes that are not UTF-8 name their line and the remedy`() {
    let latin1: [UInt8] = Array("name\nZo".utf8) + [0xEB] + Array("\n".utf8)
    let error = #expect(throws: CSVError.self) { try read(latin1) }
    #expect(error?.line == 2)
    #expect(error?.description.contains("save the file as UTF-8") == true)
  }

  @Test(arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]])
  func `UTF-16 is named as such`(bytes: [UInt8]) {
    let error = #expect(throws: CSVError.self) { try read(bytes) }
    #expect(error?.text.contains("UTF-16") == true)
  }

  @Test func `a row without end cannot fill the memory`() {
    let endless = [UInt8](repeating: UInt8(ascii: "x"), count: CSVReader.longestRow + 1)
    let quoted = [UInt8(ascii: "\"")] + [UInt8](repeating: 0x0A, count: CSVReader.longestRow)
    let commas = [UInt8](repeating: UInt8(ascii: ","), count: CSVReader.longestRow + 1)
    for bytes in [endless, quoted, commas] {
      let error = #expect(throws: CSVError.self) { try read(bytes) }
      #expect(error?.line == 1)
    }
  }

  @Test func `a file is read row by row, and those before a fault are delivered`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "list.csv").path
    let rows = (1...20_000).map { "\($0),text of row \($0)\n" }.joined()
    try Data((rows + "bad\"\n").utf8).write(to: URL(filePath: path))
    var count = 0
    let error = #expect(throws: CSVError.self) {
      try CSVReader.forEachRow(inFile: path) { row in
        count += 1
        #expect(row.line == count)
      }
    }
    #expect(count == 20_000)
    #expect(error?.line == 20_001)
    #expect(throws: (any Error).self) {
      try CSVReader.forEachRow(inFile: path + ".none") { _ in }
    }
  }
}
